/** What happens to a training batch before it is learned from: augmentation, and targets that labels alone do not say. */
import type { TrainConfig } from "../../protocol/training";
import { BatchAugmenter, type Mixing } from "../augment/training/batchAugmenter";
import { isOff } from "../augment/training/config";
import { drawFor } from "../augment/training/draws";
import type { Inputs } from "../engine/engine";
import type { InputSource } from "./inputs";
import type { LearnedTarget, Material } from "./material";

/** A batch as it was read. */
export interface ReadBatch<Kind extends Inputs = Inputs> {
  /** As the source gives them; changed in place. */
  readonly inputs: Kind;
  /** [pictures, targets], class indices; -1 without the label. */
  readonly labels: Int32Array;
  /** Index of each picture in the data set. */
  readonly pictures: readonly number[];
  /** Counted from 1. */
  readonly epoch: number;
}

/** Changes a batch's inputs; gives its targets [pictures, classes], or undefined for plain labels. */
export type Prepare<Kind extends Inputs = Inputs> = (
  batch: ReadBatch<Kind>,
) => Float32Array | undefined;

/** What targets differ by from labels alone. */
export interface TargetOptions {
  /** How pictures are mixed; the same for every target. */
  readonly mixing?: Mixing;
  /** So much of each label is spread evenly over its target's classes. */
  readonly smoothing?: number;
}

/** The columns of one target in the rows of a batch. */
interface Columns {
  readonly rows: Float32Array;
  readonly width: number;
  readonly from: number;
}

type Encoder = Pick<LearnedTarget, "classes" | "weights">;

/**
 * Writes one target's distributions: of each picture its label, mixed and smoothed, times its
 * weight. A mixed picture weighs what its parts weigh on average. Weights are scaled to sum to the
 * number of pictures, so that the batch's mean loss is the weighted mean, as PyTorch's
 * CrossEntropyLoss has it. A part without the label is left empty: it is not learned from.
 */
function fill(
  { rows, width, from }: Columns,
  labels: Int32Array,
  { classes, weights, mixing, smoothing = 0 }: Encoder & TargetOptions,
): void {
  const weightOf = (label: number) => weights?.[label] ?? 1;
  const pictures = Array.from(labels, (label, at) => {
    const share = mixing?.shares[at] ?? 1;
    const other = labels[mixing?.partners[at] ?? at] ?? label;
    return { label, other, share, weight: share * weightOf(label) + (1 - share) * weightOf(other) };
  });
  const total = pictures.reduce((sum, { weight }) => sum + weight, 0);
  const spread = smoothing / classes.length;
  for (const [at, { label, other, share, weight }] of pictures.entries()) {
    const factor = weights === undefined ? 1 : (weight * labels.length) / total;
    const row = rows.subarray(at * width + from, at * width + from + classes.length);
    const add = (of: number, part: number) => {
      if (of < 0) return;
      if (spread > 0) for (let i = 0; i < row.length; i++) row[i] = (row[i] ?? 0) + part * spread;
      row[of] = (row[of] ?? 0) + part * (1 - smoothing);
    };
    add(label, factor * share);
    add(other, factor * (1 - share));
  }
}

/** The targets of a batch, [pictures, classes of all targets]; labels are [pictures, targets]. */
export function targetsOf(
  labels: Int32Array,
  targets: readonly Encoder[],
  options: TargetOptions,
): Float32Array {
  const pictures = labels.length / targets.length;
  const width = targets.reduce((sum, { classes }) => sum + classes.length, 0);
  const rows = new Float32Array(pictures * width);
  let from = 0;
  for (const [index, { classes, weights }] of targets.entries()) {
    const own = labels.filter((_, at) => at % targets.length === index);
    fill({ rows, width, from }, own, { classes, weights, ...options });
    from += classes.length;
  }
  return rows;
}

/** Whether labels say all that is to be learned, where pictures are not mixed. */
function arePlain({ targets }: Material, { labelSmoothing = 0 }: TrainConfig): boolean {
  return labelSmoothing === 0 && targets.every(({ weights }) => weights === undefined);
}

/** What a run's batches of pictures need; undefined when they are learned from as they are. */
export function preparePixels(
  material: Material,
  config: TrainConfig,
): Prepare<Uint8Array> | undefined {
  const { targets, statistics, places } = material;
  const { imageSize: size, seed, labelSmoothing } = config;
  const isPlain = arePlain(material, config);
  const changes = config.augmentation !== undefined && !isOff(config.augmentation);
  const augmentation = changes ? config.augmentation : undefined;
  if (augmentation === undefined && isPlain) return undefined;
  const [red, green, blue] = statistics.mean;
  const fill = [red * 255, green * 255, blue * 255] as const;
  const augmenter = augmentation && new BatchAugmenter(augmentation, { size, seed, fill });
  return ({ inputs: pixels, labels, pictures, epoch }) => {
    const keys = pictures.map((index) => places[index] ?? index);
    const mixing = augmenter?.apply({ pixels, pictures: keys, epoch });
    if (mixing === undefined && isPlain) return undefined;
    return targetsOf(labels, targets, { mixing, smoothing: labelSmoothing });
  };
}

/**
 * What a run's batches of features need; undefined when they are learned from as they are. Of
 * augmentation there is mirroring alone: `mirrored` has the features of the mirrored pictures.
 */
export function prepareFeatures(
  material: Material,
  config: TrainConfig,
  mirrored: InputSource<Float32Array> | undefined,
): Prepare<Float32Array> | undefined {
  const { targets, places } = material;
  const { augmentation, seed, labelSmoothing } = config;
  const isPlain = arePlain(material, config);
  if (mirrored === undefined && isPlain) return undefined;
  return ({ inputs, labels, pictures, epoch }) => {
    for (const [at, index] of pictures.entries()) {
      if (mirrored === undefined || augmentation === undefined) break;
      const picture = places[index] ?? index;
      if (!drawFor(augmentation, { seed, epoch, picture }).placement.flip) continue;
      mirrored.read([index], inputs.subarray(at * mirrored.width, (at + 1) * mirrored.width));
    }
    return isPlain ? undefined : targetsOf(labels, targets, { smoothing: labelSmoothing });
  };
}
