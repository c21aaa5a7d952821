/** The pretrained arrays that a run began with, kept in its folder so that it can be used on its own. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, link, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "../../protocol/errors";
import { temporaryName, toUserError } from "../util/files";
import { type NamedArray, readTensors, writeTensors } from "../util/safetensors";
import { ofRun, RUN_FILES } from "./folder";

type Arrays = ReadonlyMap<string, NamedArray>;

/** Pretrained arrays with the checksum that they are known by. */
export interface StoredBackbone {
  readonly weights: Arrays;
  /** SHA-256 over names, shapes and values, hexadecimal: the same from whatever file they come. */
  readonly digest: string;
}

/** What arrays are known by, in whatever order they come. */
export function digestOf(arrays: Arrays): string {
  const hash = createHash("sha256");
  for (const [name, { shape, data }] of [...arrays].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(JSON.stringify([name, shape]));
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest("hex");
}

/** Path of the file in a run's folder. */
export function backbonePath(directory: string): string {
  return join(directory, RUN_FILES.checkpoints, "backbone.safetensors");
}

/** Where the runs of a data set find the file that they share. */
function sharedPath(directory: string, digest: string): string {
  return join(dirname(dirname(directory)), "backbones", `${digest}.safetensors`);
}

/**
 * Puts the backbone into a run's folder: as a second name of one file for all runs of the data set,
 * or as a copy where the file system has no second names.
 */
export async function saveBackbone(directory: string, backbone: StoredBackbone): Promise<void> {
  const { weights, digest } = backbone;
  const path = backbonePath(directory);
  const shared = sharedPath(directory, digest);
  const temporary = temporaryName(path);
  try {
    if (!existsSync(shared)) {
      await writeTensors(shared, { arrays: weights, metadata: { format: "pt", digest } });
    }
    await mkdir(dirname(path), { recursive: true });
    await link(shared, temporary).catch(() => copyFile(shared, temporary));
    await rename(temporary, path);
    await removeUnused(shared);
  } catch (error) {
    throw toUserError(error, path);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

/** Removes shared files that no run has any more: a run that is deleted takes only its own name along. */
async function removeUnused(kept: string): Promise<void> {
  const folder = dirname(kept);
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    if (path === kept) continue;
    const links = (await stat(path).catch(() => undefined))?.nlink;
    if (links === 1) await rm(path, { force: true }).catch(() => undefined); // it harms nobody
  }
}

/** The backbone in a run's folder; undefined for a run that began from scratch, "corrupt-run" for a damaged one. */
export async function readBackbone(directory: string): Promise<StoredBackbone | undefined> {
  const path = backbonePath(directory);
  if (!existsSync(path)) return undefined;
  return await ofRun(directory, async () => {
    const { arrays, metadata } = await readTensors(path);
    const digest = digestOf(arrays);
    if (digest === metadata["digest"]) return { weights: arrays, digest };
    throw new UserError("corrupt-file", `${path} is damaged: its checksum is wrong.`);
  });
}
