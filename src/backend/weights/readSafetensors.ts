/** Reads safetensors files of any floating-point type, array by array. */
import type { FileHandle } from "node:fs/promises";
import { readExactly } from "../util/randomAccess";
import { readTensorHead } from "../util/safetensors";
import {
  type ArrayEntry,
  type ArrayFile,
  checkedCount,
  LIMITS,
  shorten,
  unusable,
} from "./arrayFile";
import { type FloatType, toFloat32 } from "./numbers";

const FLOATS: Readonly<Record<string, FloatType>> = {
  F16: "float16",
  BF16: "bfloat16",
  F32: "float32",
  F64: "float64",
};

/** Opens the file's arrays; they are read while it stays open. */
export async function readSafetensors(file: FileHandle, path: string): Promise<ArrayFile> {
  const { entries: found } = await readTensorHead(file, path, LIMITS.descriptionBytes);
  if (found.size > LIMITS.arrays) throw unusable(path, `it has ${found.size} arrays`);
  const entries = new Map<string, ArrayEntry>();
  for (const [name, { dtype, shape, start, end }] of found) {
    const type = FLOATS[dtype];
    if (dtype.startsWith("F8")) {
      throw unusable(path, `"${shorten(name)}" is of type ${dtype}, which has no full precision`);
    }
    if (type === undefined) continue; // integers count batches; nothing to begin with
    checkedCount(path, { name, shape });
    const read = async () => {
      const bytes = new Uint8Array(end - start);
      if (await readExactly(file, bytes, start)) return toFloat32(bytes, type);
      throw unusable(path, "it became shorter while it was read");
    };
    entries.set(name, { name, shape, read });
  }
  return { format: "safetensors", entries };
}
