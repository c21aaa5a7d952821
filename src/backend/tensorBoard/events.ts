/** What TensorBoard is told of a run: its settings once, its numbers each epoch. */
import type { EpochMetrics, TargetMetrics, WholeTrainConfig } from "../../protocol/training";
import { leavesOf } from "../util/leaves";
import { encodeScalars, encodeSettings, encodeVersion, type Scalar } from "./proto";
import { record } from "./records";

/** The run that events are of. */
export interface LoggedRun {
  readonly directory: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly config: WholeTrainConfig;
}

/** Seconds since 1970. */
export function beganAt({ createdAt }: LoggedRun): number {
  return Date.parse(createdAt) / 1000;
}

/** A label's name as a part of a tag: TensorFlow's rule for names, with "/" kept for the groups. */
function tagPart(name: string): string {
  return name.replace(/[^-\w.]/g, "_");
}

/** Loss and accuracy; those of a second target carry its name, and stand in the same groups. */
function targetScalars(metrics: TargetMetrics, target?: string): Scalar[] {
  const suffix = target === undefined ? "" : `/${tagPart(target)}`;
  const { trainLoss, validationLoss, trainAccuracy, validationAccuracy } = metrics;
  const scalar = (tag: string, value: number | undefined) =>
    value === undefined ? [] : [{ tag: tag + suffix, value }];
  return [
    ...scalar("loss/train", trainLoss),
    ...scalar("loss/validation", validationLoss),
    ...scalar("accuracy/train", trainAccuracy),
    ...scalar("accuracy/validation", validationAccuracy),
  ];
}

function scalarsOf(metrics: EpochMetrics, { config }: LoggedRun): Scalar[] {
  const { second, learningRate, seconds, imagesPerSecond } = metrics;
  return [
    ...targetScalars(metrics),
    ...(second ? targetScalars(second, config.secondTarget ?? "second") : []),
    { tag: "learning_rate", value: learningRate },
    { tag: "speed/seconds_per_epoch", value: seconds },
    { tag: "speed/images_per_second", value: imagesPerSecond },
  ];
}

/** The records that a run's file begins with; settings by name, in whatever order they were given. */
export function firstRecords(run: LoggedRun): Uint8Array[] {
  const time = beganAt(run);
  const settings = [...leavesOf(run.config)].sort(([a], [b]) => (a < b ? -1 : 1));
  return [encodeVersion(time), encodeSettings(time, settings)].map(record);
}

/** The record of an epoch that ended so many seconds of training after the run began. */
export function epochRecord(run: LoggedRun, metrics: EpochMetrics, seconds: number): Uint8Array {
  const moment = { wallTime: beganAt(run) + seconds, step: metrics.epoch };
  return record(encodeScalars(moment, scalarsOf(metrics, run)));
}
