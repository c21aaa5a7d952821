/** What logits say of a picture whose class is known. */
import type { PicturePrediction } from "../../protocol/evaluation";
import { argMax, crossEntropy, softmax } from "../util/softmax";

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
