/** Which samples a target uses. */
import type { Sample } from "../../protocol/dataset";

/** Whether learning the target uses the sample: what was generated to level another one is not. */
export function isUsedFor(sample: Sample, target: string): boolean {
  return sample.labels[target] !== undefined && (sample.generatedFor ?? target) === target;
}

/** Whether a sample is a copy that belongs to training alone: generated after the split. */
export function isTrainingCopy(sample: Sample): boolean {
  return sample.generatedFrom !== undefined && sample.notebookOrder !== true;
}

/**
 * How many of the samples held out are copies of one trained on: its source, generated from it, or
 * generated from the same source. Not 0 only for pictures generated before the split.
 */
export function countLeaks(train: readonly Sample[], heldOut: readonly Sample[]): number {
  const family = (sample: Sample) => sample.generatedFrom ?? sample.path;
  const trained = new Set(train.map(family));
  return heldOut.filter((sample) => trained.has(family(sample))).length;
}
