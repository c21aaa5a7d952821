/** Divides samples into training, validation and test parts without a leak between them. */
import type { Sample, SplitSummary } from "../../protocol/dataset";

/** Indices into the samples, sorted, of each part. */
export interface Split {
  readonly train: number[];
  readonly validation: number[];
  readonly test: number[];
  readonly summary: SplitSummary;
}

/** Splits 70/15/15, stratified by the target's classes, groups kept together. */
export function splitSamples(_samples: readonly Sample[], _target: string, _seed: number): Split {
  throw new Error("not yet");
}
