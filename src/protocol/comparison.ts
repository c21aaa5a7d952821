/** Words of comparing runs: numbers side by side, what differs between them, and how far that may be trusted. */
import type { SplitName } from "./dataset";
import type { RunDetail } from "./training";

/** So many runs can still be told apart in one chart. */
export const MAXIMUM_COMPARED = 8;

export interface CompareRequest {
  /** Paths of the runs' folders: two to eight, each once. Their order is that of every list below. */
  readonly runs: readonly string[];
  /** Whose saved evaluations are compared. Default "test". */
  readonly split?: SplitName;
  /** What they learned, of what they are compared by. Default: what most of them did. */
  readonly target?: string;
}

/** A run's saved evaluation, without its single predictions. */
export interface TestedScores {
  readonly pictures: number;
  readonly errors: number;
  /** 0..1. */
  readonly accuracy: number;
  readonly loss: number;
  readonly macroF1: number;
}

export interface ComparedRun {
  readonly run: RunDetail;
  /** What its numbers are of: the comparison's target, or its own first where it did not learn that. */
  readonly target: string;
  /** Trainable numbers. */
  readonly parameters: number;
  /** Floating-point operations forward for one picture. */
  readonly flops: number;
  /** Null until the run has been evaluated. */
  readonly tested: TestedScores | null;
}

/** Numbers that stand side by side; times are seconds, accuracies shares of 1. */
export type ScoreKey =
  | "accuracy"
  | "commonAccuracy"
  | "macroF1"
  | "loss"
  | "validationAccuracy"
  | "validationLoss"
  | "bestEpoch"
  | "epochs"
  | "secondsToBest"
  | "seconds"
  | "imagesPerSecond"
  | "parameters"
  | "flops";

export interface ComparedScore {
  readonly key: ScoreKey;
  /** One a run; null where the run has none. */
  readonly values: readonly (number | null)[];
  /** Indices of the runs with the best value; none where no value is better, or where they were not measured alike. */
  readonly best: readonly number[];
}

/** A reason to read the numbers with care; `runs` are indices. */
export type Caveat =
  /** These did not learn the target, or with other classes: picture by picture they are left out. */
  | { readonly kind: "other-target"; readonly runs: readonly number[] }
  /** Their data set is another folder than the first run's. */
  | { readonly kind: "other-dataset"; readonly runs: readonly number[] }
  /** The data set's pictures or labels were others than when the first run began. */
  | { readonly kind: "other-pictures"; readonly runs: readonly number[] }
  /** They were evaluated on none of the others' pictures: picture by picture they are left out. */
  | { readonly kind: "apart"; readonly runs: readonly number[] }
  /** They were evaluated on other pictures than most: only those that all have are compared one by one. */
  | {
      readonly kind: "other-test";
      readonly common: number;
      readonly runs: readonly number[];
    }
  /** The pictures that validation losses and accuracies are of are not the same. */
  | { readonly kind: "other-validation"; readonly runs: readonly number[] }
  /** Copies of their test or validation pictures were trained on: their numbers flatter. */
  | { readonly kind: "leaked"; readonly runs: readonly number[] }
  /** They have not trained all their epochs. */
  | { readonly kind: "unfinished"; readonly runs: readonly number[] }
  /** Times were taken on different devices. */
  | { readonly kind: "other-device"; readonly runs: readonly number[] };

export type SettingValue = string | number | boolean;

/** What a setting belongs to: the run's configuration, its data, or the software under it. */
export type SettingGroup = "configuration" | "data" | "software";

/** One setting of all runs; nested ones have dotted keys: "augmentation.rotation". */
export interface ComparedSetting {
  readonly group: SettingGroup;
  readonly key: string;
  /** One a run; null where a run has no such setting. */
  readonly values: readonly (SettingValue | null)[];
  readonly differs: boolean;
}

/** What a run said about a picture. */
export interface Answer {
  /** Index into the classes. */
  readonly predicted: number;
  /** Of the predicted class, 0..1. */
  readonly probability: number;
  /** Of the class that it is, 0..1. */
  readonly actualProbability: number;
}

export interface ComparedPicture {
  /** Relative to the data set's folder. */
  readonly path: string;
  /** Index into the classes. */
  readonly actual: number;
  /** One a run; null for runs that are not compared picture by picture. */
  readonly answers: readonly (Answer | null)[];
}

export interface ComparedClass {
  readonly name: string;
  /** Number of the common pictures. */
  readonly pictures: number;
  /** Wrong ones of these; one a run, null as in `answers`. */
  readonly errors: readonly (number | null)[];
}

/** Two runs on the same pictures. */
export interface PairedTest {
  /** Indices of the runs. */
  readonly first: number;
  readonly second: number;
  /** Pictures that only the first got right, only the second, both, neither. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly both: number;
  readonly neither: number;
  /** McNemar's exact test, two-sided: how likely so uneven a split is if both err equally often. */
  readonly pValue: number;
  /** The same after Holm's correction for the number of pairs. */
  readonly adjusted: number;
}

/** The pictures that all comparable runs were evaluated on. */
export interface CommonPictures {
  readonly classes: readonly string[];
  /** Indices of the runs that are compared picture by picture. */
  readonly runs: readonly number[];
  readonly pictures: readonly ComparedPicture[];
  readonly perClass: readonly ComparedClass[];
  readonly pairs: readonly PairedTest[];
}

export interface Comparison {
  readonly split: SplitName;
  readonly target: string;
  /** All that any of the runs learned: what may be asked for instead. */
  readonly targets: readonly string[];
  readonly runs: readonly ComparedRun[];
  readonly scores: readonly ComparedScore[];
  readonly caveats: readonly Caveat[];
  /** All settings, those that differ and the others. */
  readonly settings: readonly ComparedSetting[];
  /** Null while fewer than two runs with the same classes are evaluated, or when they share no picture. */
  readonly common: CommonPictures | null;
}
