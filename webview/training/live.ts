/** A run as the dashboard knows it: the last snapshot and what was told since. Pure. */
import type { EpochMetrics, RunDetail, TrainingTick } from "../../src/protocol/training";

export interface LiveRun {
  readonly run: RunDetail;
  /** Where it stands inside an epoch; absent between epochs and when it does not run. */
  readonly tick?: TrainingTick;
}

/** The run of a snapshot; a tick of an epoch that has ended, or of a run that has, is dropped. */
export function liveRun(run: RunDetail, tick: TrainingTick | undefined): LiveRun {
  const current = tick && run.state === "running" && tick.epoch > lastEpoch(run);
  return current ? { run, tick } : { run };
}

export function lastEpoch({ metrics }: RunDetail): number {
  return metrics.at(-1)?.epoch ?? 0;
}

export function withTick(live: LiveRun, tick: TrainingTick): LiveRun {
  return liveRun({ ...live.run, state: "running" }, tick);
}

/** Adds an epoch, or replaces it when the snapshot already had it. */
export function withEpoch({ run, tick }: LiveRun, metrics: EpochMetrics): LiveRun {
  const others = run.metrics.filter(({ epoch }) => epoch !== metrics.epoch);
  const all = [...others, metrics].sort((a, b) => a.epoch - b.epoch);
  const best = bestEpoch(all);
  const next: RunDetail = {
    ...run,
    metrics: all,
    epochsDone: Math.max(run.epochsDone, metrics.epoch),
    ...(best && { bestEpoch: best.epoch, bestValidationAccuracy: best.validationAccuracy }),
  };
  return liveRun(next, tick);
}

/** The last epoch that was the best so far when it ended. */
export function bestEpoch(metrics: readonly EpochMetrics[]): EpochMetrics | undefined {
  return metrics.findLast(({ best }) => best);
}

/** Share of the whole run that is done, 0..1. */
export function shareDone({ run, tick }: LiveRun): number {
  const inside = tick ? tick.batch / Math.max(tick.batches, 1) : 0;
  return Math.min((lastEpoch(run) + inside) / Math.max(run.config.epochs, 1), 1);
}
