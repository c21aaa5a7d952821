/** Runs a sweep: its trials one after the other; what is finished is not done again. */
import { basename } from "node:path";
import { type ErrorCode, UserError } from "../../protocol/errors";
import type { Progress } from "../../protocol/progress";
import type { Sweep, SweepRequest, SweepTrial } from "../../protocol/sweep";
import { refreshDataset } from "../dataset/refresh";
import { acquireLock } from "../runs/lock";
import type { TrainTools } from "../train/conduct";
import { configSchema, parseSettings } from "../train/config";
import { resume } from "../train/resume";
import { train } from "../train/train";
import { parsePlan } from "../train/sweepPlan";
import { type TaskContext, throwIfCancelled } from "../util/context";
import type { StoredTrial } from "./ranking";
import { createSweep, describeSweep, findSweep, readSweep, saveSweep, sweepFolder } from "./store";
import { assertTrainable, trialsOf, withSettings } from "./trials";

/** A trial that fails so says something of its settings, and nothing of the others'. */
const OWN_FAILURES: ReadonlySet<ErrorCode> = new Set(["training-diverged", "out-of-memory"]);

/** A sweep in its data set. */
interface Place {
  readonly directory: string;
  readonly id: string;
}

/** Says at each report which trial it is of. */
function ofTrial(context: TaskContext, trial: SweepTrial, trials: number): TaskContext {
  const where = `trial ${trial.number} of ${trials}`;
  const progress = (report: Progress) => {
    const detail = report.detail === undefined ? where : `${where}, ${report.detail}`;
    context.progress({ ...report, detail });
  };
  return { ...context, progress };
}

/** Trains a trial, or goes on with its run; gives what is to be kept of it. */
async function runTrial(
  { directory, id }: Place,
  trial: SweepTrial,
  { tools, context }: { readonly tools: TrainTools; readonly context: TaskContext },
): Promise<Omit<StoredTrial, "settings">> {
  try {
    if (trial.run !== undefined) {
      await resume({ run: trial.run }, tools, context);
      return {};
    }
    const { config } = await readSweep(sweepFolder(directory, id));
    const settings = withSettings(config, trial.settings);
    const sweep = { id, trial: trial.number };
    const run = await train({ directory, config: settings, sweep }, tools, context);
    return run.loaded === true ? { run: basename(run.directory) } : {};
  } catch (error) {
    if (!(error instanceof UserError) || !OWN_FAILURES.has(error.code)) throw error;
    return { error: error.message };
  }
}

/** Keeps what a trial came to. */
async function keep(folder: string, number: number, outcome: Omit<StoredTrial, "settings">) {
  if (Object.keys(outcome).length === 0) return; // its run says it all
  const stored = await readSweep(folder);
  const trials = stored.trials.map((trial, index) =>
    index === number - 1 ? { settings: trial.settings, ...outcome } : trial,
  );
  await saveSweep(folder, { ...stored, trials });
}

async function goOn(place: Place, tools: TrainTools, context: TaskContext): Promise<Sweep> {
  const { directory, id } = place;
  const folder = sweepFolder(directory, id);
  const lock = await acquireLock(folder);
  try {
    const { trials } = await describeSweep(directory, id);
    const stored = (await readSweep(folder)).trials;
    for (const trial of trials) {
      const hasFailed = stored[trial.number - 1]?.error !== undefined; // by what it sets
      if (trial.state === "finished" || hasFailed) continue;
      throwIfCancelled(context.signal);
      await lock.assertHeld();
      const around = { tools, context: ofTrial(context, trial, trials.length) };
      await keep(folder, trial.number, await runTrial(place, trial, around));
    }
  } finally {
    await lock.release();
  }
  return await describeSweep(directory, id);
}

/**
 * Runs a sweep from its first trial, or goes on with the one that was asked for in the same words
 * on the same pictures. Rejects with "cancelled" when the signal stops it.
 */
export async function runSweep(
  request: SweepRequest,
  tools: TrainTools,
  context: TaskContext,
): Promise<Sweep> {
  const plan = parsePlan(request.plan);
  const config = parseSettings(configSchema, request.config); // as it is read again: the same words
  assertTrainable(config, trialsOf(plan));
  const { summary } = await refreshDataset(request.directory, context);
  const { directory, fingerprint } = summary;
  const sweep = { config, plan, fingerprint };
  const id = (await findSweep(directory, sweep)) ?? (await createSweep(directory, sweep));
  return await goOn({ directory, id }, tools, context);
}

/** Goes on with a sweep; "invalid-argument" when the pictures are others than when it began. */
export async function resumeSweep(
  { directory: given, id }: Place,
  tools: TrainTools,
  context: TaskContext,
): Promise<Sweep> {
  const { directory } = await describeSweep(given, id);
  const { summary } = await refreshDataset(directory, context);
  const { fingerprint } = await readSweep(sweepFolder(directory, id));
  if (fingerprint !== summary.fingerprint) {
    const message =
      `The pictures in ${directory} have changed since the sweep began, so that its trials could` +
      " not be compared: begin another one.";
    throw new UserError("invalid-argument", message);
  }
  return await goOn({ directory, id }, tools, context);
}
