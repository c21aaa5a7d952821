/** Creates a run's folder, and reads and writes its run.json. */
import { rm } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import type { ChannelStatistics } from "../../protocol/dataset";
import { writeFileAtomic, writeJsonAtomic } from "../util/files";
import { makeRunFolder, readRunJson, RUN_FILES } from "./folder";
import { acquireLock, type RunLock } from "./lock";
import {
  recordSchema,
  RUN_VERSION,
  type RunRecord,
  type SplitPictures,
  splitSchema,
} from "./schema";

/** What a new run is made of; the rest follows. */
export type NewRun = Omit<RunRecord, "version" | "createdAt" | "dataset" | "state"> & {
  /** Absolute. */
  readonly dataset: string;
  readonly pictures: SplitPictures;
};

/** A run that this process trains. */
export interface HeldRun {
  readonly directory: string;
  readonly record: RunRecord;
  readonly lock: RunLock;
}

/** Makes the folder of a new run and takes its lock; nothing is left when that fails. */
export async function createRun({ dataset, pictures, ...rest }: NewRun): Promise<HeldRun> {
  const createdAt = new Date();
  const directory = await makeRunFolder(dataset, { ...rest.config, createdAt });
  const record: RunRecord = {
    version: RUN_VERSION,
    createdAt: createdAt.toISOString(),
    dataset: relative(directory, resolve(dataset)).split(sep).join("/"),
    ...rest,
    state: "running",
  };
  try {
    const lock = await acquireLock(directory);
    const split = JSON.stringify({ version: RUN_VERSION, pictures });
    await writeFileAtomic(join(directory, RUN_FILES.split), split);
    await writeRecord(directory, record);
    return { directory, record, lock };
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

/** Takes a new run's folder away again. */
export async function discardRun({ directory, lock }: HeldRun): Promise<void> {
  await lock.release();
  await rm(directory, { recursive: true, force: true });
}

/** What a run's pixels are normalised by. */
export function normalisationOf({
  config,
  statistics,
  pretrained,
}: Pick<RunRecord, "config" | "statistics" | "pretrained">): Pick<
  ChannelStatistics,
  "mean" | "std"
> {
  return config.normalisation === "weights" && pretrained !== undefined ? pretrained : statistics;
}

/** Writes run.json, atomically. */
export async function writeRecord(directory: string, record: RunRecord): Promise<void> {
  await writeJsonAtomic(join(directory, RUN_FILES.record), record);
}

/** Reads run.json; "corrupt-run" when it is damaged. */
export async function readRecord(directory: string): Promise<RunRecord> {
  return await readRunJson(directory, RUN_FILES.record, recordSchema);
}

/** The pictures of each part of the run's split, by path, with the hashes of their files. */
export async function readSplit(directory: string): Promise<SplitPictures> {
  return (await readRunJson(directory, RUN_FILES.split, splitSchema)).pictures;
}

/** Absolute path of the run's data set. */
export function datasetOf(directory: string, record: RunRecord): string {
  return resolve(directory, record.dataset);
}
