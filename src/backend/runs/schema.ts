/** The shapes of a run folder's JSON files, checked whenever they are read. */
import { z } from "zod";
import type { AugmentConfig } from "../../protocol/augment";
import { SPLIT_NAMES, type ChannelStatistics, type SplitSummary } from "../../protocol/dataset";
import type { Evaluation } from "../../protocol/evaluation";
import { NETWORK_NAMES } from "../../protocol/network";
import {
  ENGINE_IDS,
  TRAINING_BALANCES,
  type EpochMetrics,
  type TrainConfig,
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

const config: z.ZodType<TrainConfig> = z.object({
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
  config,
  /** What `auto` came to. */
  engine: z.enum(ENGINE_IDS),
  /** For people. */
  device: z.string(),
  /** In the order of the network's outputs. */
  classes: z.array(z.string()),
  /** For each class the classes of coarser targets that it implies: `{ Bengal: { species: "cat" } }`. */
  implied: z.record(z.string(), z.record(z.string(), z.string())),
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
});

export type RunRecord = z.infer<typeof recordSchema>;

/** split.json: the pictures of each part by path, with the SHA-256 of their files. */
export const splitSchema = z.object({
  version: z.literal(RUN_VERSION),
  pictures: z.record(z.enum(SPLIT_NAMES), z.record(z.string(), z.string())),
});

export type SplitPictures = z.infer<typeof splitSchema>["pictures"];

/** A line of metrics.jsonl. */
export const metricsSchema: z.ZodType<EpochMetrics> = z.object({
  epoch: z.int().min(1),
  trainLoss: z.number(),
  trainAccuracy: z.number(),
  validationLoss: z.number(),
  validationAccuracy: z.number(),
  learningRate: z.number(),
  best: z.boolean(),
  seconds: z.number(),
  imagesPerSecond: z.number(),
});

/** What is saved of an evaluation: all but the run's path, which changes when it is moved. */
export type StoredEvaluation = Omit<Evaluation, "run">;

export const evaluationSchema: z.ZodType<StoredEvaluation> = z.object({
  split: z.enum(SPLIT_NAMES),
  checkpoint: z.enum(["best", "last"]),
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
  predictions: z.array(
    z.object({
      path: z.string(),
      actual: z.int(),
      predicted: z.int(),
      probabilities: z.array(z.number()),
      loss: z.number(),
    }),
  ),
  seconds: z.number(),
});
