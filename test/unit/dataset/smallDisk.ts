// A disk of its own that a test can fill: a tmpfs, which only root may mount.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./support";

const BLOCK_BYTES = 4096;

function mount(folder: string, kilobytes: number): boolean {
  mkdirSync(folder, { recursive: true });
  const options = ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "none", folder];
  return spawnSync("mount", options).status === 0;
}

/** Why there is none, or false. */
export function noSmallDisk(): string | false {
  const probe = join(temporaryFolder(), "probe");
  if (!mount(probe, 64)) return "only root may mount the small disk that this fills";
  spawnSync("umount", [probe]);
  return false;
}

export interface SmallDisk {
  readonly folder: string;
  /** Fills it but for so many blocks of 4 KiB. */
  readonly fill: (blocks: number) => void;
  /** Makes room again. */
  readonly free: () => void;
}

/** Gives a disk of that size to a function, and takes it away again. */
export async function withSmallDisk(
  kilobytes: number,
  use: (disk: SmallDisk) => Promise<void>,
): Promise<void> {
  const folder = join(temporaryFolder(), "disk");
  const ballast = join(folder, "ballast.bin");
  if (!mount(folder, kilobytes)) throw new Error("the small disk cannot be mounted");
  try {
    await use({
      folder,
      fill(blocks) {
        const { status } = spawnSync("sh", ["-c", `cat /dev/zero > '${ballast}'`]);
        if (status === 0) throw new Error("the small disk has no end");
        truncateSync(ballast, readFileSync(ballast).length - blocks * BLOCK_BYTES);
      },
      free() {
        rmSync(ballast);
      },
    });
  } finally {
    spawnSync("umount", [folder]);
  }
}
