/** Batch normalisation in training: statistics of the batch, running statistics, gradients in closed form. */
import { BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM } from "../../../nn/parameters";
import type { GraphBuilder, Value } from "../graphBuilder";
import type { Lowered, Tape } from "../tape";
import type { PictureShape } from "./window";

/** Statistics of a batch, each [1, channels, 1, 1]. */
export interface BatchStatistics {
  /** Numbers that each channel's statistics were taken over; a scalar. */
  readonly size: Value;
  readonly mean: Value;
  /** 1 / sqrt(variance + epsilon). */
  readonly inverse: Value;
}

/** A per-channel value [channels] as [1, channels, 1, 1]. */
export function perChannel(g: GraphBuilder, value: Value): Value {
  return g.reshape(value, 1, -1, 1, 1);
}

/** Mean and biased variance from sums, and the running statistics that they change. */
export function finishStatistics(
  tape: Tape,
  name: string,
  sums: {
    readonly mean: Value;
    readonly variance: Value;
    readonly size: Value;
    /** Added to the mean before it is tracked: what was left out of the values. */
    readonly trackedShift?: (mean: Value) => Value;
  },
): BatchStatistics {
  const { g } = tape;
  const { mean, size, trackedShift } = sums;
  const variance = g.node("Max", [sums.variance, g.scalar(0)]); // rounding may go below
  const inverse = g.div(g.scalar(1), root(g, g.add(variance, g.scalar(BATCH_NORM_EPSILON))));
  const unbiased = g.mul(variance, g.div(size, g.sub(size, g.scalar(1))));
  track(tape, `${name}.running_mean`, trackedShift ? trackedShift(mean) : mean);
  track(tape, `${name}.running_var`, unbiased);
  return { size, mean, inverse };
}

function root(g: GraphBuilder, x: Value): Value {
  return g.node("Sqrt", [x]);
}

function track(tape: Tape, name: string, value: Value): void {
  const { g } = tape;
  const kept = g.mul(tape.weight(name), g.scalar(1 - BATCH_NORM_MOMENTUM));
  const fresh = g.mul(g.reshape(value, -1), g.scalar(BATCH_NORM_MOMENTUM));
  tape.track(name, g.add(kept, fresh));
}

/** Statistics over batch, height and width: one pass for the sum, one for the sum of squares. */
export function batchStatistics(
  tape: Tape,
  name: string,
  values: {
    readonly x: Value;
    readonly shape: PictureShape;
    readonly trackedShift?: (mean: Value) => Value;
  },
): BatchStatistics {
  const { g } = tape;
  const { x, shape, trackedShift } = values;
  const size = g.mul(tape.count, g.scalar(shape[1] * shape[2]));
  const mean = g.div(g.sum(x, [0, 2, 3], "keep"), size);
  const squares = g.div(g.node("ReduceSumSquare", [x], { axes: [0, 2, 3], keepdims: 1 }), size);
  const variance = g.sub(squares, g.mul(mean, mean));
  return finishStatistics(tape, name, { mean, variance, size, trackedShift });
}

/**
 * The gradient of the normalised values' input, `scale * gradient + slope * x + offset` a channel:
 * scale * (gradient - mean(gradient) - xhat * mean(gradient * xhat)) with xhat = (x - mean) * inverse
 * (Ioffe and Szegedy, 2015), sorted by x.
 */
export interface InputGradient {
  readonly scale: Value;
  readonly slope: Value;
  readonly offset: Value;
}

/** From the sums over batch and pixels of the gradient, and of the gradient times x. */
export function normGradients(
  g: GraphBuilder,
  statistics: BatchStatistics,
  sums: { readonly scale: Value; readonly gradient: Value; readonly gradientTimesX: Value },
): InputGradient & { readonly weight: Value; readonly bias: Value } {
  const { mean, inverse, size } = statistics;
  const bias = sums.gradient;
  const weight = g.mul(g.sub(sums.gradientTimesX, g.mul(mean, bias)), inverse);
  const scale = g.mul(sums.scale, inverse);
  const slope = g.node("Neg", [g.div(g.mul(g.mul(scale, inverse), weight), size)]);
  const offset = g.node("Neg", [g.add(g.div(g.mul(scale, bias), size), g.mul(slope, mean))]);
  return { scale, slope, offset, weight, bias };
}

/** Batch normalisation by itself. */
export function batchNorm(
  tape: Tape,
  name: string,
  values: { readonly x: Value; readonly shape: PictureShape },
): Lowered {
  const { g } = tape;
  const { x } = values;
  const statistics = batchStatistics(tape, name, values);
  const weight = perChannel(g, tape.weight(`${name}.weight`));
  const bias = perChannel(g, tape.weight(`${name}.bias`));
  const scale = g.mul(weight, statistics.inverse);
  const shift = g.sub(bias, g.mul(statistics.mean, scale));
  return {
    output: g.add(g.mul(x, scale), shift),
    backward: (gradient) => {
      const parts = normGradients(g, statistics, {
        scale: weight,
        gradient: g.sum(gradient, [0, 2, 3], "keep"),
        gradientTimesX: g.sum(g.mul(gradient, x), [0, 2, 3], "keep"),
      });
      tape.learn(`${name}.weight`, g.reshape(parts.weight, -1));
      tape.learn(`${name}.bias`, g.reshape(parts.bias, -1));
      const dense = g.add(g.mul(x, parts.slope), parts.offset);
      return [g.add(g.mul(gradient, parts.scale), dense)];
    },
  };
}
