/** The store's index: what weights it has, in one file that is written whole or not at all. */
import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { UserError } from "../../protocol/errors";
import { NETWORK_NAMES } from "../../protocol/network";
import type { WeightsEntry } from "../../protocol/weights";
import { readJson, writeJsonAtomic } from "../util/files";

const VERSION = 1;
const INDEX = "index.json";
const FILES = "files";

const channels = z.tuple([z.number(), z.number(), z.number()]).readonly();

const entrySchema = z.object({
  name: z.string().min(1),
  network: z.enum(NETWORK_NAMES),
  source: z.string(),
  licence: z.string().nullable(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().min(0),
  classes: z.int().min(1).nullable(),
  imageSize: z.int().min(1),
  mean: channels,
  std: channels,
  addedAt: z.iso.datetime(),
});
const indexSchema = z.object({ version: z.literal(VERSION), entries: z.array(entrySchema) });

/** Where a file of that checksum lies: its name is its content. */
export function storedFile(folder: string, sha256: string): string {
  return join(folder, FILES, `${sha256}.weights`);
}

function hasFile(file: string): Promise<boolean> {
  return stat(file).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

/** The weights in the folder, sorted by name; those whose file is gone are left out. */
export async function readIndex(folder: string): Promise<WeightsEntry[]> {
  const path = join(folder, INDEX);
  const { entries } = await readJson(path, indexSchema).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    if (error.code === "not-found") return { entries: [] };
    if (error.code !== "corrupt-file") throw error;
    const message = `${error.message} Move it away and add the weights again.`;
    throw new UserError("corrupt-file", message, { cause: error });
  });
  const found: WeightsEntry[] = [];
  for (const entry of entries) {
    const file = storedFile(folder, entry.sha256);
    if (await hasFile(file)) found.push({ ...entry, file });
  }
  return found.sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Replaces the index. */
export async function writeIndex(folder: string, entries: readonly WeightsEntry[]): Promise<void> {
  // where the files lie follows from the folder, which may be moved
  const kept = entries.map(({ file: _file, ...entry }) => entry);
  await writeJsonAtomic(join(folder, INDEX), { version: VERSION, entries: kept });
}

const PREFIX = /^[0-9a-f]{6,64}$/;

/** The weights that a name or the beginning of a checksum means; undefined when there are none. */
export function findEntry(
  entries: readonly WeightsEntry[],
  reference: string,
): WeightsEntry | undefined {
  const named = entries.find(({ name }) => name === reference);
  if (named !== undefined) return named;
  const prefix = reference.toLowerCase();
  if (!PREFIX.test(prefix)) return undefined;
  const matching = entries.filter(({ sha256 }) => sha256.startsWith(prefix));
  if (matching.length < 2) return matching[0];
  const names = matching.map(({ name }) => name).join(" and ");
  throw new UserError("invalid-argument", `${reference} means both ${names}: give more digits.`);
}

/** A name for weights from a path or address: its last part without ending and checksum. */
export function nameFrom(source: string): string {
  const last = basename(source.replace(/[?#].*$/, "").replaceAll("\\", "/"));
  const bare = last.replace(/\.(pth|pt|bin|safetensors|onnx)$/i, "").replace(/-[0-9a-f]{8}$/, "");
  const safe = bare.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[-.]+/, "");
  return safe.slice(0, 80) || "weights";
}
