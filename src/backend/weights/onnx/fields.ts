/** Walks through the fields of protobuf messages, of which only few matter to us. */
import { Reader } from "protobufjs/minimal";

/** Why the bytes are not a model; the message is a clause. */
export class ModelError extends Error {}

/** A field of a message: a number, or bytes; undefined for numbers of fixed width, which we need none of. */
export interface Field {
  readonly id: number;
  readonly value: number | Uint8Array | undefined;
}

/** A whole number; the library gives a number or its two halves, as it finds a package for the latter. */
function integer(reader: Reader): number {
  const value: number | { readonly low: number; readonly high: number } = reader.int64();
  return typeof value === "number" ? value : value.high * 2 ** 32 + (value.low >>> 0);
}

/** The fields of a message, in their order. */
export function* fieldsOf(bytes: Uint8Array): Generator<Field> {
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

/** Whole numbers that a field holds: one, or many packed, at most `limit`. */
export function integers(value: Field["value"], limit: number): number[] {
  if (typeof value === "number") return [value];
  const found: number[] = [];
  if (value === undefined) return found;
  const reader = Reader.create(value);
  while (reader.pos < reader.len && found.length <= limit) found.push(integer(reader));
  return found;
}

/** Half-precision numbers as ONNX writes them without raw data: each one's bits as a whole number. */
export function halves(packed: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(2 * packed.length); // a whole number takes at least one byte
  const view = new DataView(bytes.buffer);
  const reader = Reader.create(packed);
  let count = 0;
  while (reader.pos < reader.len) view.setUint16(2 * count++, reader.uint32() & 0xffff, true);
  return bytes.subarray(0, 2 * count);
}

/** A text of a field, of which nobody needs more than the beginning. */
export function text(value: Uint8Array): string {
  return Buffer.from(value.subarray(0, 1000)).toString("utf8");
}
