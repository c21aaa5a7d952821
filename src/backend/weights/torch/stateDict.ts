/** Turns a pickle's value into arrays that can be read from the file. */
import type { FileHandle } from "node:fs/promises";
import { readExactly } from "../../util/randomAccess";
import { type ArrayEntry, checkedCount, LIMITS, shorten, unusable } from "../arrayFile";
import { FLOAT_BYTES, type FloatType, toFloat32 } from "../numbers";
import { type Dictionary, Tensor, type Value } from "./values";

const FLOATS: Readonly<Record<string, FloatType>> = {
  HalfStorage: "float16",
  BFloat16Storage: "bfloat16",
  FloatStorage: "float32",
  DoubleStorage: "float64",
};

/** Where the state dict is in a checkpoint that holds more; the averaged weights are the better ones. */
const KEYS = ["state_dict_ema", "model_ema", "state_dict", "model_state_dict", "model", "net"];

/** Where a storage's bytes lie in the file. */
export interface Place {
  readonly start: number;
  readonly bytes: number;
}

/** A file that tensors are read from. */
export interface TensorSource {
  readonly file: FileHandle;
  readonly path: string;
  /** Undefined for a key that the file does not have. */
  readonly place: (key: string) => Place | undefined;
}

const hasTensors = (value: Value | undefined): value is Dictionary =>
  value instanceof Map && [...value.values()].some((inner) => inner instanceof Tensor);

/** The dictionary of tensors that the pickle is or has. */
function findStateDict(path: string, value: Value): Dictionary {
  if (hasTensors(value)) return value;
  if (value instanceof Map) {
    const dictionary: Dictionary = value;
    const found = KEYS.map((key) => dictionary.get(key)).find(hasTensors);
    if (found !== undefined) return found;
  }
  throw unusable(path, "it has no dictionary of arrays (a state_dict) in it");
}

function isContiguous({ shape, stride }: Tensor): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 0;
    if (size !== 1 && stride[axis] !== expected) return false;
    expected *= size;
  }
  return true;
}

/** How many elements of the storage the tensor spans, from its offset on. */
function spanOf({ shape, stride }: Tensor): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((last, size, axis) => last + (size - 1) * (stride[axis] ?? 0), 0) + 1;
}

/** The elements in row-major order. */
function gather(values: Float32Array, { shape, stride }: Tensor, count: number): Float32Array {
  const gathered = new Float32Array(count);
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < count; to++) {
    gathered[to] = values[from] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const step = stride[axis] ?? 0;
      const next = (index[axis] ?? 0) + 1;
      from += step;
      index[axis] = next;
      if (next < (shape[axis] ?? 0)) break;
      from -= next * step;
      index[axis] = 0;
    }
  }
  return gathered;
}

function entryOf(name: string, tensor: Tensor, source: TensorSource): ArrayEntry | undefined {
  const { file, path } = source;
  const { storage, shape, stride, offset } = tensor;
  const type = FLOATS[storage.type];
  if (type === undefined) return undefined; // integers count batches; nothing to begin with
  const shown = shorten(name);
  const count = checkedCount(path, { name, shape });
  const span = spanOf(tensor);
  if (stride.length !== shape.length || count > storage.count || offset + span > storage.count) {
    throw unusable(path, `"${shown}" reaches beyond the numbers that it is made of`);
  }
  const place = source.place(storage.key);
  if (place === undefined) throw unusable(path, `the numbers of "${shown}" are missing`);
  const elementBytes = FLOAT_BYTES[type];
  if (place.bytes !== storage.count * elementBytes) {
    throw unusable(path, `the numbers of "${shown}" have not the length that they should have`);
  }
  const read = async () => {
    const bytes = new Uint8Array(span * elementBytes);
    if (!(await readExactly(file, bytes, place.start + offset * elementBytes))) {
      throw unusable(path, "it became shorter while it was read");
    }
    const values = toFloat32(bytes, type);
    return isContiguous(tensor) ? values : gather(values, tensor, count);
  };
  return { name, shape, read };
}

/** The floating-point arrays of a state dict, checked against the file. */
export function stateDictEntries(value: Value, source: TensorSource): Map<string, ArrayEntry> {
  const { path } = source;
  const dictionary = findStateDict(path, value);
  if (dictionary.size > LIMITS.arrays) throw unusable(path, `it has ${dictionary.size} arrays`);
  const entries = new Map<string, ArrayEntry>();
  for (const [name, tensor] of dictionary) {
    if (!(tensor instanceof Tensor)) continue;
    if (typeof name !== "string" || name.length > LIMITS.nameLength) {
      throw unusable(path, "an array of it has no proper name");
    }
    const entry = entryOf(name, tensor, source);
    if (entry !== undefined) entries.set(name, entry);
  }
  return entries;
}
