/** The shapes of a run folder's JSON files, checked whenever they are read. */
import { z } from "zod";
import type { AugmentConfig } from "../../protocol/augment";
import { SPLIT_NAMES, type ChannelStatistics, type SplitSummary } from "../../protocol/dataset";
import type { Evaluation } from "../../protocol/evaluation";
import { NETWORK_NAMES } from "../../protocol/network";
import {
  ENGINE_IDS,
  type EpochMetrics,
  type FineTuneConfig,
  NORMALISATIONS,
  SCHEDULES,
  TRAINING_BALANCES,
  TRAINING_METHODS,
  type WholeTrainConfig,
} from "../../protocol/training";

/** Raised when older run folders can no longer be read. */
export const RUN_VERSION = 1;

const triple = z.tuple([z.number(), z.number(), z.number()]).readonly();

const augmentation: z.ZodType<AugmentConfig> = z.object({
  horizontalFlip: z.number(),
  randomResizedCrop: z.number(),
  rotation: z.number(),
  colourJitter: z.number(),
  cutout: z.number(),
  mixup: z.number(),
});

const fineTune: z.ZodType<FineTuneConfig> = z.object({
  headEpochs: z.int(),
  headLearningRate: z.number(),
  stages: z.int(),
  stageRate: z.number(),
  frozenStatistics: z.boolean(),
});

/** A run's configuration. */
export const wholeConfigSchema: z.ZodType<WholeTrainConfig> = z.object({
  network: z.enum(NETWORK_NAMES),
  target: z.string(),
  epochs: z.int(),
  batch: z.int(),
  learningRate: z.number(),
  seed: z.int(),
  imageSize: z.int(),
  earlyStop: z.int(),
  engine: z.enum(["auto", ...ENGINE_IDS]),
  /** Runs of before there was a choice did nothing about it. */
  balance: z.enum(TRAINING_BALANCES).default("none"),
  augmentation: augmentation.optional(),
  // Runs of before there were these settings did as their defaults say.
  method: z.enum(TRAINING_METHODS).default("full"),
  weights: z.string().optional(),
  normalisation: z.enum(NORMALISATIONS).default("data"),
  schedule: z.enum(SCHEDULES).default("constant"),
  warmup: z.number().default(0),
  weightDecay: z.number().default(0),
  labelSmoothing: z.number().default(0),
  gradientClipping: z.number().default(0),
  fineTune: fineTune.optional(),
  flipAveraging: z.boolean().default(false),
  validation: z.boolean().default(true),
  secondTarget: z.string().optional(),
});

const statistics: z.ZodType<ChannelStatistics> = z.object({
  mean: triple,
  std: triple,
  pictures: z.int(),
});

const split: z.ZodType<SplitSummary> = z.object({
  seed: z.int(),
  counts: z.record(z.enum(SPLIT_NAMES), z.int()),
  groupsKeptTogether: z.int(),
  leaked: z.int().optional(),
  leftOut: z.int().optional(),
});

/** run.json: all that is known of a run but its numbers. */
export const recordSchema = z.object({
  version: z.literal(RUN_VERSION),
  /** ISO 8601, UTC. */
  createdAt: z.string(),
  /** The data set's folder, relative to the run's, with forward slashes: both may be moved together. */
  dataset: z.string(),
  config: wholeConfigSchema,
  /** What `auto` came to. */
  engine: z.enum(ENGINE_IDS),
  /** For people. */
  device: z.string(),
  /** In the order of the network's outputs. */
  classes: z.array(z.string()),
  /** For each class the classes of coarser targets that it implies: `{ Bengal: { species: "cat" } }`. */
  implied: z.record(z.string(), z.record(z.string(), z.string())),
  /** The second target's label encoder, where there is a second target. */
  second: z
    .object({
      classes: z.array(z.string()),
      implied: z.record(z.string(), z.record(z.string(), z.string())),
    })
    .optional(),
  /** The weights that it began with; absent: from scratch. */
  pretrained: z
    .object({
      name: z.string(),
      /** Where they came from. */
      source: z.string(),
      /** Of the file. */
      sha256: z.string(),
      /** Of the arrays that were taken. */
      digest: z.string(),
      mean: triple,
      std: triple,
    })
    .optional(),
  /** Of the data set when training began. */
  fingerprint: z.string(),
  /** Of the training pictures. */
  statistics,
  split,
  versions: z.record(z.string(), z.string()),
  /** `running` with nobody holding the lock means interrupted. */
  state: z.enum(["running", "stopped", "finished", "failed"]),
  error: z.string().optional(),
  testAccuracy: z.number().optional(),
  /** The sweep that it is a trial of, by its name, and which one. */
  sweep: z.object({ id: z.string(), trial: z.int().min(1) }).optional(),
});

export type RunRecord = z.infer<typeof recordSchema>;

/** Number of classes of each target. */
export function classCounts({ classes, second }: Pick<RunRecord, "classes" | "second">): number[] {
  return [classes.length, ...(second ? [second.classes.length] : [])];
}

/** split.json: the pictures of each part by path, with the SHA-256 of their files. */
export const splitSchema = z.object({
  version: z.literal(RUN_VERSION),
  pictures: z.record(z.enum(SPLIT_NAMES), z.record(z.string(), z.string())),
});

export type SplitPictures = z.infer<typeof splitSchema>["pictures"];

const targetMetrics = {
  trainLoss: z.number(),
  trainAccuracy: z.number(),
  validationLoss: z.number().optional(),
  validationAccuracy: z.number().optional(),
};

/** A line of metrics.jsonl. */
export const metricsSchema: z.ZodType<EpochMetrics> = z.object({
  epoch: z.int().min(1),
  ...targetMetrics,
  second: z.object(targetMetrics).optional(),
  learningRate: z.number(),
  best: z.boolean(),
  seconds: z.number(),
  imagesPerSecond: z.number(),
});

/** What is saved of an evaluation: all but the run's path, which changes when it is moved. */
export type StoredEvaluation = Omit<Evaluation, "run">;

/** What predictions come to, and what is known of one. */
export const scoreShape = {
  classes: z.array(z.string()),
  accuracy: z.number(),
  loss: z.number(),
  confusion: z.array(z.array(z.int())),
  perClass: z.array(
    z.object({
      name: z.string(),
      precision: z.number(),
      recall: z.number(),
      f1: z.number(),
      support: z.int(),
      errors: z.int(),
    }),
  ),
  macroF1: z.number(),
};
export const predictionShape = {
  path: z.string(),
  actual: z.int(),
  predicted: z.int(),
  probabilities: z.array(z.number()),
  loss: z.number(),
};

export const evaluationSchema: z.ZodType<StoredEvaluation> = z.object({
  split: z.enum(SPLIT_NAMES),
  target: z.string().optional(),
  checkpoint: z.enum(["best", "last"]),
  ...scoreShape,
  predictions: z.array(z.object(predictionShape)),
  seconds: z.number(),
});
