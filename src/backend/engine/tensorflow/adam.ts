/** The Adam update on TensorFlow's variables, as PyTorch's AdamW. */
import type { NamedTensorMap, Tensor, Variable } from "@tensorflow/tfjs-core";
import {
  adamScalars,
  BETA1,
  BETA2,
  NORM_EPSILON,
  type ParameterRule,
  type StepRule,
} from "../adam/scalars";
import type { Tf } from "./library";

/** A learned array with its moments, kept as sums: M = 0.9 M + g and V = 0.999 V + g g. */
export interface Learned extends Pick<ParameterRule, "factor" | "decay"> {
  readonly weight: Variable;
  readonly first: Variable;
  readonly second: Variable;
}

/** What all gradients are multiplied with, a scalar: at most 1, and less where together they are too long. */
function clipFactor(tf: Tf, gradients: readonly Tensor[], most: number): Tensor {
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
  const total = squares.reduce((sum, square) => tf.add(sum, square));
  const factor = tf.div(most, tf.add(tf.sqrt(total), NORM_EPSILON));
  return tf.sub(1, tf.relu(tf.sub(1, factor))); // the smaller of the two
}

/** Changes the arrays by their gradients; call it inside `tidy`. */
export function adamUpdate(
  tf: Tf,
  arrays: ReadonlyMap<string, Learned>,
  { gradients, rule }: { readonly gradients: NamedTensorMap; readonly rule: StepRule },
): void {
  const { maxGradientNorm } = rule;
  const all = Object.values(gradients);
  const clip = maxGradientNorm === undefined ? undefined : clipFactor(tf, all, maxGradientNorm);
  for (const [name, learned] of arrays) {
    const raw = gradients[name];
    if (raw === undefined) continue;
    const { weight, first, second } = learned;
    const { stepSize, epsilon, keep } = adamScalars(rule, learned);
    const gradient = clip === undefined ? raw : tf.mul(raw, clip);
    first.assign(tf.add(tf.mul(first, BETA1), gradient));
    second.assign(tf.add(tf.mul(second, BETA2), tf.square(gradient)));
    const change = tf.mul(tf.div(first, tf.add(tf.sqrt(second), epsilon)), stepSize);
    weight.assign(tf.sub(tf.mul(weight, keep), change));
  }
}
