/**
 * Convolution, batch normalisation, ReLU and max pooling as one layer.
 *
 * Normalisation (by a scale that is not negative) and ReLU keep the order of numbers, so the maximum
 * can be taken first: they then work on a quarter of the numbers. A negative scale is made positive by
 * turning the sign of its channel's kernel. The gradient of pooling is sparse, the rest of it is
 * `slope * z + offset` a channel.
 */
import type { Operation } from "../../../nn/trace";
import type { GraphBuilder, Value } from "../graphBuilder";
import type { Lowered, Tape } from "../tape";
import {
  convolve,
  inputGradient,
  isNarrow,
  timesTransposed,
  unfold,
  weightGradient,
} from "./convolution";
import {
  batchStatistics,
  type BatchStatistics,
  finishStatistics,
  type InputGradient,
  normGradients,
  perChannel,
} from "./normalisation";
import { whereActive } from "./simple";
import type { Convolution, PictureShape } from "./window";

export interface PooledBlock {
  readonly convolution: Convolution;
  readonly norm: Extract<Operation, { kind: "batchNorm" }>;
  readonly pool: Extract<Operation, { kind: "maxPool" }>;
  readonly input: PictureShape;
  /** Before pooling. */
  readonly output: PictureShape;
}

/** Sums over the patches of all pictures: what a narrow convolution's statistics follow from. */
interface PatchSums {
  /** [batch, patch, pixels]. */
  readonly patches: Value;
  /** [patch, patch]: products of patch entries. */
  readonly products: Value;
  /** [patch, 1]. */
  readonly totals: Value;
}

function patchSums(g: GraphBuilder, block: PooledBlock, x: Value): PatchSums {
  const { convolution, input, output } = block;
  const patches = unfold(g, convolution, { x, input, output });
  const products = g.sum(timesTransposed(g, patches, patches), [0], "drop");
  const totals = g.reshape(g.sum(patches, [0, 2], "drop"), -1, 1);
  return { patches, products, totals };
}

/** 1 or -1 by the sign of each number; 1 for 0. */
function signOf(g: GraphBuilder, x: Value): Value {
  const sign = g.node("Sign", [x]);
  return g.add(sign, g.sub(g.scalar(1), g.node("Abs", [sign])));
}

/** The statistics of `kernel * patches` without a look at it: z is linear in the patches. */
function statisticsFromPatches(
  tape: Tape,
  block: PooledBlock,
  values: { readonly sums: PatchSums; readonly kernel: Value; readonly shift: Shift },
): BatchStatistics {
  const { g } = tape;
  const { sums, kernel, shift } = values;
  const [, height, width] = block.output;
  const size = g.mul(tape.count, g.scalar(height * width));
  const centre = g.div(sums.totals, size); // [patch, 1]
  const covariance = g.sub(g.div(sums.products, size), timesTransposed(g, centre, centre));
  const spread = g.mul(g.node("MatMul", [kernel, covariance]), kernel);
  return finishStatistics(tape, block.norm.name, {
    size,
    mean: perChannel(g, g.node("MatMul", [kernel, centre])),
    variance: perChannel(g, g.sum(spread, [1], "drop")),
    trackedShift: shift,
  });
}

type Shift = (mean: Value) => Value;

/** The whole block; a bias before a normalisation changes nothing but the tracked mean: its gradient is zero. */
export function pooledBlock(tape: Tape, block: PooledBlock, x: Value): Lowered {
  const { g } = tape;
  const { convolution, norm, pool, input, output } = block;
  const gamma = tape.weight(`${norm.name}.weight`);
  const sign = signOf(g, gamma);
  const byOutput = g.reshape(sign, -1, 1, 1, 1);
  const weight = g.mul(tape.weight(`${convolution.name}.weight`), byOutput);
  const z = convolve(g, convolution, { x, weight });

  const shift: Shift = (mean) => {
    const unsigned = g.mul(mean, perChannel(g, sign));
    if (!convolution.bias) return unsigned;
    return g.add(unsigned, perChannel(g, tape.weight(`${convolution.name}.bias`)));
  };
  const sums = isNarrow(convolution, input) ? patchSums(g, block, x) : undefined;
  const kernel = g.reshape(weight, convolution.out, -1);
  const statistics =
    sums === undefined
      ? batchStatistics(tape, norm.name, { x: z, shape: output, trackedShift: shift })
      : statisticsFromPatches(tape, block, { sums, kernel, shift });

  const window = { kernel_shape: [pool.kernel, pool.kernel], strides: [pool.stride, pool.stride] };
  const [pooled, indices] = g.pair("MaxPool", [z], window);
  const absolute = perChannel(g, g.node("Abs", [gamma]));
  const scale = g.mul(absolute, statistics.inverse);
  const bias = perChannel(g, tape.weight(`${norm.name}.bias`));
  const offset = g.sub(bias, g.mul(statistics.mean, scale));
  const result = g.node("Relu", [g.add(g.mul(pooled, scale), offset)]);

  /** The gradient of z where a maximum was taken, and zero elsewhere. */
  const unpool = (gradient: Value) => g.node("MaxUnpool", [gradient, indices], window);
  const dense = (sparse: Value, parts: InputGradient) =>
    g.add(sparse, g.add(g.mul(z, parts.slope), parts.offset));

  return {
    output: result,
    backward: (gradient, wanted) => {
      const active = whereActive(g, result, gradient);
      const parts = normGradients(g, statistics, {
        scale: absolute,
        gradient: g.sum(active, [0, 2, 3], "keep"),
        gradientTimesX: g.sum(g.mul(active, pooled), [0, 2, 3], "keep"),
      });
      tape.learn(`${norm.name}.weight`, g.mul(g.reshape(parts.weight, -1), sign));
      tape.learn(`${norm.name}.bias`, g.reshape(parts.bias, -1));
      const sparse = unpool(g.mul(active, parts.scale));
      const learn = (ofKernel: Value) => {
        tape.learn(`${convolution.name}.weight`, g.mul(ofKernel, byOutput));
      };
      if (sums !== undefined && !wanted) {
        learn(gradientFromPatches(g, block, { sums, kernel, sparse, parts }));
        return [undefined];
      }
      const full = dense(sparse, parts);
      learn(weightGradient(g, convolution, { x, gradient: full, input, output }));
      if (!wanted) return [undefined];
      return [inputGradient(g, convolution, { gradient: full, weight, input })];
    },
  };
}

/**
 * The kernel's gradient, (sparse + slope * z + offset) * patches transposed, without the dense part
 * being made: z * patches transposed is kernel * products.
 */
function gradientFromPatches(
  g: GraphBuilder,
  block: PooledBlock,
  values: {
    readonly sums: PatchSums;
    readonly kernel: Value;
    readonly sparse: Value;
    readonly parts: InputGradient;
  },
): Value {
  const { sums, kernel, sparse, parts } = values;
  const { out, kernel: side } = block.convolution;
  const rows = g.reshape(sparse, 0, out, -1);
  const fromSparse = g.sum(timesTransposed(g, rows, sums.patches), [0], "drop");
  const slope = g.reshape(parts.slope, -1, 1);
  const fromSlope = g.mul(slope, g.node("MatMul", [kernel, sums.products]));
  const fromOffset = g.mul(g.reshape(parts.offset, -1, 1), g.reshape(sums.totals, 1, -1));
  const total = g.add(fromSparse, g.add(fromSlope, fromOffset));
  return g.reshape(total, out, block.input[0], side, side);
}
