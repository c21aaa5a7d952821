/** What a run learns from: classes, labels and parts of a data set under one configuration. */
import type { ChannelStatistics } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import type { TrainConfig } from "../../protocol/training";
import { classesOf, type Split } from "../dataset/split";
import { channelStatistics } from "../dataset/statistics";
import { fingerprintOf, parentsOf } from "../dataset/summary";
import type { Dataset, MeasuredSample } from "../dataset/store";
import { balancedSplit, lossWeights, usedIndices } from "./balance";

/** A label to learn. */
export interface LearnedTarget {
  readonly name: string;
  /** Sorted by name: the label encoder. */
  readonly classes: readonly string[];
  /** Class index of each sample of the data set; -1 for those without the label. */
  readonly labels: Int32Array;
  /** Factor of each class's loss; absent: all weigh the same. */
  readonly weights?: readonly number[];
  /** For each class the classes of coarser targets that all its pictures have. */
  readonly implied: Record<string, Record<string, string>>;
}

export interface Material {
  /** The label to learn, by which the pictures are split; then the second one, if there is one. */
  readonly targets: readonly [LearnedTarget, ...LearnedTarget[]];
  /** Of the pictures that are used. */
  readonly split: Split;
  /** Of the pictures that the run is about: generating for another target does not change it. */
  readonly fingerprint: string;
  /** Each sample's place among those pictures, which generating for another target does not move. */
  readonly places: Int32Array;
  /** Of the training pictures, generated ones included where they are used. */
  readonly statistics: ChannelStatistics;
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

/** The label encoder of a target over those samples. */
function learned(samples: readonly MeasuredSample[], target: string): LearnedTarget {
  const classes = classesOf(samples, target);
  const indexOf = new Map(classes.map((name, index) => [name, index]));
  const labels = Int32Array.from(
    samples,
    (sample) => indexOf.get(sample.labels[target] ?? "") ?? -1,
  );
  return { name: target, classes, labels, implied: impliedOf(samples, target, classes) };
}

/** The second target; throws "one-class-only" when it tells nothing apart. */
function learnedBeside(samples: readonly MeasuredSample[], target: string): LearnedTarget {
  const second = learned(samples, target);
  if (second.classes.length > 1) return second;
  const message = `All pictures have the ${target} "${second.classes.join()}": there is nothing to learn.`;
  throw new UserError("one-class-only", message);
}

/** What is made of a data set to learn from, however it is divided. */
export function describeMaterial(
  { samples }: Dataset,
  config: Pick<TrainConfig, "target" | "secondTarget" | "balance">,
  split: Split,
): Material {
  const { target, secondTarget, balance } = config;
  const used = usedIndices(samples, balance);
  const places = new Int32Array(samples.length).fill(-1);
  for (const [place, index] of used.entries()) places[index] = place;
  const first = learned(samples, target);
  const weights = lossWeights(first.labels, first.classes.length, { train: split.train, balance });
  const others = secondTarget === undefined ? [] : [learnedBeside(samples, secondTarget)];
  return {
    targets: [{ ...first, ...(weights && { weights }) }, ...others],
    split,
    fingerprint: fingerprintOf(used.flatMap((index) => samples[index] ?? [])),
    places,
    statistics: channelStatistics(split.train.flatMap((index) => samples[index] ?? [])),
  };
}

/** Splits and labels a data set; throws what `splitSamples` throws when it cannot be learned from. */
export function prepareMaterial(
  dataset: Dataset,
  config: Pick<TrainConfig, "target" | "secondTarget" | "seed" | "balance" | "validation">,
): Material {
  return describeMaterial(dataset, config, balancedSplit(dataset.samples, config));
}
