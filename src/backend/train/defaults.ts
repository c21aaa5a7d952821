/** What settings are where none are given: by method, each with its reason. */
import type {
  FineTuneConfig,
  Normalisation,
  TrainingMethod,
  WholeTrainConfig,
} from "../../protocol/training";

/** The settings that every method has a default of. */
type Defaults = Omit<
  WholeTrainConfig,
  | "network"
  | "target"
  | "method"
  | "weights"
  | "normalisation"
  | "balance"
  | "augmentation"
  | "fineTune"
  | "secondTarget"
>;

/** The notebook's settings; it does none of what came later. */
const full = {
  epochs: 15,
  batch: 100,
  learningRate: 1e-5,
  seed: 27,
  imageSize: 128,
  earlyStop: 0,
  engine: "auto",
  schedule: "constant",
  warmup: 0,
  weightDecay: 0,
  labelSmoothing: 0,
  gradientClipping: 0,
  flipAveraging: false,
} as const satisfies Defaults;

/**
 * Tried on 925 photographs of 37 breeds with mobileNetV2's ImageNet weights: docs/transfer.md has
 * the table.
 */
const frozen = {
  ...full,
  epochs: 40,
  batch: 64,
  learningRate: 1e-3,
  imageSize: 224,
  schedule: "cosine",
} as const satisfies Defaults;

const fineTune = {
  ...frozen,
  epochs: 25,
  batch: 32,
  learningRate: 1e-4,
} as const satisfies Defaults;

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
