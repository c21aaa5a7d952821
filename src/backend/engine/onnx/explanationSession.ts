/** A trained network in ONNX Runtime that shows what in a picture speaks for a class. */
import type { Network } from "../../nn/network";
import { parameters } from "../../nn/parameters";
import { pictureShape, trace } from "../../nn/trace";
import { checkedWeight } from "../checkWeights";
import type { CompileOptions, Weights } from "../engine";
import { activationOf, CHOSEN, explanationGraph, MAPS } from "./explanationGraph";
import { inputLayout, INPUTS, inputTensor } from "./input";
import { engineError, runtime } from "./runtime";

export interface ExplanationSession {
  /** Of a map; far smaller than the picture. */
  readonly height: number;
  readonly width: number;
  /**
   * Grad-CAM's map [height, width] of the picture [size, size, 3], 0..255, for one of the logits:
   * the activation's channels, each weighed by the mean of its gradient, summed; what would be
   * negative is 0.
   */
  explain(picture: Uint8Array, logit: number): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** Compiles a whole network with its weights inside; on the processor, which is quick enough for one picture. */
export async function openExplanation(
  network: Network,
  weights: Weights,
  options: CompileOptions,
): Promise<ExplanationSession> {
  const loaded = await runtime();
  const graph = trace(network, options);
  const shapes = new Map(parameters(graph).map(({ name, shape }) => [name, shape]));
  const model = explanationGraph(graph, options, (g, name) => {
    const shape = shapes.get(name) ?? [];
    return g.weight(name, shape, checkedWeight(weights, { name, shape }));
  });
  const session = await loaded.create(model);
  const layout = inputLayout(graph, options);
  const [, height, width] = pictureShape(activationOf(graph));
  return {
    height,
    width,
    async explain(picture, logit) {
      const chosen = new Float32Array(options.classes);
      chosen[logit] = 1;
      const feeds = {
        [INPUTS]: inputTensor(loaded, layout, { inputs: picture, first: 0, count: 1 }),
        [CHOSEN]: new loaded.Tensor("float32", chosen, [1, options.classes]),
      };
      try {
        const { [MAPS]: maps } = await session.run(feeds);
        return maps?.data as Float32Array;
      } catch (error) {
        throw engineError(error);
      }
    },
    dispose: () => session.release(),
  };
}
