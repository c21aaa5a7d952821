/** Convolution and its two gradients, as the operators that ONNX Runtime's CPU kernels are fastest at. */
import type { GraphBuilder, Value } from "../graphBuilder";
import type { Lowered, Tape } from "../tape";
import { groupedWeightGradient, swapChannels } from "./grouped";
import {
  type Convolution,
  groupsOf,
  type PictureShape,
  type WeightGradientValues,
  windowOf,
} from "./window";

/** Below so many rows, a picture's unfolded patches are one small matrix: one product for all taps. */
const UNFOLD_BELOW_ROWS = 160;

/** Convolves; `bias` is a value [out] or absent. */
export function convolve(
  g: GraphBuilder,
  operation: Convolution,
  inputs: { readonly x: Value; readonly weight: Value; readonly bias?: Value },
): Value {
  const { x, weight, bias } = inputs;
  const values = bias === undefined ? [x, weight] : [x, weight, bias];
  return g.node("Conv", values, { ...windowOf(operation), ...groupsOf(operation) });
}

/** The kernel of the gradient's convolution: input and output swapped, turned by 180 degrees. */
function turned(
  g: GraphBuilder,
  operation: Convolution,
  values: { readonly weight: Value; readonly channels: number },
): Value {
  const swapped = swapChannels(g, operation, values);
  const { kernel } = operation;
  if (kernel === 1) return swapped;
  const rows = g.reshape(swapped, -1, kernel * kernel);
  const backwards = g.node("MatMul", [rows, diagonal(g, kernel * kernel, "backwards")]);
  return g.reshape(backwards, values.channels, -1, kernel, kernel);
}

/**
 * The unit matrix, or its mirror image: a product with it reorders numbers (each is times one, plus
 * zeros) many times as fast as operators that copy them one by one.
 */
function diagonal(g: GraphBuilder, size: number, order: "forwards" | "backwards"): Value {
  const columnOf = (row: number) => (order === "forwards" ? row : size - 1 - row);
  const cells = Array.from({ length: size * size }, (_, cell) =>
    cell % size === columnOf(Math.floor(cell / size)) ? 1 : 0,
  );
  return g.floats(cells, [size, size]);
}

/** The gradient of a convolution's input, from that of its output. */
export function inputGradient(
  g: GraphBuilder,
  operation: Convolution,
  values: { readonly gradient: Value; readonly weight: Value; readonly input: PictureShape },
): Value {
  const { kernel, stride, padding } = operation;
  const { gradient, weight, input } = values;
  if (stride === 1) {
    const border = kernel - 1 - padding;
    const full = { ...operation, padding: border };
    const kernelBack = turned(g, operation, { weight, channels: input[0] });
    return convolve(g, full, { x: gradient, weight: kernelBack });
  }
  // The rows and columns at the end that no window reached still have a gradient: zero.
  const outputPadding = (input[1] + 2 * padding - kernel) % stride;
  return g.node("ConvTranspose", [gradient, weight], {
    ...windowOf(operation),
    ...groupsOf(operation),
    output_padding: [outputPadding, outputPadding],
  });
}

/** For each tap of the kernel, the input pixels [batch, in, height, width] that it multiplied. */
function taps(
  g: GraphBuilder,
  operation: Convolution,
  values: { readonly x: Value; readonly output: PictureShape },
): Value[] {
  const { kernel, stride, padding: p } = operation;
  const [, height, width] = values.output;
  const x = p === 0 ? values.x : g.node("Pad", [values.x, g.ints(0, 0, p, p, 0, 0, p, p)]);
  if (kernel === 1 && stride === 1 && p === 0) return [x];
  return Array.from({ length: kernel * kernel }, (_, tap) => {
    const [top, left] = [Math.floor(tap / kernel), tap % kernel];
    const ends = [top + stride * (height - 1) + 1, left + stride * (width - 1) + 1];
    return g.slice(x, [2, 3], [top, left], ends, [stride, stride]);
  });
}

/**
 * The patches of each picture as a matrix [batch, in * k * k, height * width], rows ordered by
 * channel, then tap, as a weight's are.
 */
export function unfold(
  g: GraphBuilder,
  operation: Convolution,
  values: { readonly x: Value; readonly input: PictureShape; readonly output: PictureShape },
): Value {
  const [channels] = values.input;
  const columns = taps(g, operation, values).map((tap) => g.reshape(tap, 0, channels, 1, -1));
  const [only] = columns;
  const stacked =
    columns.length === 1 && only !== undefined ? only : g.node("Concat", columns, { axis: 2 });
  return g.reshape(stacked, 0, channels * columns.length, -1);
}

/** Whether the convolution's patches are so few that unfolding them is the quickest way. */
export function isNarrow({ kernel }: Convolution, [channels]: PictureShape): boolean {
  return channels * kernel * kernel <= UNFOLD_BELOW_ROWS;
}

/** Multiplies [.., rows, n] by [.., columns, n] transposed. */
export function timesTransposed(g: GraphBuilder, a: Value, b: Value): Value {
  return g.node("FusedMatMul", [a, b], { transB: 1 }, "com.microsoft");
}

/** The gradient of a convolution's weight: [out, in / groups, k, k]. */
export function weightGradient(
  g: GraphBuilder,
  operation: Convolution,
  values: WeightGradientValues,
): Value {
  const { out, kernel, groups } = operation;
  const { x, gradient, input, output } = values;
  if (groups > 1) return groupedWeightGradient(g, operation, values);
  const [channels, height, width] = input;
  const pixels = output[1] * output[2];
  if (isNarrow(operation, input)) {
    const rows = g.reshape(gradient, 0, out, -1);
    const product = timesTransposed(g, rows, unfold(g, operation, values));
    return g.reshape(g.sum(product, [0], "drop"), out, channels, kernel, kernel);
  }
  // A product a picture, summed, writes out * in numbers a picture and tap; one product over all
  // pictures needs both sides with channels first, which is a pass over each. The cheaper is taken.
  const summing = kernel * kernel * out * channels;
  const turning = channels * height * width + out * pixels;
  const products =
    summing < turning
      ? taps(g, operation, { x, output }).map((tap) => {
          const product = timesTransposed(
            g,
            g.reshape(gradient, 0, out, -1),
            g.reshape(tap, 0, channels, -1),
          );
          return g.sum(product, [0], "keep");
        })
      : channelsFirst(g, operation, values);
  const [only] = products;
  if (products.length === 1 && only !== undefined) return g.reshape(only, out, channels, 1, 1);
  const stacked = g.reshape(g.node("Concat", products, { axis: 0 }), products.length, -1);
  const unit = diagonal(g, products.length, "forwards");
  const tapsLast = g.node("FusedMatMul", [stacked, unit], { transA: 1 }, "com.microsoft");
  return g.reshape(tapsLast, out, channels, kernel, kernel);
}

/** The product for each tap, [1, out, in], with the batch as a part of the pixels. */
function channelsFirst(
  g: GraphBuilder,
  operation: Convolution,
  values: { readonly x: Value; readonly gradient: Value; readonly output: PictureShape },
): Value[] {
  const { x, gradient, output } = values;
  const rows = g.reshape(g.transpose(gradient, 1, 0, 2, 3), operation.out, -1);
  const turnedX = g.transpose(x, 1, 0, 2, 3); // [in, batch, height, width]
  return taps(g, operation, { x: turnedX, output }).map((tap) => {
    const columns = g.reshape(tap, 0, -1);
    const product = g.node("Gemm", [rows, columns], { transB: 1 });
    return g.node("Unsqueeze", [product, g.ints(0)]);
  });
}

/** A convolution by itself. */
export function convolution(
  tape: Tape,
  operation: Convolution,
  values: {
    readonly x: Value;
    readonly input: PictureShape;
    readonly output: PictureShape;
    /** False for a bias that is only read. */
    readonly learnsBias: boolean;
  },
): Lowered {
  const { g } = tape;
  const { name, bias } = operation;
  const weight = tape.weight(`${name}.weight`);
  const added = bias ? { bias: tape.weight(`${name}.bias`) } : {};
  return {
    output: convolve(g, operation, { x: values.x, weight, ...added }),
    backward: (gradient, wanted) => {
      tape.learn(`${name}.weight`, weightGradient(g, operation, { ...values, gradient }));
      if (values.learnsBias) tape.learn(`${name}.bias`, g.sum(gradient, [0, 2, 3], "drop"));
      if (!wanted) return [undefined];
      return [inputGradient(g, operation, { gradient, weight, input: values.input })];
    },
  };
}
