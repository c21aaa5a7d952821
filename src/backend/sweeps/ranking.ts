/** How the trials of a sweep stand, and which is best: by validation alone, for the test is to be seen once. */
import type { SweepMetric, SweepTrial, SweepValue } from "../../protocol/sweep";
import { type StoredRun, summarizeRun } from "../runs/summary";
import { totalLoss } from "../train/hooks";

/** What a sweep keeps of a trial. */
export interface StoredTrial {
  readonly settings: Readonly<Record<string, SweepValue>>;
  /** Name of a run that had trained the same before the sweep. */
  readonly run?: string;
  /** Why there is no run. */
  readonly error?: string;
}

/** A trial as its run says; without a run it waits, or has failed. */
export async function trialOf(
  number: number,
  { settings, error }: StoredTrial,
  run: StoredRun | undefined,
): Promise<SweepTrial> {
  if (run === undefined) {
    const state = error === undefined ? "waiting" : "failed";
    return { number, settings, state, epochsDone: 0, seconds: 0, ...(error && { error }) };
  }
  const { state, directory, epochsDone, error: ofRun } = await summarizeRun(run);
  const best = run.metrics.findLast((epoch) => epoch.best);
  return {
    number,
    settings,
    state,
    run: directory,
    epochsDone,
    ...(best?.validationAccuracy !== undefined && {
      bestEpoch: best.epoch,
      validationAccuracy: best.validationAccuracy,
      validationLoss: totalLoss(best),
    }),
    seconds: run.metrics.reduce((sum, { seconds }) => sum + seconds, 0),
    ...(ofRun !== undefined && { error: ofRun }),
  };
}

/** Numbers of the finished trials, the best first; equal accuracies are told apart by the loss. */
export function rankingOf(trials: readonly SweepTrial[], metric: SweepMetric): readonly number[] {
  const keys = ({ validationAccuracy = 0, validationLoss = Infinity }: SweepTrial) =>
    metric === "loss"
      ? [validationLoss, -validationAccuracy]
      : [-validationAccuracy, validationLoss];
  const order = (a: SweepTrial, b: SweepTrial) => {
    const [first = 0, second = 0] = keys(a).map((key, index) => key - (keys(b)[index] ?? 0));
    return first || second || a.number - b.number;
  };
  return trials
    .filter(({ state, bestEpoch }) => state === "finished" && bestEpoch !== undefined)
    .sort(order)
    .map(({ number }) => number);
}
