// Small pictures and folders for the tests of the data set's files.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after } from "node:test";
import sharp, { type Sharp } from "sharp";
import type { Sample } from "../../../src/protocol/dataset";
import { Random } from "../../../src/backend/util/random";

/** A folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "pupil-test-"));
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A picture of random coloured blocks, [height, width, 3]: no two seeds look alike. */
export function blocks(seed: number, width = 48, height = 40): Sharp {
  const random = Random.of(seed, "blocks");
  const cells = Uint8Array.from({ length: 6 * 5 * 3 }, () => random.integer(256));
  const grid = sharp(cells, { raw: { width: 6, height: 5, channels: 3 } });
  return grid.resize(width, height, { fit: "fill", kernel: "nearest" });
}

export async function jpeg(seed: number, width?: number, height?: number): Promise<Buffer> {
  // Through PNG: a sharp object may not be resized twice.
  return await sharp(await blocks(seed, width, height).png().toBuffer())
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** Writes files, given by relative path, making folders. */
export function writeFiles(folder: string, files: Record<string, string | Uint8Array>): void {
  for (const [path, data] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), data);
  }
}

/** A made-up sample; only path, labels and group matter to the split. */
export function sample(
  path: string,
  labels: Record<string, string>,
  more?: Partial<Sample>,
): Sample {
  return {
    path,
    labels,
    width: 4,
    height: 3,
    format: "jpeg",
    bytes: 9,
    hash: "0".repeat(64),
    perceptualHash: "0".repeat(16),
    group: 0,
    ...more,
  };
}
