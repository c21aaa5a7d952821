/** The store of weights: one copy a user of each file, named by its content. */
import { constants, copyFile, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "../../protocol/errors";
import type { WeightsEntry, WeightsList } from "../../protocol/weights";
import { systemCode, temporaryName, toUserError } from "../util/files";
import { LIMITS, unusable } from "./arrayFile";
import { CATALOGUE, type CatalogueItem, publishedWeights } from "./catalogue";
import { findEntry, readIndex, storedFile, writeIndex } from "./storeIndex";
import { withStore } from "./storeLock";

/** What a new entry is made of; its name may have to change. */
export type NewEntry = Omit<WeightsEntry, "file" | "addedAt">;

const DAY_MS = 24 * 3600 * 1000;

/** Removes what calls that were killed left of files under way. */
async function removeLeftovers(files: string): Promise<void> {
  for (const name of await readdir(files).catch(() => [])) {
    if (!name.endsWith(".tmp")) continue;
    const path = join(files, name);
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > DAY_MS) await rm(path, { force: true }).catch(() => undefined);
  }
}

/** Copies a file into the store's folder under a name of no meaning; the caller removes it. */
export async function takeCopy(path: string, folder: string): Promise<string> {
  const stats = await stat(path).catch((error: unknown) => {
    throw toUserError(error, path);
  });
  if (!stats.isFile()) throw unusable(path, "it is not a file");
  if (stats.size > LIMITS.fileBytes) {
    throw unusable(path, "it is larger than any network that Pupil trains");
  }
  const copy = temporaryName(storedFile(folder, "incoming"));
  try {
    await mkdir(dirname(copy), { recursive: true });
    await removeLeftovers(dirname(copy));
    await copyFile(path, copy, constants.COPYFILE_FICLONE); // takes no room where the disk can
    return copy;
  } catch (error) {
    await rm(copy, { force: true }).catch(() => undefined);
    throw toUserError(error, systemCode(error) === "EACCES" ? folder : path);
  }
}

/** A name that no other weights have: "resnet34", "resnet34-2". */
function freeName(name: string, entries: readonly WeightsEntry[]): string {
  const isTaken = (candidate: string) => entries.some((entry) => entry.name === candidate);
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}-${count}`;
    if (!isTaken(candidate)) return candidate;
  }
}

/**
 * Moves a file that lies in the store's folder to its place and writes its entry; when the same
 * file was there before, gives its entry and leaves all as it is.
 */
export async function keep(
  folder: string,
  file: string,
  entry: NewEntry,
): Promise<{ readonly entry: WeightsEntry; readonly isNew: boolean }> {
  return await withStore(folder, async () => {
    const entries = await readIndex(folder);
    const known = entries.find(({ sha256 }) => sha256 === entry.sha256);
    if (known !== undefined) return { entry: known, isNew: false };
    const place = storedFile(folder, entry.sha256);
    const name = freeName(entry.name, entries);
    const added: WeightsEntry = {
      ...entry,
      name,
      addedAt: new Date().toISOString(),
      file: place,
    };
    try {
      await mkdir(dirname(place), { recursive: true });
      await rename(file, place);
    } catch (error) {
      throw toUserError(error, place);
    }
    await writeIndex(folder, [...entries, added]);
    return { entry: added, isNew: true };
  });
}

/** What is stored, and what could be. */
export async function listWeights(
  folder: string,
  catalogue: readonly CatalogueItem[] = CATALOGUE,
): Promise<WeightsList> {
  const stored = await readIndex(folder);
  return { folder, stored, published: publishedWeights(stored, catalogue) };
}

/** Removes weights by name or the beginning of their checksum; gives what is left. */
export async function removeWeights(folder: string, name: string): Promise<WeightsList> {
  await withStore(folder, async () => {
    const entries = await readIndex(folder);
    const entry = findEntry(entries, name);
    if (entry === undefined) {
      const message = `There are no weights "${name}" in the store. \`pupil weights list\` lists them.`;
      throw new UserError("not-found", message);
    }
    await writeIndex(
      folder,
      entries.filter((other) => other !== entry),
    );
    // one that cannot be removed now is not in the index any more, and is written over when added again
    await rm(entry.file, { force: true }).catch(() => undefined);
  });
  return await listWeights(folder);
}
