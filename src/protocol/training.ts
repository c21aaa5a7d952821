/** Words of training: configuration, metrics of an epoch, runs and their states. */
import type { AugmentConfig, BalanceStrategy } from "./augment";
import type { ChannelStatistics, SplitSummary } from "./dataset";
import type { NetworkName } from "./network";
import type { SweepMark } from "./sweep";

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

/** What is done about classes of unequal size, in English: `npm run l10n` collects the names. */
export const BALANCE_TITLES: Readonly<Record<TrainingBalance, string>> = {
  none: "Nothing",
  upsample: "Generate pictures",
  downsample: "Leave pictures out",
  weights: "Weigh the loss",
};

/**
 * How a network learns. `full`: everything, with one learning rate, from random or from pretrained
 * weights. `frozen`: the pretrained backbone runs once over every picture, and the head learns from
 * what it gave. `fineTune`: the head first, then also the backbone's last stages, more slowly.
 */
export type TrainingMethod = "full" | "frozen" | "fineTune";
export const TRAINING_METHODS: readonly TrainingMethod[] = ["full", "frozen", "fineTune"];

/** By whose mean and standard deviation pixels are normalised: the training pictures', or the weights'. */
export type Normalisation = "data" | "weights";
export const NORMALISATIONS: readonly Normalisation[] = ["data", "weights"];

/** How the learning rate moves from step to step, after the warm-up. */
export type Schedule = "constant" | "cosine" | "oneCycle";
export const SCHEDULES: readonly Schedule[] = ["constant", "cosine", "oneCycle"];

/** What fine-tuning needs beside the other settings. */
export interface FineTuneConfig {
  /** So many of the epochs, the first ones, train the head alone, from cached features. */
  readonly headEpochs: number;
  /** The learning rate of these epochs; `learningRate` is that of the others. */
  readonly headLearningRate: number;
  /** How many of the backbone's stages learn with the head afterwards, counted from the last. */
  readonly stages: number;
  /** A stage's learning rate is that of the one after it, the head's being the last, times this. */
  readonly stageRate: number;
  /** Whether normalisations keep their pretrained running statistics. */
  readonly frozenStatistics: boolean;
}

/**
 * The configuration of a run: every setting that changes its numbers. In a request, missing
 * settings take the method's defaults; a run says them all (`WholeTrainConfig`).
 */
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
  /** Default `full`. */
  readonly method?: TrainingMethod;
  /** Pretrained weights: a name in the store, a checksum's first digits, or the path of a file or run. */
  readonly weights?: string;
  /** Default: the weights' own, but the data's for `full`. */
  readonly normalisation?: Normalisation;
  readonly schedule?: Schedule;
  /** Epochs over which the learning rate rises from 0 at first; not whole ones, if need be. */
  readonly warmup?: number;
  /** AdamW's: the share, times the learning rate, that weights lose a step. */
  readonly weightDecay?: number;
  /** So much of each picture's label is spread evenly over all classes while training, 0..1. */
  readonly labelSmoothing?: number;
  /** Gradients are scaled down to this Euclidean norm where theirs is larger; 0 is never. */
  readonly gradientClipping?: number;
  /** For the method `fineTune` only. */
  readonly fineTune?: FineTuneConfig;
  /** Evaluation and prediction average a picture's answer with that of its mirror image. */
  readonly flipAveraging?: boolean;
  /** A second label to learn at once, by a head of its own on the same backbone. */
  readonly secondTarget?: string;
  /**
   * Whether pictures are held out of training to validate by. Without, they are learned from, too,
   * and the last epoch is used; the test pictures stay out. Default true.
   */
  readonly validation?: boolean;
}

/** A run's configuration, with nothing left to a default. */
export type WholeTrainConfig = TrainConfig &
  Required<
    Pick<
      TrainConfig,
      | "balance"
      | "method"
      | "normalisation"
      | "schedule"
      | "warmup"
      | "weightDecay"
      | "labelSmoothing"
      | "gradientClipping"
      | "flipAveraging"
      | "validation"
    >
  >;

/** Settings as asked for; of fine-tuning's own, too, any may be left out. */
export type RequestedConfig = Partial<Omit<TrainConfig, "fineTune">> &
  Pick<TrainConfig, "network" | "target"> & { readonly fineTune?: Partial<FineTuneConfig> };

export interface TrainRequest {
  readonly directory: string;
  /** Missing settings take the defaults. */
  readonly config: RequestedConfig;
  /** Train again although a run with this configuration exists. Default false. */
  readonly again?: boolean;
  /** Marks the run as a trial of a sweep. */
  readonly sweep?: SweepMark;
}

/** How well a target was learned in an epoch. */
export interface TargetMetrics {
  /**
   * Mean cross-entropy over the epoch's training pictures, with dropout, as they were seen; mixed
   * and smoothed ones against their mixed and smoothed labels, all weighing the same.
   */
  readonly trainLoss: number;
  /** 0..1; a mixed picture counts as its larger part. */
  readonly trainAccuracy: number;
  /** Absent in a run without validation, and so is the next. */
  readonly validationLoss?: number;
  readonly validationAccuracy?: number;
}

export interface EpochMetrics extends TargetMetrics {
  /** Counted from 1. */
  readonly epoch: number;
  /** Of the second target, where there is one; what is above is the first target's. */
  readonly second?: TargetMetrics;
  /** Of the epoch's first step. */
  readonly learningRate: number;
  /**
   * Whether this epoch has the best validation loss so far: the sum over the targets. Without
   * validation the last epoch is taken for the best.
   */
  readonly best: boolean;
  /** Wall time of the epoch, validation included. */
  readonly seconds: number;
  /** Training pictures a second. */
  readonly imagesPerSecond: number;
}

/** Which weights a run began with. */
export interface PretrainedInfo {
  readonly name: string;
  /** Where they came from: an address, the path of a file, or the folder of a run. */
  readonly source: string;
  /** Of the file, hexadecimal. */
  readonly sha256: string;
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
  /** Class names of the target, in the order of the network's outputs. */
  readonly classes: readonly string[];
  /** Those of the second target, whose outputs follow. */
  readonly secondClasses?: readonly string[];
  /** The weights that it began with; absent: from scratch. */
  readonly pretrained?: PretrainedInfo;
  readonly createdAt: string;
  readonly device: string;
  readonly epochsDone: number;
  readonly bestEpoch?: number;
  readonly bestValidationAccuracy?: number;
  /** Of the second target, in the best epoch. */
  readonly secondValidationAccuracy?: number;
  readonly testAccuracy?: number;
  /** The sweep that it is a trial of. */
  readonly sweep?: SweepMark;
  readonly error?: string;
  /** True when `train` found this finished run instead of training again. */
  readonly loaded?: boolean;
}

/** A run with all that its dashboard shows. */
export interface RunDetail extends RunSummary {
  readonly metrics: readonly EpochMetrics[];
  /** Of the training pictures. */
  readonly statistics: ChannelStatistics;
  /** What pixels are normalised by: the statistics, or those of the weights. */
  readonly normalisedBy?: Pick<ChannelStatistics, "mean" | "std">;
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
