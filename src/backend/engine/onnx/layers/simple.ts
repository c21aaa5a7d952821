/** The layers whose gradients are a line or two: ReLU, pooling, linear, dropout, add, flatten. */
import { elementCount } from "../../../nn/parameters";
import type { GraphBuilder, Value } from "../graphBuilder";
import type { Lowered, Tape } from "../tape";
import { type PictureShape, type Window, windowOf } from "./window";

/** HardSigmoid with this slope is a step: 0 at 0, and 1 for all that is not denormal. */
const STEEP = 1e38;

/** Where ReLU6 ends. */
const SIX = 6;

/** The gradient where the ReLU's output is positive, else 0; two passes instead of a comparison's three. */
export function whereActive(g: GraphBuilder, output: Value, gradient: Value): Value {
  const active = g.node("HardSigmoid", [output], { alpha: { float: STEEP }, beta: { float: 0 } });
  return g.mul(gradient, active);
}

export function relu(g: GraphBuilder, x: Value): Lowered {
  const output = g.node("Relu", [x]);
  return { output, backward: (gradient) => [whereActive(g, output, gradient)] };
}

/** The gradient where the output y is strictly between 0 and 6, as PyTorch has it: where y (6 - y) is positive. */
export function relu6(g: GraphBuilder, x: Value): Lowered {
  const output = clip6(g, x);
  return {
    output,
    backward: (gradient) => {
      const inside = g.mul(output, g.sub(g.scalar(SIX), output));
      return [whereActive(g, inside, gradient)];
    },
  };
}

/** min(max(x, 0), 6). */
export function clip6(g: GraphBuilder, x: Value): Value {
  return g.node("Clip", [x, g.scalar(0), g.scalar(SIX)]);
}

/** Max pooling; where windows overlap, gradients are added. */
export function maxPool(
  g: GraphBuilder,
  x: Value,
  window: Window & { readonly input: PictureShape },
): Lowered {
  const { kernel, stride, padding, input } = window;
  const [output, indices] = g.pair("MaxPool", [x], windowOf(window));
  const covers = input[1] % stride === 0 && input[2] % stride === 0;
  const apart = kernel === stride && padding === 0 && covers;
  return {
    output,
    backward: (gradient) => {
      if (apart) return [g.node("MaxUnpool", [gradient, indices], windowOf(window))];
      const shape = g.node("Shape", [x]);
      const zeros = g.node("ConstantOfShape", [g.reshape(g.node("Size", [x]), 1)]);
      const inputs = [zeros, g.reshape(indices, -1), g.reshape(gradient, -1)];
      const flat = g.node("ScatterElements", inputs, { axis: 0, reduction: "add" });
      return [g.node("Reshape", [flat, shape])];
    },
  };
}

/** [batch, channels, height, width] to [batch, channels]. */
export function globalAvgPool(g: GraphBuilder, x: Value, shape: PictureShape): Lowered {
  const [, height, width] = shape;
  const pixels = height * width;
  return {
    output: g.div(g.sum(x, [2, 3], "drop"), g.scalar(pixels)),
    backward: (gradient) => {
      const share = g.floats(Array<number>(pixels).fill(1 / pixels), [1, 1, height, width]);
      return [g.mul(g.node("Unsqueeze", [gradient, g.ints(2, 3)]), share)];
    },
  };
}

/** Sums two values, of which both get the gradient. */
export function add(g: GraphBuilder, a: Value, b: Value): Lowered {
  return { output: g.add(a, b), backward: (gradient) => [gradient, gradient] };
}

export function flatten(g: GraphBuilder, x: Value, shape: readonly number[]): Lowered {
  return {
    output: g.reshape(x, -1, elementCount(shape)),
    backward: (gradient) => [g.reshape(gradient, -1, ...shape)],
  };
}

export function dropout(
  tape: Tape,
  x: Value,
  options: { features: number; rate: number },
): Lowered {
  const { g } = tape;
  const mask = tape.dropoutMask(options.features, options.rate);
  return { output: g.mul(x, mask), backward: (gradient) => [g.mul(gradient, mask)] };
}

/** x [batch, in] times the weight [out, in] transposed, plus the bias. */
export function linear(tape: Tape, name: string, x: Value): Lowered {
  const { g } = tape;
  const weight = tape.weight(`${name}.weight`);
  return {
    output: g.node("Gemm", [x, weight, tape.weight(`${name}.bias`)], { transB: 1 }),
    backward: (gradient, wanted) => {
      tape.learn(`${name}.weight`, g.node("Gemm", [gradient, x], { transA: 1 }));
      tape.learn(`${name}.bias`, g.sum(gradient, [0], "drop"));
      return [wanted ? g.node("Gemm", [gradient, weight]) : undefined];
    },
  };
}
