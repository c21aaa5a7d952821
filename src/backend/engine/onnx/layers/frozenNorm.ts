/** Batch normalisation by running statistics, which stay as they are: torch.nn.BatchNorm2d after eval(). */
import { BATCH_NORM_EPSILON } from "../../../nn/parameters";
import type { Operation } from "../../../nn/trace";
import type { GraphBuilder, Value } from "../graphBuilder";
import type { Lowered, Tape } from "../tape";
import { convolve, inputGradient, weightGradient } from "./convolution";
import { perChannel } from "./normalisation";
import type { Convolution, PictureShape } from "./window";

/** What a normalisation does to a channel, times `scale`, plus `shift`; each [channels]. */
interface Affine {
  readonly scale: Value;
  readonly shift: Value;
  /** 1 / sqrt(running variance + epsilon). */
  readonly inverse: Value;
  readonly mean: Value;
}

/** From the arrays of that name, which `array` gives. */
export function runningAffine(
  g: GraphBuilder,
  name: string,
  array: (name: string) => Value,
): Affine {
  const variance = g.add(array(`${name}.running_var`), g.scalar(BATCH_NORM_EPSILON));
  const inverse = g.div(g.scalar(1), g.node("Sqrt", [variance]));
  const scale = g.mul(array(`${name}.weight`), inverse);
  const mean = array(`${name}.running_mean`);
  const shift = g.sub(array(`${name}.bias`), g.mul(mean, scale));
  return { scale, shift, inverse, mean };
}

/** Hands over the norm's gradients, from the sums over batch and pixels of the gradient and of it times the input. */
function learnNorm(
  tape: Tape,
  name: string,
  sums: { readonly affine: Affine; readonly gradient: Value; readonly gradientTimesX: Value },
): void {
  const { g } = tape;
  const { affine, gradient, gradientTimesX } = sums;
  const centred = g.sub(gradientTimesX, g.mul(affine.mean, gradient));
  tape.learn(`${name}.weight`, g.mul(centred, affine.inverse));
  tape.learn(`${name}.bias`, gradient);
}

/** The normalisation by itself. */
export function frozenNorm(tape: Tape, name: string, x: Value): Lowered {
  const { g } = tape;
  const affine = runningAffine(g, name, (array) => tape.weight(array));
  const scale = perChannel(g, affine.scale);
  return {
    output: g.add(g.mul(x, scale), perChannel(g, affine.shift)),
    backward: (gradient, wanted) => {
      learnNorm(tape, name, {
        affine,
        gradient: g.sum(gradient, [0, 2, 3], "drop"),
        gradientTimesX: g.sum(g.mul(gradient, x), [0, 2, 3], "drop"),
      });
      return [wanted ? g.mul(gradient, scale) : undefined];
    },
  };
}

/** A convolution that only such a normalisation reads. */
export interface FoldedConvolution {
  readonly convolution: Convolution;
  readonly norm: Extract<Operation, { kind: "batchNorm" }>;
  readonly input: PictureShape;
  readonly output: PictureShape;
}

/**
 * Both as one convolution, of the kernel times the scale. Nothing is left to do a pixel: the sum over
 * pixels of gradient times z, which the norm's weight learns from, is the kernel times its gradient,
 * because z is linear in the kernel.
 */
export function foldedConvolution(tape: Tape, block: FoldedConvolution, x: Value): Lowered {
  const { g } = tape;
  const { convolution, norm, input, output } = block;
  const { name } = convolution;
  const kernel = tape.weight(`${name}.weight`);
  const affine = runningAffine(g, norm.name, (array) => tape.weight(array));
  const bias = convolution.bias ? tape.weight(`${name}.bias`) : undefined;
  const scale = g.reshape(affine.scale, -1, 1, 1, 1);
  const weight = g.mul(kernel, scale);
  const shift = bias === undefined ? affine.shift : g.add(affine.shift, g.mul(bias, affine.scale));
  return {
    output: convolve(g, convolution, { x, weight, bias: shift }),
    backward: (gradient, wanted) => {
      const total = g.sum(gradient, [0, 2, 3], "drop");
      const ofKernel = weightGradient(g, convolution, { x, gradient, input, output });
      tape.learn(`${name}.weight`, g.mul(ofKernel, scale));
      if (bias !== undefined) tape.learn(`${name}.bias`, g.mul(total, affine.scale));
      const timesKernel = g.sum(g.mul(ofKernel, kernel), [1, 2, 3], "drop");
      const timesZ = bias === undefined ? timesKernel : g.add(timesKernel, g.mul(bias, total));
      learnNorm(tape, norm.name, { affine, gradient: total, gradientTimesX: timesZ });
      if (!wanted) return [undefined];
      return [inputGradient(g, convolution, { gradient, weight, input })];
    },
  };
}
