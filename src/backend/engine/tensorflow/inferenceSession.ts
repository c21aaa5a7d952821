/** A trained network in TensorFlow, ready to classify. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Network } from "../../nn/network";
import { parameters } from "../../nn/parameters";
import { featureCount, trace } from "../../nn/trace";
import { checkedWeight } from "../checkWeights";
import type { CompileOptions, InferenceSession, Weights } from "../engine";
import { layoutOf } from "./arrays";
import { normaliseByRunning } from "./batchNorm";
import { inputTensor } from "./inputs";
import type { Tf } from "./library";
import { runNetwork } from "./runNetwork";
import { TensorOps } from "./tensorOps";

/** Puts the weights where TensorFlow computes; they stay there until the session is disposed. */
export function inferenceSession(
  tf: Tf,
  network: Network,
  from: { readonly weights: Weights; readonly options: CompileOptions },
): InferenceSession {
  const { weights, options } = from;
  const graph = trace(network, options);
  const layout = layoutOf(tf, graph);
  const tensors = new Map<string, Tensor>(
    parameters(graph).map((spec) => [
      spec.name,
      layout.toTensor(spec, checkedWeight(weights, spec)),
    ]),
  );
  const array = (name: string): Tensor => {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new TypeError(`the network has no array ${name}`);
    return tensor;
  };
  const ops = new TensorOps(tf, { array, normalise: normaliseByRunning(tf, array) });
  return {
    outputs:
      options.part === "backbone" ? featureCount(network, options.imageSize) : options.classes,
    async infer(inputs, count) {
      const result = tf.tidy(() =>
        runNetwork(network, options, { ops, x: inputTensor(tf, options, inputs, count) }),
      );
      const data = await result.data<"float32">();
      result.dispose();
      return Float32Array.from(data);
    },
    dispose() {
      for (const tensor of tensors.values()) tensor.dispose();
      return Promise.resolve();
    },
  };
}
