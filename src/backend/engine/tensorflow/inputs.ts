/** What goes into a network, as TensorFlow's tensors. */
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import type { CompileOptions, Inputs } from "../engine";
import type { Tf } from "./library";

/** Pictures as normalised [count, size, size, 3], or features [count, features] for a head. */
export function inputTensor(
  tf: Tf,
  { imageSize: size, statistics }: CompileOptions,
  inputs: Inputs,
  count: number,
): Tensor {
  if (inputs instanceof Float32Array) return tf.tensor(inputs, [count, inputs.length / count]);
  const bytes = tf.tensor<Tensor4D["rankType"]>(inputs, [count, size, size, 3], "int32");
  const scaled = tf.mul(bytes, tf.tensor(statistics.std.map((std) => 1 / (255 * std))));
  const shift = statistics.mean.map((mean, channel) => -mean / (statistics.std[channel] ?? 1));
  return tf.add(scaled, tf.tensor(shift));
}
