/** Batch normalisation on TensorFlow's tensors, with its gradient in closed form. */
import type { GradSaveFunc, Tensor, Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";
import { BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM } from "../../nn/parameters";
import type { Tf } from "./library";

/** Normalises pictures by the arrays of that name. */
export type Normalise = (x: Tensor4D, name: string) => Tensor4D;

type ArrayOf = (name: string) => Tensor;

/** Everything but channels. */
const OTHERS = [0, 1, 2];

/** By running statistics, which stay as they are. */
export function normaliseByRunning(tf: Tf, array: ArrayOf): Normalise {
  return (x, name) => {
    const variance = tf.add(array(`${name}.running_var`), BATCH_NORM_EPSILON);
    const scale = tf.mul(array(`${name}.weight`), tf.rsqrt(variance));
    const shift = tf.sub(array(`${name}.bias`), tf.mul(array(`${name}.running_mean`), scale));
    return tf.add(tf.mul(x, scale), shift);
  };
}

/**
 * By the batch's statistics. `track` is given mean and unbiased variance, [channels] each, which are
 * disposed with the step.
 *
 * TensorFlow would differentiate mean and variance operation by operation, keeping half a dozen
 * tensors of the pictures' size. The closed form (Ioffe and Szegedy, 2015) keeps x alone:
 * dx = weight * inverse * (dy - mean(dy) - xhat * mean(dy * xhat)), xhat = (x - mean) * inverse.
 */
export function normaliseByBatch(
  tf: Tf,
  array: ArrayOf,
  track: (name: string, statistics: { mean: Tensor; variance: Tensor }) => void,
): Normalise {
  return (x, name) => {
    const { mean, variance } = tf.moments(x, OTHERS);
    const size = x.size / x.shape[3];
    track(name, { mean, variance: tf.mul(variance, size / (size - 1)) });
    const inverse = tf.rsqrt(tf.add(variance, BATCH_NORM_EPSILON));
    const normalised = tf.customGrad((...inputs) => {
      const [input, weight, bias] = inputs as [Tensor4D, Tensor1D, Tensor1D];
      const save = inputs[3] as unknown as GradSaveFunc;
      save([input, weight, mean, inverse]); // what is not saved is gone when going back
      const scale = tf.mul(weight, inverse);
      const value = tf.add(tf.mul(input, scale), tf.sub(bias, tf.mul(mean, scale)));
      const gradFunc = (dy: Tensor, saved: Tensor[]) => {
        const [x0, weight0, mean0, inverse0] = saved as [Tensor4D, Tensor1D, Tensor1D, Tensor1D];
        const centred = tf.mul(tf.sub(x0, mean0), inverse0);
        const biasGradient = tf.sum(dy, OTHERS);
        const weightGradient = tf.sum(tf.mul(dy, centred), OTHERS);
        const dense = tf.add(
          tf.mul(centred, tf.div(weightGradient, size)),
          tf.div(biasGradient, size),
        );
        const inputGradient = tf.mul(tf.sub(dy, dense), tf.mul(weight0, inverse0));
        return [inputGradient, weightGradient, biasGradient];
      };
      return { value, gradFunc };
    });
    return normalised(x, array(`${name}.weight`), array(`${name}.bias`)) as Tensor4D;
  };
}

/** The running statistic after a batch, as torch.nn.BatchNorm2d's momentum 0.1 has it. */
export function tracked(tf: Tf, before: Tensor, batch: Tensor): Tensor {
  return tf.add(tf.mul(before, 1 - BATCH_NORM_MOMENTUM), tf.mul(batch, BATCH_NORM_MOMENTUM));
}
