/** What a run learns from: classes, labels and parts of a data set under one configuration. */
import type { ChannelStatistics } from "../../protocol/dataset";
import type { TrainConfig } from "../../protocol/training";
import { classesOf, type Split } from "../dataset/split";
import { channelStatistics } from "../dataset/statistics";
import { fingerprintOf, parentsOf } from "../dataset/summary";
import type { Dataset, MeasuredSample } from "../dataset/store";
import { balancedSplit, lossWeights, usedIndices } from "./balance";

export interface Material {
  /** Sorted by name: the label encoder. */
  readonly classes: readonly string[];
  /** Class index of each sample of the data set; -1 for those without the label. */
  readonly labels: Int32Array;
  /** Of the pictures that are used. */
  readonly split: Split;
  /** Of the pictures that the run is about: generating for another target does not change it. */
  readonly fingerprint: string;
  /** Each sample's place among those pictures, which generating for another target does not move. */
  readonly places: Int32Array;
  /** Factor of each class's loss; absent: all weigh the same. */
  readonly weights?: readonly number[];
  /** Of the training pictures, generated ones included where they are used. */
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
  config: Pick<TrainConfig, "target" | "seed" | "balance">,
): Material {
  const { target, balance } = config;
  const split = balancedSplit(samples, config);
  const used = usedIndices(samples, balance);
  const places = new Int32Array(samples.length).fill(-1);
  for (const [place, index] of used.entries()) places[index] = place;
  const classes = classesOf(samples, target);
  const indexOf = new Map(classes.map((name, index) => [name, index]));
  const labels = Int32Array.from(
    samples,
    (sample) => indexOf.get(sample.labels[target] ?? "") ?? -1,
  );
  const weights = lossWeights(labels, classes.length, { train: split.train, balance });
  return {
    classes,
    labels,
    split,
    fingerprint: fingerprintOf(used.flatMap((index) => samples[index] ?? [])),
    places,
    ...(weights && { weights }),
    statistics: channelStatistics(
      split.train.map((index) => samples[index]).filter((sample) => sample !== undefined),
    ),
    implied: impliedOf(samples, target, classes),
  };
}
