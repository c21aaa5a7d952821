/** Reads .pth files as PyTorch writes them since 1.6: a zip archive of a pickle and of each storage's bytes. */
import type { FileHandle } from "node:fs/promises";
import { type Entry, fromFdPromise, type ZipFile } from "yauzl";
import { UserError } from "../../../protocol/errors";
import { readExactly } from "../../util/randomAccess";
import { type ArrayFile, LIMITS, shorten, unusable } from "../arrayFile";
import { type Place, stateDictEntries } from "./stateDict";
import { unpickle } from "./unpickle";
import { PickleError } from "./values";

/** Calls into the library, whose errors say what is wrong with an archive. */
async function orDamaged<T>(path: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const detail = error instanceof Error ? shorten(error.message) : String(error);
    throw unusable(path, `its zip archive is damaged (${detail})`, error);
  }
}

/** The archive's files by name. */
async function listFiles(zip: ZipFile, path: string): Promise<Map<string, Entry>> {
  const files = new Map<string, Entry>();
  let bytes = 0;
  for await (const entry of zip.eachEntry()) {
    const { fileName: name } = entry;
    if (files.has(name)) throw unusable(path, `it has two parts called "${shorten(name)}"`);
    if (files.size >= 2 * LIMITS.arrays) throw unusable(path, "it has too many parts");
    bytes += entry.compressedSize;
    if (bytes > zip.fileSize) throw unusable(path, "its parts claim to be longer than it is");
    files.set(name, entry);
  }
  return files;
}

/** Name of the folder inside the archive that everything lies in. */
function findRoot(files: ReadonlyMap<string, Entry>, path: string): string {
  const pickles = [...files.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  const [pickle] = pickles;
  if (pickle === undefined || pickles.length > 1) {
    throw unusable(path, "it is a zip archive, but not one of weights that PyTorch wrote");
  }
  const root = pickle.slice(0, -"data.pkl".length);
  if (files.has(`${root}constants.pkl`)) {
    throw unusable(path, "it is a program (TorchScript): save the model's state_dict() instead");
  }
  return root;
}

/** Opens the file's arrays; they are read while it stays open. */
export async function readArchive(file: FileHandle, path: string): Promise<ArrayFile> {
  const zip = await orDamaged(path, () => fromFdPromise(file.fd, { autoClose: false }));
  const files = await orDamaged(path, () => listFiles(zip, path));
  const root = findRoot(files, path);
  const { size: fileBytes } = await file.stat();

  const placeOf = async (entry: Entry): Promise<Place> => {
    // so nothing is ever inflated, and what is read is what the file has
    if (entry.compressionMethod !== 0 || entry.isEncrypted()) {
      throw unusable(path, "it is compressed or encrypted, which PyTorch never does");
    }
    const { fileDataStart: start } = await orDamaged(path, () =>
      zip.readLocalFileHeaderPromise(entry, { minimal: true }),
    );
    const { uncompressedSize: bytes } = entry;
    if (start + bytes > fileBytes) throw unusable(path, "it ends early");
    return { start, bytes };
  };
  const contentOf = async (name: string): Promise<Buffer | undefined> => {
    const entry = files.get(root + name);
    if (entry === undefined) return undefined;
    const { start, bytes } = await placeOf(entry);
    if (bytes > LIMITS.descriptionBytes) throw unusable(path, `its ${name} is too long`);
    const content = Buffer.alloc(bytes);
    if (!(await readExactly(file, content, start))) throw unusable(path, "it ends early");
    return content;
  };

  const order = (await contentOf("byteorder"))?.toString("latin1").trim() ?? "little";
  if (order !== "little") throw unusable(path, `its byte order is ${shorten(order)}`);
  const pickle = (await contentOf("data.pkl")) ?? Buffer.alloc(0);
  const places = new Map<string, Place>();
  const folder = `${root}data/`;
  for (const [name, entry] of files) {
    if (name.startsWith(folder)) places.set(name.slice(folder.length), await placeOf(entry));
  }
  const source = { file, path, place: (key: string) => places.get(key) };
  return { format: "PyTorch", entries: stateDictEntries(valueOf(pickle, path), source) };
}

function valueOf(pickle: Uint8Array, path: string) {
  try {
    return unpickle(pickle).value;
  } catch (error) {
    if (error instanceof PickleError) throw unusable(path, error.message, error);
    throw error;
  }
}
