/** Opens a file of weights by what it begins with, not by what it is called. */
import type { FileHandle } from "node:fs/promises";
import { readExactly, withFile } from "../util/randomAccess";
import { type ArrayFile, LIMITS, unusable } from "./arrayFile";
import { readOnnx } from "./onnx/read";
import { readSafetensors } from "./readSafetensors";
import { readArchive } from "./torch/archive";
import { LEGACY_START, readLegacy } from "./torch/legacy";

const START_BYTES = 16;

const KNOWN = "PyTorch's (.pth), safetensors and ONNX files can be read";

/** What a file that is none of ours is, where its first bytes tell. */
function otherFormat(start: Buffer): string {
  const text = start.toString("latin1");
  if (text.startsWith("\x89HDF")) return `it is an HDF5 file, as Keras writes them; ${KNOWN}`;
  if (/^\s*</.test(text)) return `it is a web page, not a file of weights; ${KNOWN}`;
  if (start[0] === 0x80) return "it is a pickle, but not one that PyTorch wrote";
  return `its format is not known; ${KNOWN}`;
}

async function open(file: FileHandle, path: string): Promise<ArrayFile> {
  const stats = await file.stat();
  if (stats.isDirectory()) throw unusable(path, "it is a folder, and not that of a run");
  if (!stats.isFile()) throw unusable(path, "it is not a file");
  if (stats.size > LIMITS.fileBytes) {
    throw unusable(path, "it is larger than any network that Pupil trains");
  }
  const start = Buffer.alloc(Math.min(START_BYTES, stats.size));
  if (start.length < START_BYTES || !(await readExactly(file, start, 0))) {
    throw unusable(path, "it is too short");
  }
  if (start.toString("latin1", 0, 2) === "PK") return await readArchive(file, path);
  if (start.subarray(0, LEGACY_START.length).equals(LEGACY_START)) {
    return await readLegacy(file, path);
  }
  // safetensors: the length of a JSON object, then the object
  if (start[8] === 0x7b && start.readUInt32LE(4) === 0) return await readSafetensors(file, path);
  // ONNX: field 1, the version of its format, is a small number and comes first
  if (start[0] === 0x08 && (start[1] ?? 0) < 0x80) return await readOnnx(file, path);
  throw unusable(path, otherFormat(start));
}

/**
 * Lets `use` have the file's arrays, whatever its format; "corrupt-file" when it has no known one.
 * Sentences call the file `shownAs`.
 */
export async function withArrayFile<T>(
  path: string,
  use: (file: ArrayFile) => Promise<T>,
  shownAs = path,
): Promise<T> {
  return await withFile(path, async (file) => await use(await open(file, shownAs)));
}
