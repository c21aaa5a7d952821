/** Cross-validations of a data set, each a file under DIR/.pupil/folds. */
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { UserError } from "../../protocol/errors";
import type { CrossValidation, CrossValidationSummary } from "../../protocol/folds";
import { pupilFolder } from "../dataset/store";
import { nameOf } from "../runs/folder";
import { predictionShape, scoreShape, wholeConfigSchema } from "../runs/schema";
import { readJson, writeFileAtomic } from "../util/files";

/** Raised when older files can no longer be read. */
const VERSION = 1;

type Stored = Omit<CrossValidation, "id" | "directory">;

const storedSchema = z.object({
  version: z.literal(VERSION),
  createdAt: z.string(),
  config: wholeConfigSchema,
  folds: z.int(),
  fingerprint: z.string(),
  device: z.string(),
  pretrained: z.object({ name: z.string(), digest: z.string() }).optional(),
  targets: z.array(
    z.object({
      target: z.string(),
      ...scoreShape,
      folds: z.array(
        z.object({
          fold: z.int(),
          pictures: z.int(),
          accuracy: z.number(),
          loss: z.number(),
        }),
      ),
      meanAccuracy: z.number(),
      accuracyDeviation: z.number(),
      predictions: z.array(z.object({ ...predictionShape, fold: z.int() })),
    }),
  ),
  seconds: z.number(),
});

function withoutVersion({ version: _version, ...stored }: z.infer<typeof storedSchema>): Stored {
  return stored;
}

function folderOf(directory: string): string {
  return join(pupilFolder(directory), "folds");
}

/** A name that is not taken yet. */
function newId(directory: string, { config, createdAt }: Stored): string {
  const { target, network } = config;
  const name = nameOf({ target, network, createdAt: new Date(createdAt) });
  for (let count = 1; ; count++) {
    const id = count === 1 ? name : `${name}-${count}`;
    if (!existsSync(join(folderOf(directory), `${id}.json`))) return id;
  }
}

/** Saves a cross-validation under a new name; gives it with that. */
export async function saveCrossValidation(
  result: Omit<CrossValidation, "id">,
): Promise<CrossValidation> {
  const { directory, ...stored } = result; // the data set may be moved
  const id = newId(directory, stored);
  const text = JSON.stringify({ version: VERSION, ...stored });
  await writeFileAtomic(join(folderOf(directory), `${id}.json`), text);
  return { id, ...result };
}

/** Reads a cross-validation; "not-found" when the data set has none of that name. */
export async function readCrossValidation(directory: string, id: string): Promise<CrossValidation> {
  const absolute = resolve(directory);
  const known = await ids(absolute);
  if (!known.includes(id)) {
    throw new UserError("not-found", `${directory} has no cross-validation called ${id}.`);
  }
  const path = join(folderOf(absolute), `${id}.json`);
  return { id, directory: absolute, ...withoutVersion(await readJson(path, storedSchema)) };
}

async function ids(directory: string): Promise<string[]> {
  const names = await readdir(folderOf(directory)).catch(() => []);
  return names.flatMap((name) => (name.endsWith(".json") ? name.slice(0, -5) : []));
}

function summaryOf({ targets, ...rest }: CrossValidation): CrossValidationSummary {
  return { ...rest, targets: targets.map(({ predictions: _, ...target }) => target) };
}

/** The cross-validations of a data set that can be read, newest first. */
export async function listCrossValidations(directory: string): Promise<CrossValidationSummary[]> {
  const found: CrossValidation[] = [];
  for (const id of await ids(directory)) {
    try {
      found.push(await readCrossValidation(directory, id));
    } catch (error) {
      if (!(error instanceof UserError)) throw error; // a damaged one is left out
    }
  }
  return found.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1)).map(summaryOf);
}
