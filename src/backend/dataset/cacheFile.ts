/**
 * The file of decoded pixels: a head that says what is in it, then the pictures one after another.
 *
 * Little endian: 8 bytes "PUPILRGB", uint32 version, uint32 pixels a side, uint32 pictures, 32
 * bytes fingerprint of the data set, then 32 bytes of SHA-256 for each picture's file; then
 * [pictures, size, size, 3] uint8.
 */
import type { FileHandle } from "node:fs/promises";

/** Raised when the layout changes, or the pixels that decoding gives. */
const VERSION = 2;
const MAGIC = "PUPILRGB";
const FIXED_BYTES = 52;
const HASH_BYTES = 32;

/** What the head of a cache file says. */
export interface CacheHead {
  readonly size: number;
  /** Hexadecimal. */
  readonly fingerprint: string;
  /** SHA-256 of each picture's file, hexadecimal, in the order of the pictures. */
  readonly hashes: readonly string[];
}

/** Bytes of one picture. */
export function pictureBytes(size: number): number {
  return size * size * 3;
}

/** Where the first picture begins. */
export function pixelsStart(head: CacheHead): number {
  return FIXED_BYTES + head.hashes.length * HASH_BYTES;
}

/** Length of the whole file. */
export function cacheBytes(head: CacheHead): number {
  return pixelsStart(head) + head.hashes.length * pictureBytes(head.size);
}

/** The bytes of a head. */
export function encodeHead(head: CacheHead): Uint8Array {
  const bytes = Buffer.alloc(pixelsStart(head));
  bytes.write(MAGIC, 0, "latin1");
  bytes.writeUInt32LE(VERSION, 8);
  bytes.writeUInt32LE(head.size, 12);
  bytes.writeUInt32LE(head.hashes.length, 16);
  bytes.write(head.fingerprint, 20, "hex");
  for (const [index, hash] of head.hashes.entries()) {
    bytes.write(hash, FIXED_BYTES + index * HASH_BYTES, "hex");
  }
  return bytes;
}

async function readExactly(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  return bytes.subarray(0, bytesRead);
}

/** The head of an open cache file; undefined when it is not one, or not of its full length. */
export async function readHead(file: FileHandle): Promise<CacheHead | undefined> {
  const fixed = await readExactly(file, 0, FIXED_BYTES);
  const known =
    fixed.length === FIXED_BYTES &&
    fixed.toString("latin1", 0, 8) === MAGIC &&
    fixed.readUInt32LE(8) === VERSION;
  if (!known) return undefined;
  const size = fixed.readUInt32LE(12);
  const count = fixed.readUInt32LE(16);
  const { size: length } = await file.stat();
  if (length !== FIXED_BYTES + count * (HASH_BYTES + pictureBytes(size))) return undefined;
  const hashes = await readExactly(file, FIXED_BYTES, count * HASH_BYTES);
  return {
    size,
    fingerprint: fixed.toString("hex", 20, FIXED_BYTES),
    hashes: Array.from({ length: count }, (_, index) =>
      hashes.toString("hex", index * HASH_BYTES, (index + 1) * HASH_BYTES),
    ),
  };
}
