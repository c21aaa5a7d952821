/** Words of cross-validation: every picture is predicted by a network that has not learned from it. */
import type { Evaluation, PicturePrediction } from "./evaluation";
import type { RequestedConfig, WholeTrainConfig } from "./training";

export interface CrossValidateRequest {
  readonly directory: string;
  /** Missing settings take the defaults; all epochs are trained, so `earlyStop` must be 0. */
  readonly config: RequestedConfig;
  /** 2 to 20. Default 5. */
  readonly folds?: number;
}

/** How well the pictures of one fold were told, by what was learned from all others. */
export interface FoldScore {
  /** Counted from 1. */
  readonly fold: number;
  readonly pictures: number;
  readonly accuracy: number;
  readonly loss: number;
}

export interface FoldPrediction extends PicturePrediction {
  /** Counted from 1. */
  readonly fold: number;
}

/** One target over all folds; what is not of a fold is over all pictures at once. */
export interface CrossValidatedTarget extends Pick<
  Evaluation,
  "classes" | "accuracy" | "loss" | "confusion" | "perClass" | "macroF1"
> {
  readonly target: string;
  readonly folds: readonly FoldScore[];
  /** Mean of the folds' accuracies. */
  readonly meanAccuracy: number;
  /** Of the folds' accuracies: the square root of their sample variance. */
  readonly accuracyDeviation: number;
  /** Every picture with the label once, sorted by path. */
  readonly predictions: readonly FoldPrediction[];
}

export interface CrossValidation {
  /** Name of its file, without ending. */
  readonly id: string;
  /** Absolute path of the data set. */
  readonly directory: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly config: WholeTrainConfig;
  /** Number of folds. */
  readonly folds: number;
  /** Of the pictures that it was over. */
  readonly fingerprint: string;
  readonly device: string;
  /** What the pretrained weights are called, and the checksum of their arrays. */
  readonly pretrained?: { readonly name: string; readonly digest: string };
  /** The target, and the second one, where there is one. */
  readonly targets: readonly CrossValidatedTarget[];
  readonly seconds: number;
}

/** A cross-validation without its single predictions. */
export type CrossValidationSummary = Omit<CrossValidation, "targets"> & {
  readonly targets: readonly Omit<CrossValidatedTarget, "predictions">[];
};
