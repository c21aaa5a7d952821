/** Runs as people see them: summaries, details, and the list of a data set's runs. */
import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { existsSync } from "node:fs";
import { UserError } from "../../protocol/errors";
import type {
  EngineId,
  EpochMetrics,
  PretrainedInfo,
  RunDetail,
  RunState,
  RunSummary,
  WholeTrainConfig,
} from "../../protocol/training";
import { RUN_FILES, runsFolder } from "./folder";
import { isLocked } from "./lock";
import { readMetrics } from "./metricsLog";
import { datasetOf, normalisationOf, readRecord } from "./records";
import type { RunRecord } from "./schema";

/** A run as its files say. */
export interface StoredRun {
  readonly directory: string;
  readonly record: RunRecord;
  readonly metrics: readonly EpochMetrics[];
}

/** Reads a run's record and metrics; "corrupt-run" when a file is damaged. */
export async function readRun(directory: string): Promise<StoredRun> {
  const record = await readRecord(directory);
  return { directory, record, metrics: await readMetrics(directory) };
}

async function stateOf({ directory, record }: StoredRun): Promise<RunState> {
  if (record.state !== "running") return record.state;
  return (await isLocked(directory)) ? "running" : "interrupted";
}

function pretrainedInfo({ name, source, sha256 }: PretrainedInfo): PretrainedInfo {
  return { name, source, sha256 };
}

/** A run in short. */
export async function summarizeRun(run: StoredRun): Promise<RunSummary> {
  const { directory, record, metrics } = run;
  const best = metrics.findLast((epoch) => epoch.best);
  return {
    id: basename(directory),
    directory,
    dataset: datasetOf(directory, record),
    state: await stateOf(run),
    config: record.config,
    classes: record.classes,
    ...(record.second && { secondClasses: record.second.classes }),
    ...(record.pretrained && { pretrained: pretrainedInfo(record.pretrained) }),
    createdAt: record.createdAt,
    device: record.device,
    epochsDone: metrics.length,
    ...(best?.second?.validationAccuracy !== undefined && {
      secondValidationAccuracy: best.second.validationAccuracy,
    }),
    ...(best && { bestEpoch: best.epoch }),
    ...(best?.validationAccuracy !== undefined && {
      bestValidationAccuracy: best.validationAccuracy,
    }),
    ...(record.testAccuracy !== undefined && { testAccuracy: record.testAccuracy }),
    ...(record.sweep && { sweep: record.sweep }),
    ...(record.error !== undefined && { error: record.error }),
  };
}

/** A run with all that its dashboard shows. */
export async function describeRun(directory: string): Promise<RunDetail> {
  const run = await readRun(directory);
  const { statistics, split, fingerprint, versions } = run.record;
  const folder = join(directory, RUN_FILES.checkpoints);
  const names = (await readdir(folder).catch(() => [])).filter((name) => !name.endsWith(".tmp"));
  const checkpoints = await Promise.all(
    names.sort().map(async (name) => ({ name, bytes: (await stat(join(folder, name))).size })),
  );
  const { metrics } = run;
  const { mean, std } = normalisationOf(run.record);
  return {
    ...(await summarizeRun(run)),
    metrics,
    statistics,
    normalisedBy: { mean, std },
    split,
    fingerprint,
    versions,
    checkpoints,
  };
}

/** The runs that can be read, newest first, and what is wrong with the others. */
export interface RunList {
  readonly runs: readonly StoredRun[];
  readonly problems: readonly UserError[];
}

/** Reads all runs of a data set; a damaged one is a problem beside the others. */
export async function listRuns(dataset: string): Promise<RunList> {
  const folder = runsFolder(dataset);
  const runs: StoredRun[] = [];
  const problems: UserError[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const directory = join(folder, name);
    // A folder without the file is one that is just being made, or not a run.
    if (!existsSync(join(directory, RUN_FILES.record))) continue;
    try {
      runs.push(await readRun(directory));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error);
    }
  }
  const age = (run: StoredRun) => `${run.record.createdAt} ${basename(run.directory)}`;
  return { runs: runs.sort((a, b) => (age(a) < age(b) ? 1 : -1)), problems };
}

/** What makes two trainings the same: equal settings, pictures and weights, and the engine that `auto` came to. */
export interface RunIdentity {
  readonly config: WholeTrainConfig;
  readonly fingerprint: string;
  readonly engine: EngineId;
  /** Checksum of the pretrained arrays, whatever they are called. */
  readonly pretrained: string | undefined;
}

/** Entries sorted by name, and those of what is inside: the same for equal settings in any order. */
function sorted(value: object): unknown[] {
  return Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]: [string, unknown]) => [
      key,
      typeof each === "object" && each !== null ? sorted(each) : each,
    ]);
}

function identityKey({ config, fingerprint, engine, pretrained }: RunIdentity): string {
  const settings = { ...config, engine: undefined, weights: undefined };
  return JSON.stringify([sorted(settings), fingerprint, engine, pretrained]);
}

/** The newest finished run that training the same again would repeat. */
export async function findFinished(
  dataset: string,
  identity: RunIdentity,
): Promise<StoredRun | undefined> {
  const key = identityKey(identity);
  const { runs } = await listRuns(dataset);
  return runs.find(({ record }) => {
    if (record.state !== "finished") return false;
    const pretrained = record.pretrained?.digest;
    const { config, fingerprint, engine } = record;
    return identityKey({ config, fingerprint, engine, pretrained }) === key;
  });
}
