/** Opens a file of weights by what it begins with, not by what it is called. */
import type { FileHandle } from "node:fs/promises";
import { readExactly, withFile } from "../util/randomAccess";
import { type ArrayFile, LIMITS, unusable } from "./arrayFile";
import { readSafetensors } from "./readSafetensors";

async function open(file: FileHandle, path: string): Promise<ArrayFile> {
  const stats = await file.stat();
  if (!stats.isFile()) throw unusable(path, "it is not a file");
  if (stats.size > LIMITS.fileBytes) {
    throw unusable(path, `it has ${stats.size} bytes, more than any network that Pupil trains`);
  }
  const start = Buffer.alloc(Math.min(16, stats.size));
  if (!(await readExactly(file, start, 0)) || start.length < 16) {
    throw unusable(path, "it is too short");
  }
  return await readSafetensors(file, path);
}

/** Lets `use` have the file's arrays, whatever its format; "corrupt-file" when it has no known one. */
export async function withArrayFile<T>(
  path: string,
  use: (file: ArrayFile) => Promise<T>,
): Promise<T> {
  return await withFile(path, async (file) => await use(await open(file, path)));
}
