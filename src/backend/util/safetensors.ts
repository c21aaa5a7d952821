/** Reads and writes safetensors files: named arrays that PyTorch and everyone else loads. */
import type { FileHandle } from "node:fs/promises";
import { z } from "zod";
import { UserError } from "../../protocol/errors";
import { writeFileAtomic } from "./files";
import { readExactly, withFile } from "./randomAccess";

/** A named array's shape and values, row-major. */
export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface TensorFile {
  readonly arrays: ReadonlyMap<string, NamedArray>;
  /** Free text by key, as the format allows. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Where an array lies in a file: bytes from `start` up to `end`. */
export interface TensorEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** What a file's head says, checked against the file's length. */
export interface TensorHead {
  readonly metadata: Readonly<Record<string, string>>;
  readonly entries: ReadonlyMap<string, TensorEntry>;
}

/** The format's own limit on the length of the head. */
const MAX_HEAD_BYTES = 100_000_000;
const LENGTH_BYTES = 8;

/** Bytes an element of the format's types. */
const ELEMENT_BYTES: Readonly<Record<string, number>> = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  F8_E4M3: 1,
  F8_E5M2: 1,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
};

const size = z.int().min(0);
const headSchema = z
  .object({ __metadata__: z.record(z.string(), z.string()).optional() })
  .catchall(
    z.object({ dtype: z.string(), shape: z.array(size), data_offsets: z.tuple([size, size]) }),
  );

/** The array's memory as bytes. */
export function bytesOf(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** The file in pieces: length of the head, head, then each array as it lies in memory. */
export function* encodeTensors({ arrays, metadata }: TensorFile): Generator<Uint8Array> {
  const head: Record<string, unknown> = { __metadata__: metadata };
  let at = 0;
  for (const [name, { shape, data }] of arrays) {
    head[name] = { dtype: "F32", shape, data_offsets: [at, at + data.byteLength] };
    at += data.byteLength;
  }
  const json = Buffer.from(JSON.stringify(head));
  // Spaces up to a multiple of 8, so that the arrays lie aligned.
  const text = Buffer.alloc(Math.ceil(json.length / 8) * 8, " ");
  json.copy(text);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeBigUInt64LE(BigInt(text.length));
  yield length;
  yield text;
  for (const { data } of arrays.values()) yield bytesOf(data);
}

/** Writes the file whole or not at all; float32 is little endian on all platforms of Node. */
export async function writeTensors(path: string, file: TensorFile): Promise<void> {
  await writeFileAtomic(path, encodeTensors(file));
}

function corrupt(path: string, reason: string): UserError {
  return new UserError("corrupt-file", `${path} is damaged: ${reason}.`);
}

/** Reads and checks the head: the arrays have the lengths that their shapes say and fill the file. */
export async function readTensorHead(
  file: FileHandle,
  path: string,
  maxHeadBytes = MAX_HEAD_BYTES,
): Promise<TensorHead> {
  const { size: fileBytes } = await file.stat();
  const prefix = Buffer.alloc(LENGTH_BYTES);
  if (!(await readExactly(file, prefix, 0))) throw corrupt(path, "it is too short");
  const length = Number(prefix.readBigUInt64LE());
  if (length > maxHeadBytes || length > fileBytes - LENGTH_BYTES) {
    throw corrupt(path, "the length of its head cannot be right");
  }
  const text = Buffer.alloc(length);
  if (!(await readExactly(file, text, LENGTH_BYTES))) throw corrupt(path, "it ends early");
  let value: unknown;
  try {
    value = JSON.parse(text.toString("utf8"));
  } catch {
    throw corrupt(path, "its head is not JSON");
  }
  const parsed = headSchema.safeParse(value);
  if (!parsed.success) throw corrupt(path, "its head does not describe arrays");
  const dataStart = LENGTH_BYTES + length;
  const { __metadata__: metadata = {}, ...described } = parsed.data;
  const entries = new Map<string, TensorEntry>();
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(described)) {
    const [start, end] = data_offsets;
    entries.set(name, { dtype, shape, start: dataStart + start, end: dataStart + end });
  }
  checkEntries(path, entries, { dataStart, fileBytes });
  return { metadata, entries };
}

/** The arrays must be of the length that their shapes say, and fill the data without gap or overlap. */
function checkEntries(
  path: string,
  entries: ReadonlyMap<string, TensorEntry>,
  { dataStart, fileBytes }: { readonly dataStart: number; readonly fileBytes: number },
): void {
  const sorted = [...entries].sort(([, a], [, b]) => a.start - b.start || a.end - b.end);
  let at = dataStart;
  for (const [name, { dtype, shape, start, end }] of sorted) {
    const elementBytes = ELEMENT_BYTES[dtype];
    if (elementBytes === undefined) {
      throw corrupt(path, `"${name}" is of type ${dtype}, which the format does not know`);
    }
    if (start !== at) throw corrupt(path, `"${name}" overlaps another array or leaves a gap`);
    const elements = shape.reduce((product, length) => product * length, 1);
    if (end - start !== elements * elementBytes) {
      throw corrupt(path, `"${name}" has not the length that its shape says`);
    }
    at = end;
  }
  if (at !== fileBytes) throw corrupt(path, "its arrays do not fill it: it ends early or late");
}

/** Reads a whole file of float32 arrays; what is not sound is the UserError "corrupt-file". */
export async function readTensors(path: string): Promise<TensorFile> {
  return await withFile(path, async (file) => {
    const { metadata, entries } = await readTensorHead(file, path);
    for (const [name, { dtype }] of entries) {
      if (dtype !== "F32") throw corrupt(path, `"${name}" is of type ${dtype}, not F32`);
    }
    const arrays = new Map<string, NamedArray>();
    for (const [name, { shape, start, end }] of entries) {
      const data = new Float32Array((end - start) / Float32Array.BYTES_PER_ELEMENT);
      if (!(await readExactly(file, bytesOf(data), start))) throw corrupt(path, "it ends early");
      arrays.set(name, { shape, data });
    }
    return { arrays, metadata };
  });
}

/** Reads only what the file says of itself; the arrays' places are checked, their values not read. */
export async function readMetadata(path: string): Promise<Readonly<Record<string, string>>> {
  return await withFile(path, async (file) => (await readTensorHead(file, path)).metadata);
}
