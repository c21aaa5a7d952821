/** A trained network in ONNX Runtime, ready to classify. */
import type { Network } from "../../nn/network";
import { parameters } from "../../nn/parameters";
import { trace } from "../../nn/trace";
import { checkedWeight } from "../checkWeights";
import type { CompileOptions, InferenceSession, Weights } from "../engine";
import { inferenceGraph } from "./inferenceGraph";
import { PIXELS } from "./input";
import { engineError, type Runtime } from "./runtime";
import { LOGITS } from "./trainingGraph";

/** Copies a batch's logits, since ONNX Runtime's own memory may be reused. */
export function logitsOf(results: Record<string, unknown>): Float32Array {
  const logits = results[LOGITS] as { readonly data: Float32Array } | undefined;
  if (logits === undefined) throw new TypeError("the model gave no logits");
  return Float32Array.from(logits.data);
}

/** Compiles with the weights inside, which ONNX Runtime then folds and lays out for its kernels. */
export async function inferenceSession(
  runtime: Runtime,
  network: Network,
  from: { readonly weights: Weights; readonly options: CompileOptions },
): Promise<InferenceSession> {
  const { weights, options } = from;
  const { imageSize: size } = options;
  const graph = trace(network, options);
  const shapes = new Map(parameters(graph).map(({ name, shape }) => [name, shape]));
  const model = inferenceGraph(graph, options, (g, name) => {
    const shape = shapes.get(name) ?? [];
    return g.weight(name, shape, checkedWeight(weights, { name, shape }));
  });
  const session = await runtime.create(model);
  return {
    outputs: graph.at(-1)?.shape[0] ?? 0,
    async infer(inputs, count) {
      const tensor = new runtime.Tensor("uint8", Uint8Array.from(inputs), [count, size, size, 3]);
      try {
        return logitsOf(await session.run({ [PIXELS]: tensor }));
      } catch (error) {
        throw engineError(error);
      }
    },
    dispose: () => session.release(),
  };
}
