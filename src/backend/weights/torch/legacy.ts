/**
 * Reads .pth files as PyTorch wrote them before 1.6: five pickles (a magic number, a version, the
 * writer's system, the value, the storages' keys), then each storage's length and bytes.
 */
import type { FileHandle } from "node:fs/promises";
import { readExactly } from "../../util/randomAccess";
import { type ArrayFile, LIMITS, unusable } from "../arrayFile";
import { FLOAT_BYTES } from "../numbers";
import { type Place, stateDictEntries } from "./stateDict";
import { unpickle } from "./unpickle";
import { asArray, PickleError, Storage, Tensor, type Value } from "./values";

const MAGIC = 0x1950a86a20f9469cfc6cn;
const VERSION = 1001;
const LENGTH_BYTES = 8;

/** Bytes an element of every type that PyTorch had then. */
const ELEMENT_BYTES: Readonly<Record<string, number>> = {
  HalfStorage: FLOAT_BYTES.float16,
  BFloat16Storage: FLOAT_BYTES.bfloat16,
  FloatStorage: FLOAT_BYTES.float32,
  DoubleStorage: FLOAT_BYTES.float64,
  LongStorage: 8,
  IntStorage: 4,
  ShortStorage: 2,
  CharStorage: 1,
  ByteStorage: 1,
  BoolStorage: 1,
};

/** The first bytes of such a file: PROTO 2, LONG1 of 10 bytes, the magic number. */
export const LEGACY_START = Buffer.from("80028a0a6cfc9c46f9206aa85019", "hex");

interface Pickles {
  readonly value: Value;
  readonly keys: readonly Value[];
  /** Where the storages begin. */
  readonly end: number;
}

function readPickles(bytes: Uint8Array): Pickles {
  const magic = unpickle(bytes);
  const version = unpickle(bytes, magic.end);
  if (magic.value !== MAGIC || version.value !== VERSION) {
    throw new PickleError("it is of a version of PyTorch's format that nobody knows");
  }
  const system = unpickle(bytes, version.end);
  if (system.value instanceof Map && system.value.get("little_endian") === false) {
    throw new PickleError("its byte order is big");
  }
  const { value, end } = unpickle(bytes, system.end);
  const keys = unpickle(bytes, end);
  return { value, keys: asArray(keys.value, "its list of storages"), end: keys.end };
}

/** Every storage that tensors of the value show, at any depth that weights have. */
function storagesOf(value: Value): Map<string, Storage> {
  const found = new Map<string, Storage>();
  const seen = new Set<Value>();
  const waiting: Value[] = [value];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next instanceof Tensor) found.set(next.storage.key, next.storage);
    else if (next instanceof Storage) found.set(next.key, next);
    if (typeof next !== "object" || next === null || seen.has(next)) continue;
    seen.add(next); // a pickle may hold itself
    if (next instanceof Map) for (const inner of next.values()) waiting.push(inner);
    else if (Array.isArray(next)) for (const inner of next as Value[]) waiting.push(inner);
  }
  return found;
}

/** Where each storage lies: they follow one another in the order of their keys. */
async function findPlaces(
  file: FileHandle,
  path: string,
  { value, keys, end }: Pickles,
): Promise<Map<string, Place>> {
  if (keys.length > LIMITS.arrays) throw unusable(path, `it has ${keys.length} storages`);
  const storages = storagesOf(value);
  const { size } = await file.stat();
  const places = new Map<string, Place>();
  const head = Buffer.alloc(LENGTH_BYTES);
  let at = end;
  for (const key of keys) {
    const storage = typeof key === "string" ? storages.get(key) : undefined;
    const elementBytes = storage && ELEMENT_BYTES[storage.type];
    if (storage === undefined || elementBytes === undefined) {
      throw unusable(path, "it has numbers that no array is made of");
    }
    if (!(await readExactly(file, head, at))) throw unusable(path, "it ends early");
    const bytes = Number(head.readBigUInt64LE()) * elementBytes;
    at += LENGTH_BYTES;
    if (bytes > size - at) throw unusable(path, "it ends early");
    places.set(storage.key, { start: at, bytes });
    at += bytes;
  }
  return places;
}

/** Opens the file's arrays; they are read while it stays open. */
export async function readLegacy(file: FileHandle, path: string): Promise<ArrayFile> {
  const { size } = await file.stat();
  const bytes = Buffer.alloc(Math.min(size, LIMITS.descriptionBytes));
  if (!(await readExactly(file, bytes, 0))) throw unusable(path, "it ends early");
  let pickles: Pickles;
  try {
    pickles = readPickles(bytes);
  } catch (error) {
    if (error instanceof PickleError) throw unusable(path, error.message, error);
    throw error;
  }
  const places = await findPlaces(file, path, pickles);
  const source = { file, path, place: (key: string) => places.get(key) };
  return { format: "PyTorch", entries: stateDictEntries(pickles.value, source) };
}
