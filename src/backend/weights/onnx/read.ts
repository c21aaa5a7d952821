/** Reads ONNX models: the arrays of the graph by the names that the exporter gave them, and its convolutions. */
import type { FileHandle } from "node:fs/promises";
import { readExactly } from "../../util/randomAccess";
import {
  type ArrayEntry,
  type ArrayFile,
  checkedCount,
  LIMITS,
  shorten,
  unusable,
} from "../arrayFile";
import { FLOAT_BYTES, toFloat32 } from "../numbers";
import { ModelError } from "./fields";
import { convLayers } from "./layers";
import { type Initializer, type Model, readModel } from "./model";

function entryOf(initializer: Initializer, path: string): ArrayEntry | undefined {
  const { name, shape, type, data = new Uint8Array() } = initializer;
  if (type === undefined) return undefined; // whole numbers: shapes, axes
  const count = checkedCount(path, { name, shape });
  if (data.length !== count * FLOAT_BYTES[type]) {
    throw unusable(path, `"${shorten(name)}" has not the numbers that its shape says`);
  }
  if (name === "" || name.length > LIMITS.nameLength) {
    throw unusable(path, "an array of it has no proper name");
  }
  return { name, shape, read: () => Promise.resolve(toFloat32(data, type)) };
}

/** What the library says of bytes that end inside a field or a number. */
function isDamage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error instanceof RangeError || error.message === "invalid varint encoding";
}

function parse(bytes: Uint8Array, path: string): Model {
  try {
    return readModel(bytes);
  } catch (error) {
    if (error instanceof ModelError) throw unusable(path, error.message, error);
    if (isDamage(error)) throw unusable(path, "it ends early or is damaged", error);
    throw error;
  }
}

/** Reads the whole model; its size has been checked. */
export async function readOnnx(file: FileHandle, path: string): Promise<ArrayFile> {
  const { size } = await file.stat();
  const bytes = Buffer.alloc(size);
  if (!(await readExactly(file, bytes, 0))) throw unusable(path, "it ends early");
  const model = parse(bytes, path);
  const entries = new Map<string, ArrayEntry>();
  for (const initializer of model.initializers) {
    const entry = entryOf(initializer, path);
    if (entry === undefined) continue;
    if (entries.has(entry.name)) {
      throw unusable(path, `it has two arrays called "${shorten(entry.name)}"`);
    }
    entries.set(entry.name, entry);
  }
  return { format: "ONNX", entries, layers: convLayers(model, entries) };
}
