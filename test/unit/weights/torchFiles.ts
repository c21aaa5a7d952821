// Writes PyTorch's files, good and bad, without PyTorch: pickles by hand, zip archives without compression.
import { deflateRawSync } from "node:zlib";

/** Pickles: each function gives the bytes that put a value on the machine's stack. */
export const pickle = {
  text: (value: string) => {
    const bytes = Buffer.from(value);
    const head = Buffer.from("X\0\0\0\0", "latin1");
    head.writeUInt32LE(bytes.length, 1);
    return Buffer.concat([head, bytes]);
  },
  /** Up to 53 bits, as LONG1 of 8 bytes. */
  integer: (value: number) => {
    const bytes = Buffer.from("\x8a\x08\0\0\0\0\0\0\0\0", "latin1");
    bytes.writeBigInt64LE(BigInt(value), 2);
    return bytes;
  },
  none: Buffer.from("N"),
  false: Buffer.from("\x89", "latin1"),
  global: (module: string, name: string) => Buffer.from(`c${module}\n${name}\n`),
  tuple: (...values: readonly Buffer[]) =>
    Buffer.concat([Buffer.from("("), ...values, Buffer.from("t")]),
  call: (callee: Buffer, ...values: readonly Buffer[]) =>
    Buffer.concat([callee, pickle.tuple(...values), Buffer.from("R")]),
  dictionary: (pairs: Readonly<Record<string, Buffer>>) =>
    Buffer.concat([
      Buffer.from("}("),
      ...Object.entries(pairs).flatMap(([key, value]) => [pickle.text(key), value]),
      Buffer.from("u"),
    ]),
  /** The whole file: protocol, value, stop. */
  file: (value: Buffer) =>
    Buffer.concat([Buffer.from("\x80\x02", "latin1"), value, Buffer.from(".")]),
};

export interface TensorOptions {
  readonly key?: string;
  readonly type?: string;
  readonly count?: number;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly stride?: readonly number[];
}

function contiguous(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
}

const sizes = (values: readonly number[]) => pickle.tuple(...values.map(pickle.integer));

/** A tensor as torch.save describes it. */
export function tensor(options: TensorOptions): Buffer {
  const { key = "0", type = "FloatStorage", offset = 0, shape } = options;
  const product = shape.reduce((all, size) => all * size, 1);
  const { stride = contiguous(shape), count = product } = options;
  const storage = Buffer.concat([
    pickle.tuple(
      pickle.text("storage"),
      pickle.global("torch", type),
      pickle.text(key),
      pickle.text("cpu"),
      pickle.integer(count),
    ),
    Buffer.from("Q"),
  ]);
  return pickle.call(
    pickle.global("torch._utils", "_rebuild_tensor_v2"),
    storage,
    pickle.integer(offset),
    sizes(shape),
    sizes(stride),
    pickle.false,
    pickle.call(pickle.global("collections", "OrderedDict")),
  );
}

export interface ZipPart {
  readonly name: string;
  readonly data: Buffer;
  /** Compress it, as PyTorch never does. */
  readonly deflate?: boolean;
  /** Claim this length instead of the true one. */
  readonly claims?: number;
  /** Lie where the part of this index lies, and be as long. */
  readonly at?: number;
}

/** A zip archive; checksums are left 0, as newer versions of PyTorch may leave them. */
export function zip(parts: readonly ZipPart[]): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  const offsets: number[] = [];
  let length = 0;
  for (const { name, data, deflate = false, claims, at } of parts) {
    const body = deflate ? deflateRawSync(data) : data;
    const offset = at === undefined ? length : offsets[at]!;
    offsets.push(offset);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(deflate ? 8 : 0, 4);
    fields.writeUInt32LE(deflate ? body.length : (claims ?? body.length), 14);
    fields.writeUInt32LE(claims ?? data.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    if (at === undefined) {
      const local = Buffer.concat([Buffer.from("PK\x03\x04"), fields, Buffer.from(name), body]);
      locals.push(local);
      length += local.length;
    }
    const central = Buffer.alloc(46);
    central.write("PK\x01\x02", "latin1");
    central.writeUInt16LE(20, 4);
    fields.copy(central, 6);
    central.writeUInt32LE(offset, 42);
    centrals.push(Buffer.concat([central, Buffer.from(name)]));
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(length, 16);
  return Buffer.concat([...locals, directory, end]);
}

export const floats = (...values: readonly number[]) =>
  Buffer.from(Float32Array.from(values).buffer);

/** An archive as torch.save writes it. */
export function archive(value: Buffer, storages: Readonly<Record<string, Buffer>>): Buffer {
  return zip([
    { name: "archive/data.pkl", data: pickle.file(value) },
    ...Object.entries(storages).map(([key, data]) => ({ name: `archive/data/${key}`, data })),
    { name: "archive/version", data: Buffer.from("3\n") },
  ]);
}

/** A file as PyTorch wrote it before 1.6. */
export function legacy(
  value: Buffer,
  storages: Readonly<Record<string, { readonly count: number; readonly data: Buffer }>>,
): Buffer {
  const magic = Buffer.from("8a0a6cfc9c46f9206aa85019", "hex");
  const keys = Buffer.concat([
    Buffer.from("]("),
    ...Object.keys(storages).map(pickle.text),
    Buffer.from("e"),
  ]);
  const bodies = Object.values(storages).flatMap(({ count, data }) => {
    const head = Buffer.alloc(8);
    head.writeBigUInt64LE(BigInt(count));
    return [head, data];
  });
  return Buffer.concat([
    ...[magic, pickle.integer(1001), pickle.dictionary({}), value, keys].map(pickle.file),
    ...bodies,
  ]);
}
