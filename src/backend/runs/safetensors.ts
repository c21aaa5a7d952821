/** Reads and writes safetensors files: named float32 arrays that PyTorch and everyone else loads. */
import { type FileHandle, open } from "node:fs/promises";
import { z } from "zod";
import { UserError } from "../../protocol/errors";
import { toUserError, writeFileAtomic } from "../util/files";

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

/** The format's own limit on the length of the head. */
const MAX_HEAD_BYTES = 100_000_000;
const LENGTH_BYTES = 8;
const FLOAT_BYTES = 4;

const size = z.int().min(0);
const headSchema = z
  .object({ __metadata__: z.record(z.string(), z.string()).optional() })
  .catchall(
    z.object({ dtype: z.string(), shape: z.array(size), data_offsets: z.tuple([size, size]) }),
  );

type Head = z.infer<typeof headSchema>;
type Entry = Extract<Head[string], { dtype: string }>;

function bytesOf(data: Float32Array): Uint8Array {
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

async function readExactly(file: FileHandle, into: Uint8Array, at: number): Promise<boolean> {
  for (let done = 0; done < into.length;) {
    const { bytesRead } = await file.read(into, done, into.length - done, at + done);
    if (bytesRead === 0) return false;
    done += bytesRead;
  }
  return true;
}

/** Reads and checks the head; `dataStart` is where the arrays begin, `dataBytes` how many follow. */
async function readHead(file: FileHandle, path: string) {
  const { size: fileBytes } = await file.stat();
  const prefix = Buffer.alloc(LENGTH_BYTES);
  if (!(await readExactly(file, prefix, 0))) throw corrupt(path, "it is too short");
  const length = Number(prefix.readBigUInt64LE());
  if (length > MAX_HEAD_BYTES || length > fileBytes - LENGTH_BYTES) {
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
  const { __metadata__: metadata = {}, ...entries } = parsed.data;
  checkEntries(path, entries, fileBytes - dataStart);
  return { metadata, entries, dataStart };
}

/** The arrays must be float32, of the length that their shapes say, and fill the data without gap or overlap. */
function checkEntries(path: string, entries: Record<string, Entry>, dataBytes: number): void {
  const sorted = Object.entries(entries).sort(
    ([, a], [, b]) =>
      a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  );
  let at = 0;
  for (const [name, { dtype, shape, data_offsets }] of sorted) {
    const [start, end] = data_offsets;
    if (dtype !== "F32") throw corrupt(path, `"${name}" is of type ${dtype}, not F32`);
    if (start !== at) throw corrupt(path, `"${name}" overlaps another array or leaves a gap`);
    const elements = shape.reduce((product, length) => product * length, 1);
    if (end - start !== elements * FLOAT_BYTES) {
      throw corrupt(path, `"${name}" has not the length that its shape says`);
    }
    at = end;
  }
  if (at !== dataBytes) throw corrupt(path, "its arrays do not fill it: it ends early or late");
}

async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path).catch((error: unknown) => {
    throw toUserError(error, path);
  });
  try {
    return await use(file);
  } catch (error) {
    throw toUserError(error, path);
  } finally {
    await file.close();
  }
}

/** Reads a whole file; what is not sound is the UserError "corrupt-file". */
export async function readTensors(path: string): Promise<TensorFile> {
  return await withFile(path, async (file) => {
    const { metadata, entries, dataStart } = await readHead(file, path);
    const arrays = new Map<string, NamedArray>();
    for (const [name, { shape, data_offsets }] of Object.entries(entries)) {
      const [start, end] = data_offsets;
      const data = new Float32Array((end - start) / FLOAT_BYTES);
      if (!(await readExactly(file, bytesOf(data), dataStart + start))) {
        throw corrupt(path, "it ends early");
      }
      arrays.set(name, { shape, data });
    }
    return { arrays, metadata };
  });
}

/** Reads only what the file says of itself; the arrays' places are checked, their values not read. */
export async function readMetadata(path: string): Promise<Readonly<Record<string, string>>> {
  return await withFile(path, async (file) => (await readHead(file, path)).metadata);
}
