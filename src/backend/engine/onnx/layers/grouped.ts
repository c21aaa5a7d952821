/** What the gradients of grouped convolutions, depthwise ones above all, need beside those of ordinary ones. */
import type { GraphBuilder, Value } from "../graphBuilder";
import type { Convolution, WeightGradientValues } from "./window";

/** [out, in / groups, k, k] to [in, out / groups, k, k]: input and output change places within each group. */
export function swapChannels(
  g: GraphBuilder,
  { groups, kernel, out }: Convolution,
  values: { readonly weight: Value; readonly channels: number },
): Value {
  const { weight, channels } = values;
  if (groups === 1) return g.transpose(weight, 1, 0, 2, 3);
  const [outEach, inEach] = [out / groups, channels / groups];
  if (outEach === 1 && inEach === 1) return weight;
  const apart = g.reshape(weight, groups, outEach, inEach, kernel, kernel);
  return g.reshape(g.transpose(apart, 0, 2, 1, 3, 4), channels, outEach, kernel, kernel);
}

/**
 * The weight's gradient [out, in / groups, k, k] as one convolution, whose kernel is the output's
 * gradient: the pictures are its input channels, over which it sums, and the places that the kernel
 * slides to are the taps. What was the stride is the dilation.
 */
export function groupedWeightGradient(
  g: GraphBuilder,
  operation: Convolution,
  values: WeightGradientValues,
): Value {
  const { groups, kernel, stride, padding } = operation;
  const [channels, size] = values.input;
  const [, windows] = values.output;
  const each = channels / groups;
  const apart = g.reshape(values.x, 0, groups, each, size, size);
  const x = g.reshape(g.transpose(apart, 2, 1, 0, 3, 4), each, -1, size, size);
  const gradient = g.transpose(values.gradient, 1, 0, 2, 3); // [out, batch, windows, windows]
  // the last window may have needed less padding than there was, or left pixels over
  const end = kernel + stride * (windows - 1) - size - padding;
  const product = g.node("Conv", [x, gradient], {
    kernel_shape: [windows, windows],
    dilations: [stride, stride],
    pads: [padding, padding, Math.max(end, 0), Math.max(end, 0)],
    group: groups,
  });
  const taps = end < 0 ? g.slice(product, [2, 3], [0, 0], [kernel, kernel]) : product;
  return g.transpose(taps, 1, 0, 2, 3);
}
