/** What happens to a training batch before it is learned from: augmentation, and targets that labels alone do not say. */
import type { TrainConfig } from "../../protocol/training";
import { BatchAugmenter, type Mixing } from "../augment/training/batchAugmenter";
import type { Material } from "./material";

/** A batch as it was read. */
export interface ReadBatch {
  /** [pictures, size, size, 3]; changed in place. */
  readonly pixels: Uint8Array;
  /** Class index of each picture. */
  readonly labels: Int32Array;
  /** Index of each picture in the data set. */
  readonly pictures: readonly number[];
  /** Counted from 1. */
  readonly epoch: number;
}

/** Changes a batch's pixels; gives its targets [pictures, classes], or undefined for plain labels. */
export type Prepare = (batch: ReadBatch) => Float32Array | undefined;

/**
 * The targets of a batch: each picture's distribution, mixed by `mixing`, times its weight. A mixed
 * picture weighs what its parts weigh on average. Weights are scaled to sum to the number of
 * pictures, so that the batch's mean loss is the weighted mean, as PyTorch's CrossEntropyLoss has it.
 */
export function targetsOf(
  labels: Int32Array,
  classes: number,
  options: { readonly weights?: readonly number[]; readonly mixing?: Mixing },
): Float32Array {
  const { weights, mixing } = options;
  const weightOf = (label: number) => weights?.[label] ?? 1;
  const pictures = Array.from(labels, (label, at) => {
    const share = mixing?.shares[at] ?? 1;
    const other = labels[mixing?.partners[at] ?? at] ?? label;
    return { label, other, share, weight: share * weightOf(label) + (1 - share) * weightOf(other) };
  });
  const total = pictures.reduce((sum, { weight }) => sum + weight, 0);
  const rows = new Float32Array(labels.length * classes);
  for (const [at, { label, other, share, weight }] of pictures.entries()) {
    const factor = weights === undefined ? 1 : (weight * labels.length) / total;
    const row = rows.subarray(at * classes, (at + 1) * classes);
    row[label] = factor * share;
    row[other] = (row[other] ?? 0) + factor * (1 - share);
  }
  return rows;
}

/** What a run's batches need; undefined when they are learned from as they are. */
export function preparation(
  { classes, weights, statistics, places }: Material,
  { augmentation, imageSize: size, seed }: TrainConfig,
): Prepare | undefined {
  if (augmentation === undefined && weights === undefined) return undefined;
  const [red, green, blue] = statistics.mean;
  const fill = [red * 255, green * 255, blue * 255] as const;
  const augmenter = augmentation && new BatchAugmenter(augmentation, { size, seed, fill });
  return ({ pixels, labels, pictures, epoch }) => {
    const keys = pictures.map((index) => places[index] ?? index);
    const mixing = augmenter?.apply({ pixels, pictures: keys, epoch });
    if (mixing === undefined && weights === undefined) return undefined;
    return targetsOf(labels, classes.length, { weights, mixing });
  };
}
