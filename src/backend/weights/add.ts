/** Adds weights to the store: a file, what an address gives, the best checkpoint of a run, or published ones. */
import { rm, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { UserError } from "../../protocol/errors";
import type {
  AddedWeights,
  AddWeightsRequest,
  DownloadWeightsRequest,
} from "../../protocol/weights";
import { PATIENT, type Patience } from "../download/fetchFile";
import { checksumOf } from "../util/checksum";
import { type TaskContext, throwIfCancelled } from "../util/context";
import { CATALOGUE, type CatalogueItem, findPublished, IMAGENET } from "./catalogue";
import { fetchAddress, fetchPublished } from "./fetchWeights";
import { inspect } from "./inspect";
import type { WantedWeights } from "./match";
import { findRunWeights, isRun } from "./runWeights";
import { keep, type NewEntry, takeCopy } from "./store";
import { findEntry, nameFrom, readIndex } from "./storeIndex";

/** Where the store is, and what it may hold; tests have their own. */
export interface StoreOptions {
  readonly folder: string;
  /** The networks that weights may be of, without their heads. */
  readonly networks: readonly WantedWeights[];
  readonly catalogue?: readonly CatalogueItem[];
  readonly patience?: Patience;
}

/** What is known of a file before it is looked into. */
type Known = Omit<NewEntry, "network" | "sha256" | "bytes" | "classes">;

/** Looks into a file that lies in the store's folder, and keeps it if it is sound. */
async function addFile(
  file: string,
  known: Known & { readonly shownAs: string },
  options: StoreOptions,
  { signal }: TaskContext,
): Promise<AddedWeights> {
  const { shownAs, ...info } = known;
  const { networks, folder, catalogue = CATALOGUE } = options;
  const { network, classes, notes } = await inspect(file, { networks, shownAs }, signal);
  const sha256 = await checksumOf(file, "sha256", signal);
  const { size: bytes } = await stat(file);
  const published = findPublished(sha256, catalogue);
  throwIfCancelled(signal);
  const name = info.name === nameFrom(info.source) ? (published?.name ?? info.name) : info.name;
  const licence = info.licence ?? published?.licence ?? null;
  const entry = { ...info, name, licence, network, classes, sha256, bytes };
  return { ...(await keep(folder, file, entry)), notes };
}

/** The file that a path means, and what is known of it. */
async function locate(path: string): Promise<{ readonly file: string; readonly known: Known }> {
  if (!isRun(path)) {
    return {
      file: path,
      known: { name: nameFrom(path), source: path, licence: null, ...IMAGENET },
    };
  }
  const { file, info } = await findRunWeights(path);
  return { file, known: info };
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._ -]{0,79}$/u;

/** A name that a person gives must be free: it is how they will call these weights, and no others. */
async function assertName(name: string | undefined, folder: string): Promise<void> {
  if (name === undefined) return;
  if (!NAME.test(name)) {
    const message = `"${name}" cannot be a name: use letters, numbers, dots, dashes, at most 80.`;
    throw new UserError("invalid-argument", message);
  }
  if (findEntry(await readIndex(folder), name)?.name !== name) return;
  const message = `There are weights called "${name}" already: choose another name.`;
  throw new UserError("invalid-argument", message);
}

/** Adds a file, an address's file or a run's best checkpoint; a file that is there already stays as it is. */
export async function addWeights(
  request: AddWeightsRequest,
  options: StoreOptions,
  context: TaskContext,
): Promise<AddedWeights> {
  const { folder, patience = PATIENT } = options;
  const { source, name, licence } = request;
  await assertName(name, folder);
  const given = { ...(name !== undefined && { name }), ...(licence !== undefined && { licence }) };
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(source)) {
    const file = await fetchAddress(source, { folder, patience }, context);
    // what follows a "?" may be a person's key
    const shownAs = source.replace(/[?#].*$/s, "");
    const info = { name: nameFrom(source), source: shownAs, licence: null, ...IMAGENET, ...given };
    return await added(file, () => addFile(file, { ...info, shownAs }, options, context));
  }
  const located = await locate(resolve(source));
  const copy = await takeCopy(located.file, folder);
  const known = { ...located.known, ...given, shownAs: located.file };
  return await added(copy, () => addFile(copy, known, options, context));
}

/** Runs the rest on a file under way; nothing is left of it when that fails, or when it was there already. */
async function added(file: string, add: () => Promise<AddedWeights>): Promise<AddedWeights> {
  try {
    return await add();
  } finally {
    await rm(file, { force: true }).catch(() => undefined);
  }
}

/** Downloads published weights, checks and adds them; goes on where an earlier call was stopped. */
export async function downloadWeights(
  { name }: DownloadWeightsRequest,
  options: StoreOptions,
  context: TaskContext,
): Promise<AddedWeights> {
  const { folder, catalogue = CATALOGUE, patience = PATIENT } = options;
  const item = catalogue.find((candidate) => candidate.name === name || candidate.title === name);
  if (item === undefined) {
    const names = catalogue.map((candidate) => candidate.name).join(", ");
    throw new UserError(
      "not-found",
      `There are no published weights "${name}"; choose of ${names}.`,
    );
  }
  const { licence, url: source, title: shownAs } = item;
  const stored = (await readIndex(folder)).find((entry) =>
    item.sha256 === undefined ? entry.source === source : entry.sha256.startsWith(item.sha256),
  );
  if (stored !== undefined) return { entry: stored, isNew: false, notes: [] };
  const file = await fetchPublished(item, { folder, patience }, context);
  const known = { name: item.name, source, licence, ...IMAGENET, shownAs };
  return await added(file, () => addFile(file, known, options, context));
}
