/** What settings are where none are given: by method, each with its reason. */
import { NO_AUGMENTATION } from "./augment";
import type { FineTuneConfig, Normalisation, TrainingMethod, WholeTrainConfig } from "./training";

/** The notebook's: of the split, of what is generated, and of training. */
export const DEFAULT_SEED = 27;

/** The settings that every method has a default of; without augmentation, pictures are taken as they are. */
type Defaults = Omit<
  WholeTrainConfig,
  | "network"
  | "target"
  | "method"
  | "weights"
  | "normalisation"
  | "balance"
  | "fineTune"
  | "secondTarget"
>;

/** The notebook's settings; it does none of what came later. */
const full = {
  epochs: 15,
  batch: 100,
  learningRate: 1e-5,
  seed: DEFAULT_SEED,
  imageSize: 128,
  earlyStop: 0,
  engine: "auto",
  schedule: "constant",
  warmup: 0,
  weightDecay: 0,
  labelSmoothing: 0,
  gradientClipping: 0,
  flipAveraging: false,
  validation: true,
} as const satisfies Defaults;

/**
 * Tried on 925 photographs of 37 breeds with mobileNetV2's ImageNet weights, in five folds;
 * docs/transfer.md has the table.
 *
 * - 40 epochs: 10 are two points worse, 20 half a point, 80 are no better, and all take seconds.
 * - 1e-3: 3e-4 and 3e-3 are half a point lower, which two seeds may differ by, too.
 * - cosine: as good as the others, and it ends where the weights have come to rest.
 * - 224 pixels, as the weights were trained: at 128 the accuracy is 8 points lower.
 * - mirroring in training and in use: together more than a point better, with each of three seeds.
 * - weight decay: no difference, so none. Label smoothing: no better, and the loss is worse.
 */
const frozen = {
  ...full,
  epochs: 40,
  batch: 64,
  learningRate: 1e-3,
  imageSize: 224,
  schedule: "cosine",
  augmentation: { ...NO_AUGMENTATION, horizontalFlip: 0.5 },
  flipAveraging: true,
} as const satisfies Defaults;

/** A tenth of the head's learning rate: what is learned already is to be changed, not forgotten. */
const fineTune = {
  ...frozen,
  epochs: 25,
  batch: 32,
  learningRate: 1e-4,
} as const satisfies Defaults;

/** Settings that are numbers or words. */
export type PlainSetting = Exclude<keyof Defaults, "augmentation">;

export const DEFAULTS: Readonly<Record<TrainingMethod, Defaults>> = { full, frozen, fineTune };

/** Of the epochs, so many train the head alone: they cost next to nothing. */
const HEAD_SHARE = 0.8;

/** Fine-tuning's own settings, beside the epochs of the head. */
export const FINE_TUNE_DEFAULTS: Omit<FineTuneConfig, "headEpochs"> = {
  headLearningRate: frozen.learningRate,
  stages: 2,
  stageRate: 0.3,
  frozenStatistics: true,
};

/** Fine-tuning's own settings with what was given of them. */
export function completeFineTune(given: Partial<FineTuneConfig>, epochs: number): FineTuneConfig {
  return { headEpochs: Math.floor(HEAD_SHARE * epochs), ...FINE_TUNE_DEFAULTS, ...given };
}

/**
 * Of frozen backbones, the weights' own: their normalisations' statistics are of pictures that were
 * normalised so. Of `full`, the data's, as in the notebook.
 */
export function defaultNormalisation(method: TrainingMethod): Normalisation {
  return method === "full" ? "data" : "weights";
}
