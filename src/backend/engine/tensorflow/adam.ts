/** The Adam update on TensorFlow's variables, as PyTorch's AdamW. */
import type { NamedTensorMap, Tensor, Variable } from "@tensorflow/tfjs-core";
import type { StepRule } from "../adam/adamArrays";
import type { Tf } from "./library";

/** A learned array with its moments, kept as sums: M = 0.9 M + g and V = 0.999 V + g g. */
export interface Learned {
  readonly weight: Variable;
  readonly first: Variable;
  readonly second: Variable;
  /** Of the learning rate. */
  readonly factor: number;
  /** Share of the learning rate that a weight loses of itself a step. */
  readonly decay: number;
}

/** torch.optim.Adam's defaults, and what clip_grad_norm_ adds to the norm. */
const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;
const NORM_EPSILON = 1e-6;

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
  const { step, learningRate, maxGradientNorm } = rule;
  const toMean = (1 - BETA1) / (1 - BETA1 ** step);
  const toRoot = Math.sqrt((1 - BETA2) / (1 - BETA2 ** step));
  const all = Object.values(gradients);
  const clip = maxGradientNorm === undefined ? undefined : clipFactor(tf, all, maxGradientNorm);
  for (const [name, { weight, first, second, factor, decay }] of arrays) {
    const raw = gradients[name];
    if (raw === undefined) continue;
    const gradient = clip === undefined ? raw : tf.mul(raw, clip);
    first.assign(tf.add(tf.mul(first, BETA1), gradient));
    second.assign(tf.add(tf.mul(second, BETA2), tf.square(gradient)));
    const rate = learningRate * factor;
    const root = tf.add(tf.sqrt(second), EPSILON / toRoot);
    const change = tf.mul(tf.div(first, root), (rate * toMean) / toRoot);
    weight.assign(tf.sub(tf.mul(weight, 1 - rate * decay), change));
  }
}
