/** What logits say of pictures whose classes are known. */
import type { PicturePrediction } from "../../protocol/evaluation";
import { argMax, crossEntropy, rowsOf, softmax } from "../util/softmax";

/** Pictures that are predicted together: enough to keep all cores busy, and little memory. */
export const PICTURES_AT_ONCE = 32;

/** A picture by its path, with its class of each target; -1 without the label. */
export interface LabelledPicture {
  readonly path: string;
  readonly actual: readonly number[];
}

/** The prediction of one target's logits. */
export function predictionOf(
  logits: Float32Array,
  { path, actual }: Pick<PicturePrediction, "path" | "actual">,
): PicturePrediction {
  return {
    path,
    actual,
    predicted: argMax(logits),
    probabilities: softmax(logits),
    loss: crossEntropy(logits, actual),
  };
}

/**
 * The predictions of each target over the pictures that have its label, from logits
 * [pictures, classes of all targets]; `classes` says how many of them are each one's.
 */
export function predictionsOf(
  logits: Float32Array,
  pictures: readonly LabelledPicture[],
  classes: readonly number[],
): PicturePrediction[][] {
  const rows = rowsOf(logits, pictures.length);
  let to = 0;
  return classes.map((count, which) => {
    const from = to;
    to += count;
    return pictures.flatMap(({ path, actual: labels }, at) => {
      const actual = labels[which] ?? -1;
      const own = rows[at]?.subarray(from, from + count) ?? new Float32Array();
      return actual < 0 ? [] : [predictionOf(own, { path, actual })];
    });
  });
}
