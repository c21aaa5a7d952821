// What the tests of weights share: reading a file whole, writing one.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { withArrayFile } from "../../../src/backend/weights/readFile";
import type { NamedArray } from "../../../src/backend/util/safetensors";
import { temporaryFolder } from "../dataset/support";

/** All arrays of a file. */
export async function readAll(path: string): Promise<Map<string, NamedArray>> {
  return await withArrayFile(path, async ({ entries }) => {
    const arrays = new Map<string, NamedArray>();
    for (const [name, { shape, read }] of entries) arrays.set(name, { shape, data: await read() });
    return arrays;
  });
}

/** Writes bytes to a new file; gives its path. */
export function fileWriter(): (bytes: Uint8Array, name?: string) => string {
  const folder = temporaryFolder();
  let count = 0;
  return (bytes, name = `file${++count}.bin`) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
}
