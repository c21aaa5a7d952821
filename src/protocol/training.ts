/** Words of training: configuration, metrics of an epoch, runs and their states. */
import type { AugmentConfig, BalanceStrategy } from "./augment";
import type { ChannelStatistics, SplitSummary } from "./dataset";
import type { NetworkName } from "./network";

export type EngineId = "tensorflow" | "webgpu" | "cuda" | "cpu";
export const ENGINE_IDS: readonly EngineId[] = ["tensorflow", "webgpu", "cuda", "cpu"];

/**
 * What a run makes of classes of unequal size: `upsample` learns from generated pictures, too;
 * the others leave those out.
 */
export type TrainingBalance = "none" | BalanceStrategy;
export const TRAINING_BALANCES: readonly TrainingBalance[] = [
  "none",
  "upsample",
  "downsample",
  "weights",
];

/** The whole configuration of a run: every setting that changes its numbers. */
export interface TrainConfig {
  readonly network: NetworkName;
  /** Name of the label to learn: "species", "breed", or "class" for folder-per-class data. */
  readonly target: string;
  readonly epochs: number;
  /** Pictures a batch. */
  readonly batch: number;
  readonly learningRate: number;
  readonly seed: number;
  /** Pixels a side, a multiple of 32. */
  readonly imageSize: number;
  /** Stop after this many epochs without a better validation loss; 0 is never. */
  readonly earlyStop: number;
  readonly engine: EngineId | "auto";
  /** Absent in a request: as the data set was last balanced for this target. A run always says it. */
  readonly balance?: TrainingBalance;
  /** Absent: training pictures are taken as they are. */
  readonly augmentation?: AugmentConfig;
}

export interface TrainRequest {
  readonly directory: string;
  /** Missing settings take the defaults. */
  readonly config: Partial<TrainConfig> & Pick<TrainConfig, "network" | "target">;
  /** Train again although a run with this configuration exists. Default false. */
  readonly again?: boolean;
}

export interface EpochMetrics {
  /** Counted from 1. */
  readonly epoch: number;
  /**
   * Mean cross-entropy over the epoch's training pictures, with dropout, as they were seen; mixed
   * ones against their mixed labels, all weighing the same.
   */
  readonly trainLoss: number;
  /** 0..1; a mixed picture counts as its larger part. */
  readonly trainAccuracy: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
  readonly learningRate: number;
  /** Whether this epoch has the best validation loss so far. */
  readonly best: boolean;
  /** Wall time of the epoch, validation included. */
  readonly seconds: number;
  /** Training pictures a second. */
  readonly imagesPerSecond: number;
}

/** `interrupted`: it was running when its process ended; it can be resumed like `stopped`. */
export type RunState = "running" | "stopped" | "interrupted" | "finished" | "failed";

export interface RunSummary {
  /** Name of the run's folder. */
  readonly id: string;
  /** Absolute path of the run's folder. */
  readonly directory: string;
  /** Absolute path of the data set. */
  readonly dataset: string;
  readonly state: RunState;
  readonly config: TrainConfig;
  /** Class names in the order of the network's outputs. */
  readonly classes: readonly string[];
  readonly createdAt: string;
  readonly device: string;
  readonly epochsDone: number;
  readonly bestEpoch?: number;
  readonly bestValidationAccuracy?: number;
  readonly testAccuracy?: number;
  readonly error?: string;
  /** True when `train` found this finished run instead of training again. */
  readonly loaded?: boolean;
}

/** A run with all that its dashboard shows. */
export interface RunDetail extends RunSummary {
  readonly metrics: readonly EpochMetrics[];
  readonly statistics: ChannelStatistics;
  readonly split: SplitSummary;
  readonly fingerprint: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Files of the run's folder with sizes in bytes. */
  readonly checkpoints: readonly { readonly name: string; readonly bytes: number }[];
}

/** Where training stands inside an epoch; sent a few times a second at most. */
export interface TrainingTick {
  readonly run: string;
  readonly epoch: number;
  readonly epochs: number;
  readonly batch: number;
  readonly batches: number;
  /** Running means over this epoch. */
  readonly loss: number;
  readonly accuracy: number;
  readonly imagesPerSecond: number;
  /** Seconds left of the whole run. */
  readonly secondsLeft: number;
}
