/**
 * The file of features: a head that says what they are of, then a row a picture.
 *
 * Little endian: 8 bytes "PUPILFEA", uint32 version, uint32 numbers a row, uint32 rows, 32 bytes of
 * key, 32 bytes SHA-256 of all that follows: 32 bytes of SHA-256 for each picture's file, then
 * [rows, numbers] float32.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { UserError } from "../../protocol/errors";
import { toUserError, writeFileAtomic } from "../util/files";

/** Raised when the layout changes. */
const VERSION = 1;
const MAGIC = "PUPILFEA";
const HASH_BYTES = 32;
const KEY_AT = 20;
const DIGEST_AT = KEY_AT + HASH_BYTES;
const ROWS_AT = DIGEST_AT + HASH_BYTES;

/** What one backbone made of pictures. */
export interface FeatureTable {
  /** What they are features of and by, as 64 hexadecimal digits. */
  readonly key: string;
  /** Numbers a picture. */
  readonly width: number;
  /** SHA-256 of each picture's file, hexadecimal, in the order of the rows; each once. */
  readonly hashes: readonly string[];
  /** [pictures, width]. */
  readonly values: Float32Array;
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function digestOf(hashes: Uint8Array, values: Float32Array): Buffer {
  return createHash("sha256").update(hashes).update(bytesOf(values)).digest();
}

/** Writes a table, atomically. */
export async function writeFeatures(path: string, table: FeatureTable): Promise<void> {
  const { key, width, hashes, values } = table;
  const names = Buffer.from(hashes.join(""), "hex");
  const head = Buffer.alloc(ROWS_AT);
  head.write(MAGIC, 0, "latin1");
  head.writeUInt32LE(VERSION, 8);
  head.writeUInt32LE(width, 12);
  head.writeUInt32LE(hashes.length, 16);
  head.write(key, KEY_AT, "hex");
  digestOf(names, values).copy(head, DIGEST_AT);
  await writeFileAtomic(path, [head, names, bytesOf(values)]);
}

/** The bytes of a file; undefined when it is not there. */
async function bytesIn(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    const known = toUserError(error, path);
    if (known instanceof UserError && known.code === "not-found") return undefined;
    throw known;
  }
}

/** Reads a table of that key; undefined when there is none, or when it is damaged: it can be made anew. */
export async function readFeatures(path: string, key: string): Promise<FeatureTable | undefined> {
  const bytes = await bytesIn(path);
  if (bytes === undefined || bytes.length < ROWS_AT) return undefined;
  const isOurs =
    bytes.toString("latin1", 0, MAGIC.length) === MAGIC &&
    bytes.readUInt32LE(8) === VERSION &&
    bytes.toString("hex", KEY_AT, DIGEST_AT) === key;
  if (!isOurs) return undefined;
  const width = bytes.readUInt32LE(12);
  const count = bytes.readUInt32LE(16);
  const valuesAt = ROWS_AT + count * HASH_BYTES;
  if (bytes.length !== valuesAt + count * width * Float32Array.BYTES_PER_ELEMENT) return undefined;
  const names = bytes.subarray(ROWS_AT, valuesAt);
  const values = new Float32Array(count * width);
  bytesOf(values).set(bytes.subarray(valuesAt));
  if (!digestOf(names, values).equals(bytes.subarray(DIGEST_AT, ROWS_AT))) return undefined;
  const hashes = Array.from({ length: count }, (_, row) =>
    names.toString("hex", row * HASH_BYTES, (row + 1) * HASH_BYTES),
  );
  return { key, width, hashes, values };
}
