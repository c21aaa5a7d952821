/** A trained network, or a part of it, in ONNX Runtime, ready for use. */
import type { Network } from "../../nn/network";
import { elementCount, parameters } from "../../nn/parameters";
import { trace } from "../../nn/trace";
import { checkedWeight } from "../checkWeights";
import type { CompileOptions, Inputs, InferenceSession, Weights } from "../engine";
import { inferenceGraph, OUTPUTS, outputSize } from "./inferenceGraph";
import { type InputLayout, inputLayout, INPUTS, inputTensor } from "./input";
import { engineError, type Feeds, type Runtime, type RuntimeSession } from "./runtime";

/** So many numbers go through the graph at once, 32 pictures of 128 pixels a side: enough to be quick, little memory. */
const NUMBERS_A_RUN = 32 * 128 * 128 * 3;

/** Runs the inference graph over all pictures, some at a time; gives [count, outputs]. */
export async function inferAll(
  runtime: Runtime,
  compiled: {
    readonly session: RuntimeSession;
    readonly layout: InputLayout;
    readonly outputs: number;
    /** What the graph reads beside the pictures: the arrays that are not inside it. */
    readonly arrays?: Feeds;
  },
  given: { readonly inputs: Inputs; readonly count: number },
): Promise<Float32Array> {
  const { session, layout, outputs, arrays } = compiled;
  const { inputs, count: all } = given;
  const results = new Float32Array(all * outputs);
  const most = Math.max(1, Math.floor(NUMBERS_A_RUN / elementCount(layout.dims)));
  for (let first = 0; first < all; first += most) {
    const count = Math.min(most, all - first);
    const feeds = { ...arrays, [INPUTS]: inputTensor(runtime, layout, { inputs, first, count }) };
    try {
      const { [OUTPUTS]: rows } = await session.run(feeds);
      results.set(rows?.data as Float32Array, first * outputs);
    } catch (error) {
      throw engineError(error);
    }
  }
  return results;
}

/** Compiles with the weights inside, which ONNX Runtime then folds and lays out for its kernels. */
export async function inferenceSession(
  runtime: Runtime,
  network: Network,
  from: { readonly weights: Weights; readonly options: CompileOptions },
): Promise<InferenceSession> {
  const { weights, options } = from;
  const graph = trace(network, options);
  const shapes = new Map(parameters(graph).map(({ name, shape }) => [name, shape]));
  const model = inferenceGraph(graph, options, (g, name) => {
    const shape = shapes.get(name) ?? [];
    return g.weight(name, shape, checkedWeight(weights, { name, shape }));
  });
  const session = await runtime.create(model);
  const compiled = { session, layout: inputLayout(graph, options), outputs: outputSize(graph) };
  return {
    outputs: compiled.outputs,
    infer: (inputs, count) => inferAll(runtime, compiled, { inputs, count }),
    dispose: () => session.release(),
  };
}
