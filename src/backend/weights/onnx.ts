/** Reads the initialisers of ONNX models: the arrays of a graph, by the names that the exporter gave them. */
import type { FileHandle } from "node:fs/promises";
import { Reader } from "protobufjs/minimal";
import { readExactly } from "../util/randomAccess";
import {
  type ArrayEntry,
  type ArrayFile,
  checkedCount,
  LIMITS,
  shorten,
  unusable,
} from "./arrayFile";
import { FLOAT_BYTES, type FloatType, toFloat32 } from "./numbers";

/** Numbers of fields in onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
const MODEL = { graph: 7 } as const;
const GRAPH = { initializer: 5 } as const;
const TENSOR = {
  dims: 1,
  dataType: 2,
  segment: 3,
  floatData: 4,
  int32Data: 5,
  name: 8,
  rawData: 9,
  doubleData: 10,
  dataLocation: 14,
} as const;

/** TensorProto.DataType of floating-point numbers. */
const FLOATS: Readonly<Record<number, FloatType>> = {
  1: "float32",
  10: "float16",
  11: "float64",
  16: "bfloat16",
};

/** Why the bytes are not a model; the message is a clause. */
class ModelError extends Error {}

/** A field of a message: a number, or bytes; fixed-width numbers stand alone nowhere that we read. */
interface Field {
  readonly id: number;
  readonly value: number | Uint8Array | undefined;
}

/** A whole number; the library gives a number or its two halves, as it finds a package for the latter. */
function integer(reader: Reader): number {
  const value: number | { readonly low: number; readonly high: number } = reader.int64();
  return typeof value === "number" ? value : value.high * 2 ** 32 + (value.low >>> 0);
}

/** The fields of a message, in their order. */
function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  const reader = Reader.create(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const id = tag >>> 3;
    switch (tag & 7) {
      case 0:
        yield { id, value: integer(reader) };
        break;
      case 1:
        reader.skip(8);
        yield { id, value: undefined };
        break;
      case 2: {
        const length = reader.uint32();
        const start = reader.pos;
        reader.skip(length);
        yield { id, value: bytes.subarray(start, start + length) };
        break;
      }
      case 5:
        reader.skip(4);
        yield { id, value: undefined };
        break;
      default:
        throw new ModelError("it is not an ONNX model, or a damaged one");
    }
  }
}

/** Whole numbers that a field holds: one, or many packed. */
function integers(value: Field["value"], limit: number): number[] {
  if (typeof value === "number") return [value];
  const found: number[] = [];
  if (value === undefined) return found;
  const reader = Reader.create(value);
  while (reader.pos < reader.len) {
    if (found.length >= limit) throw new ModelError("a shape in it has too many dimensions");
    found.push(integer(reader));
  }
  return found;
}

/** Half-precision numbers as ONNX writes them without raw data: each one's bits as a whole number. */
function halves(packed: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(2 * packed.length); // a varint has at least one byte
  const view = new DataView(bytes.buffer);
  const reader = Reader.create(packed);
  let count = 0;
  while (reader.pos < reader.len) view.setUint16(2 * count++, reader.uint32() & 0xffff, true);
  return bytes.subarray(0, 2 * count);
}

/** An initialiser as it stands in the file. */
interface Initializer {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: FloatType | undefined;
  /** Undefined when it has none, or in a form that no exporter uses. */
  readonly data: Uint8Array | undefined;
}

function readTensor(bytes: Uint8Array): Initializer {
  const shape: number[] = [];
  let name = "";
  let type: FloatType | undefined;
  let raw: Uint8Array | undefined;
  let ints: Uint8Array | undefined;
  for (const { id, value } of fieldsOf(bytes)) {
    if (id === TENSOR.dims) {
      shape.push(...integers(value, LIMITS.dimensions));
      if (shape.length > LIMITS.dimensions) {
        throw new ModelError("a shape in it has too many dimensions");
      }
    } else if (id === TENSOR.dataType && typeof value === "number") type = FLOATS[value];
    else if (id === TENSOR.segment) throw new ModelError("an array of it is cut into segments");
    else if (id === TENSOR.dataLocation && value === 1) {
      throw new ModelError("it keeps its arrays in another file beside it: export it in one piece");
    } else if (value instanceof Uint8Array) {
      if (id === TENSOR.name) name = Buffer.from(value.subarray(0, 1000)).toString("utf8");
      else if (id === TENSOR.int32Data) ints = value;
      else if (id === TENSOR.rawData && value.length > 0) raw = value;
      else if (id === TENSOR.floatData && value.length > 0)
        raw = value; // packed: the same bytes
      else if (id === TENSOR.doubleData && value.length > 0) raw = value;
    }
  }
  const isHalf = type === "float16" || type === "bfloat16";
  const data = raw ?? (isHalf && ints !== undefined ? halves(ints) : undefined);
  return { name, shape, type, data };
}

function readInitializers(bytes: Uint8Array): Initializer[] {
  const found: Initializer[] = [];
  let graphs = 0;
  for (const { id, value } of fieldsOf(bytes)) {
    if (id !== MODEL.graph || !(value instanceof Uint8Array)) continue;
    graphs++;
    for (const inner of fieldsOf(value)) {
      if (inner.id !== GRAPH.initializer || !(inner.value instanceof Uint8Array)) continue;
      if (found.length >= LIMITS.arrays) throw new ModelError("it has too many arrays");
      found.push(readTensor(inner.value));
    }
  }
  if (graphs !== 1) throw new ModelError("it is not an ONNX model: it has no graph");
  return found;
}

function entryOf(initializer: Initializer, path: string): ArrayEntry | undefined {
  const { name, shape, type, data } = initializer;
  if (type === undefined) return undefined; // whole numbers: shapes, axes
  const count = checkedCount(path, { name, shape });
  if ((data?.length ?? 0) !== count * FLOAT_BYTES[type]) {
    throw unusable(path, `"${shorten(name)}" has not the numbers that its shape says`);
  }
  if (name === "" || name.length > LIMITS.nameLength) {
    throw unusable(path, "an array of it has no proper name");
  }
  const read = () => Promise.resolve(toFloat32(data ?? new Uint8Array(), type));
  return { name, shape, read };
}

/** Reads the whole model; its size has been checked. */
export async function readOnnx(file: FileHandle, path: string): Promise<ArrayFile> {
  const { size } = await file.stat();
  const bytes = Buffer.alloc(size);
  if (!(await readExactly(file, bytes, 0))) throw unusable(path, "it ends early");
  const entries = new Map<string, ArrayEntry>();
  for (const initializer of readModel(bytes, path)) {
    const entry = entryOf(initializer, path);
    if (entry === undefined) continue;
    if (entries.has(entry.name)) {
      throw unusable(path, `it has two arrays called "${shorten(entry.name)}"`);
    }
    entries.set(entry.name, entry);
  }
  return { format: "ONNX", entries };
}

function readModel(bytes: Uint8Array, path: string): Initializer[] {
  try {
    return readInitializers(bytes);
  } catch (error) {
    if (error instanceof ModelError) throw unusable(path, error.message, error);
    // the library's word for bytes that end inside a field
    if (error instanceof RangeError) throw unusable(path, "it ends early or is damaged", error);
    if (error instanceof Error && error.message === "invalid varint encoding") {
      throw unusable(path, "it is damaged", error);
    }
    throw error;
  }
}
