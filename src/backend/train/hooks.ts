/** Decisions on the way through a training: is it the best epoch, is it time to stop, has it diverged. */
import { UserError } from "../../protocol/errors";
import type { EpochMetrics } from "../../protocol/training";

/** Throws "training-diverged" when a loss is no number any more: from then on all weights are NaN. */
export function guardLoss(loss: number, at: { epoch: number; learningRate: number }): void {
  if (Number.isFinite(loss)) return;
  throw new UserError(
    "training-diverged",
    `The loss is no longer a number in epoch ${at.epoch}: the learning rate of ${at.learningRate}` +
      " is probably too high. Train again with a lower one.",
  );
}

type Validated = Pick<EpochMetrics, "validationLoss"> & {
  readonly second?: Pick<EpochMetrics, "validationLoss">;
};

/** What is to become small: the sum over the targets; without validation nothing is smaller than another. */
export function totalLoss({ validationLoss = Number.NaN, second }: Validated): number {
  return validationLoss + (second?.validationLoss ?? 0);
}

/** Whether a validation loss is lower than all before; of equals the earlier one is the best. */
export function isBest(before: readonly Validated[], epoch: Validated): boolean {
  return before.every((earlier) => totalLoss(epoch) < totalLoss(earlier));
}

/** Whether `patience` epochs in a row brought no better validation loss; never with 0. */
export function endsEarly(metrics: readonly EpochMetrics[], patience: number): boolean {
  if (patience === 0) return false;
  const best = metrics.findLast((epoch) => epoch.best)?.epoch ?? 0;
  return metrics.length - best >= patience;
}
