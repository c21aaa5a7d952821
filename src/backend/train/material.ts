/** What a run learns from: classes, labels and parts of a data set under one configuration. */
import type { ChannelStatistics } from "../../protocol/dataset";
import type { TrainConfig } from "../../protocol/training";
import { classesOf, type Split, splitSamples } from "../dataset/split";
import { channelStatistics } from "../dataset/statistics";
import { parentsOf } from "../dataset/summary";
import type { Dataset, MeasuredSample } from "../dataset/store";

export interface Material {
  /** Sorted by name: the label encoder. */
  readonly classes: readonly string[];
  /** Class index of each sample of the data set; -1 for those without the label. */
  readonly labels: Int32Array;
  readonly split: Split;
  /** Of the training pictures. */
  readonly statistics: ChannelStatistics;
  /** For each class the classes of coarser targets that all its pictures have. */
  readonly implied: Record<string, Record<string, string>>;
}

function impliedOf(samples: readonly MeasuredSample[], target: string, classes: readonly string[]) {
  const implied: Record<string, Record<string, string>> = {};
  for (const name of classes) implied[name] = {};
  for (const other of new Set(samples.flatMap(({ labels }) => Object.keys(labels)))) {
    if (other === target) continue;
    const parents = parentsOf(samples, target, other);
    if (parents === undefined || new Set(parents.values()).size >= classes.length) continue;
    for (const [name, parent] of parents) (implied[name] ??= {})[other] = parent;
  }
  return implied;
}

/** Splits and labels a data set; throws what `splitSamples` throws when it cannot be learned from. */
export function prepareMaterial(
  { samples }: Dataset,
  { target, seed }: Pick<TrainConfig, "target" | "seed">,
): Material {
  const split = splitSamples(samples, target, seed);
  const classes = classesOf(samples, target);
  const indexOf = new Map(classes.map((name, index) => [name, index]));
  return {
    classes,
    labels: Int32Array.from(samples, (sample) => indexOf.get(sample.labels[target] ?? "") ?? -1),
    split,
    statistics: channelStatistics(
      split.train.map((index) => samples[index]).filter((sample) => sample !== undefined),
    ),
    implied: impliedOf(samples, target, classes),
  };
}
