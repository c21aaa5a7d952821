/** Gives a network's backbone its pretrained arrays, from the store, a file or a run. */
import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { UserError } from "../../protocol/errors";
import type { WeightsInfo } from "../../protocol/weights";
import { checksumOf } from "../util/checksum";
import type { NamedArray } from "../util/safetensors";
import { readArray } from "./arrayFile";
import { IMAGENET } from "./catalogue";
import { weightsFolder } from "./folder";
import { matchNotes, notFinite } from "./inspect";
import { assertComplete, classesOf, matchWeights, type WantedWeights } from "./match";
import { areFinite } from "./numbers";
import { withArrayFile } from "./readFile";
import { findRunWeights, isRun } from "./runWeights";
import { findEntry, nameFrom, readIndex } from "./storeIndex";

/** Pretrained arrays for a backbone. */
export interface OpenedWeights {
  /** By the network's names; those of its head are not among them. */
  readonly arrays: ReadonlyMap<string, NamedArray>;
  readonly entry: WeightsInfo;
  /** What a person should know, in whole sentences. */
  readonly notes: readonly string[];
}

type Known = Omit<WeightsInfo, "bytes" | "classes" | "sha256"> & { readonly sha256?: string };

async function openFile(path: string, wanted: WantedWeights, known: Known): Promise<OpenedWeights> {
  return await withArrayFile(path, async (file) => {
    const match = matchWeights(wanted, file);
    assertComplete(match, path);
    const arrays = new Map<string, NamedArray>();
    for (const [name, entry] of match.found) arrays.set(name, await readArray(entry));
    const bad = [...arrays].filter(([, { data }]) => !areFinite(data));
    const notes = [...matchNotes(match), ...notFinite(bad.map(([name]) => name))];
    const classes = classesOf(match);
    const { size: bytes } = await stat(path);
    const sha256 = known.sha256 ?? (await checksumOf(path, "sha256", new AbortController().signal));
    return { arrays, entry: { ...known, sha256, bytes, classes }, notes };
  });
}

function otherNetwork(what: string, network: string, wanted: WantedWeights): UserError {
  const message = `${what} has weights of ${network}, but the run trains ${wanted.network}.`;
  return new UserError("checkpoint-mismatch", message);
}

/**
 * Opens weights for a network's backbone. The reference is a name in the store, the first 6 or more
 * digits of a checksum there, the path of a file, or the folder of a run. Throws "not-found" for
 * none of these, "checkpoint-mismatch" for another network's, "corrupt-file" for unsound files.
 */
export async function openWeights(
  reference: string,
  wanted: WantedWeights,
  folder = weightsFolder(),
): Promise<OpenedWeights> {
  const entry = findEntry(await readIndex(folder), reference);
  if (entry !== undefined) {
    if (entry.network !== wanted.network) throw otherNetwork(reference, entry.network, wanted);
    const opened = await openFile(entry.file, wanted, entry);
    return { ...opened, entry };
  }
  const path = resolve(reference);
  if (isRun(path)) {
    const { file, info } = await findRunWeights(path);
    if (info.network !== wanted.network) throw otherNetwork(path, info.network, wanted);
    return await openFile(file, wanted, info);
  }
  if (existsSync(path)) {
    const { network } = wanted;
    const known = { name: nameFrom(path), network, source: path, licence: null, ...IMAGENET };
    return await openFile(path, wanted, known);
  }
  const message =
    `There are no weights "${reference}": it is neither in the store (\`pupil weights list\`)` +
    " nor the path of a file or run.";
  throw new UserError("not-found", message);
}
