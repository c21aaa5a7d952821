/** Sweeps of a data set, each a folder under DIR/.pupil/sweeps; the trials' numbers are those of their runs. */
import { existsSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { UserError } from "../../protocol/errors";
import type { Sweep, SweepPlan } from "../../protocol/sweep";
import type { RequestedConfig } from "../../protocol/training";
import { pupilFolder } from "../dataset/store";
import { nameOf } from "../runs/folder";
import { isLocked } from "../runs/lock";
import { listRuns, type StoredRun } from "../runs/summary";
import { configSchema } from "../train/config";
import { sweepSchema } from "../train/sweepPlan";
import { readJson, systemCode, toUserError, writeJsonAtomic } from "../util/files";
import { leavesOf } from "../util/leaves";
import { rankingOf, type StoredTrial, trialOf } from "./ranking";
import { trialsOf } from "./trials";

/** Raised when older files can no longer be read. */
const VERSION = 1;
const FILE = "sweep.json";

/** What is kept of a sweep; the rest is in the runs. */
export interface StoredSweep {
  readonly createdAt: string;
  readonly config: RequestedConfig;
  readonly plan: SweepPlan;
  /** Of the data set when it began. */
  readonly fingerprint: string;
  readonly trials: readonly StoredTrial[];
}

const storedSchema = z.object({
  version: z.literal(VERSION),
  createdAt: z.string(),
  config: configSchema,
  plan: sweepSchema,
  fingerprint: z.string(),
  trials: z.array(
    z.object({
      settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
      run: z.string().optional(),
      error: z.string().optional(),
    }),
  ),
});

function folderOf(directory: string): string {
  return join(pupilFolder(directory), "sweeps");
}

/** The folder of a sweep. */
export function sweepFolder(directory: string, id: string): string {
  return join(folderOf(directory), id);
}

/** Writes what is kept of a sweep, atomically. */
export async function saveSweep(folder: string, sweep: StoredSweep): Promise<void> {
  await writeJsonAtomic(join(folder, FILE), { version: VERSION, ...sweep });
}

function withoutVersion({
  version: _version,
  ...stored
}: z.infer<typeof storedSchema>): StoredSweep {
  return stored;
}

/** Reads what is kept of a sweep; "not-found" without one, "corrupt-file" for a damaged one. */
export async function readSweep(folder: string): Promise<StoredSweep> {
  return withoutVersion(await readJson(join(folder, FILE), storedSchema));
}

async function idsOf(directory: string): Promise<string[]> {
  const names = await readdir(folderOf(directory)).catch(() => []);
  return names.filter((name) => existsSync(join(sweepFolder(directory, name), FILE)));
}

/** Makes the folder of a new sweep; gives its name, like species-catDogNet-20261124-153012. */
export async function createSweep(
  directory: string,
  sweep: Omit<StoredSweep, "createdAt" | "trials">,
): Promise<string> {
  const now = new Date();
  const { target, network } = sweep.config;
  const name = nameOf({ target, network, createdAt: now });
  const trials = trialsOf(sweep.plan).map((settings) => ({ settings }));
  for (let count = 1; ; count++) {
    const id = count === 1 ? name : `${name}-${count}`;
    const folder = sweepFolder(directory, id);
    try {
      await mkdir(folderOf(directory), { recursive: true });
      await mkdir(folder);
    } catch (error) {
      if (systemCode(error) === "EEXIST") continue;
      throw toUserError(error, folder);
    }
    await saveSweep(folder, { ...sweep, createdAt: now.toISOString(), trials });
    return id;
  }
}

function sortedLeaves(value: unknown): string {
  return JSON.stringify([...leavesOf(value)].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The newest sweep that asking for the same on the same pictures goes on with. */
export async function findSweep(
  directory: string,
  asked: Pick<StoredSweep, "config" | "plan" | "fingerprint">,
): Promise<string | undefined> {
  const keyOf = ({ config, plan, fingerprint }: typeof asked) =>
    sortedLeaves({ config, plan, fingerprint });
  const key = keyOf(asked);
  const found: { id: string; createdAt: string }[] = [];
  for (const id of await idsOf(directory)) {
    const stored = await readSweep(sweepFolder(directory, id)).catch(() => undefined);
    if (stored && keyOf(stored) === key) found.push({ id, createdAt: stored.createdAt });
  }
  return found.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0]?.id;
}

/** A trial's run: the one that trial began last, or one that had trained the same before. */
function runOf(
  runs: readonly StoredRun[],
  {
    id,
    trial,
    adopted,
  }: { readonly id: string; readonly trial: number; readonly adopted?: string },
): StoredRun | undefined {
  const own = runs.find(({ record: { sweep } }) => sweep?.id === id && sweep.trial === trial);
  return own ?? runs.find(({ directory }) => basename(directory) === adopted);
}

async function describe(directory: string, id: string, runs: readonly StoredRun[]): Promise<Sweep> {
  const folder = sweepFolder(directory, id);
  const { createdAt, config, plan, trials: stored } = await readSweep(folder);
  const trials = await Promise.all(
    stored.map((trial, index) => {
      const run = runOf(runs, { id, trial: index + 1, adopted: trial.run });
      return trialOf(index + 1, trial, run);
    }),
  );
  const isDone = trials.every((trial, index) => trial.state === "finished" || stored[index]?.error);
  const isRunning = await isLocked(folder);
  return {
    id,
    directory,
    createdAt,
    state: isRunning ? "running" : isDone ? "finished" : "stopped",
    config,
    plan,
    trials,
    ranking: rankingOf(trials, plan.metric ?? "accuracy"),
  };
}

/** A sweep with how its trials stand; "not-found" when the data set has none of that name. */
export async function describeSweep(directory: string, id: string): Promise<Sweep> {
  const absolute = resolve(directory);
  if (!(await idsOf(absolute)).includes(id)) {
    throw new UserError("not-found", `${directory} has no sweep called ${id}.`);
  }
  return await describe(absolute, id, (await listRuns(absolute)).runs);
}

/** The sweeps of a data set that can be read, newest first. */
export async function listSweeps(directory: string): Promise<Sweep[]> {
  const absolute = resolve(directory);
  const ids = await idsOf(absolute);
  const runs = ids.length === 0 ? [] : (await listRuns(absolute)).runs;
  const found: Sweep[] = [];
  for (const id of ids) {
    try {
      found.push(await describe(absolute, id, runs));
    } catch (error) {
      if (!(error instanceof UserError)) throw error; // a damaged one is left out
    }
  }
  return found.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}
