/**
 * One side of the comparison with TensorFlow.js: times training steps or inference, and prints JSON.
 * Both sides run the same network by Pupil's own lowerings, so that only the runtime differs.
 *
 * usage: node --import tsx bench/tfjs/side.ts onnx|wasm|cpu train|infer NETWORK BATCH SIZE CALLS
 */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import { inferenceSession as onnxInference } from "../../src/backend/engine/onnx/inferenceSession";
import { runtime } from "../../src/backend/engine/onnx/runtime";
import { trainingSession as onnxTraining } from "../../src/backend/engine/trainingSession";
import { inferenceSession } from "../../src/backend/engine/tensorflow/inferenceSession";
import { trainingSession } from "../../src/backend/engine/tensorflow/trainingSession";
import { initialise } from "../../src/backend/nn/initialise";
import type { Network } from "../../src/backend/nn/network";
import { parameters } from "../../src/backend/nn/parameters";
import { findNetwork } from "../../src/backend/nn/registry";
import { trace } from "../../src/backend/nn/trace";
import { Random } from "../../src/backend/util/random";

const SEED = 27;
const WARM_UP = 1;

async function useBackend(side: string): Promise<void> {
  if (side === "wasm") {
    const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
    const folder = require.resolve("@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.node.js");
    setWasmPaths(folder.replace(/[^/\\]+$/, ""));
  } else {
    await import("@tensorflow/tfjs-backend-cpu");
  }
  await tf.setBackend(side);
  await tf.ready();
}

function initialWeights(network: Network, options: { imageSize: number; classes: number }) {
  return new Map(
    parameters(trace(network, options)).map((spec) => [
      spec.name,
      { shape: spec.shape, data: initialise(spec, SEED) },
    ]),
  );
}

async function main(): Promise<void> {
  const [side = "onnx", kind = "infer", name = "catDogNet", ...numbers] = process.argv.slice(2);
  const [count = 8, imageSize = 64, calls = 3] = numbers.map(Number);
  const network = findNetwork(name);
  const statistics = { mean: [0.48, 0.45, 0.4], std: [0.23, 0.22, 0.23] } as const;
  const options = { imageSize, classes: 2, statistics };
  const random = Random.of(SEED, "bench");
  const inputs = Uint8Array.from({ length: count * imageSize ** 2 * 3 }, () => random.integer(256));
  const labels = Int32Array.from({ length: count }, () => random.integer(2));
  const isOnnx = side === "onnx";
  if (!isOnnx) await useBackend(side);
  const seeded = { ...options, seed: SEED };
  const call = async (): Promise<() => Promise<unknown>> => {
    if (kind === "train") {
      const session = isOnnx
        ? await onnxTraining(await runtime(), network, seeded)
        : trainingSession(tf, network, seeded);
      return () => session.step({ inputs, labels, count }, 1e-4);
    }
    const from = { weights: initialWeights(network, options), options };
    const session = isOnnx
      ? await onnxInference(await runtime(), network, from)
      : inferenceSession(tf, network, from);
    return () => session.infer(inputs, count);
  };
  const once = await call();
  const seconds: number[] = [];
  for (let done = 0; done < WARM_UP + calls; done++) {
    const startedAt = performance.now();
    await once();
    seconds.push((performance.now() - startedAt) / 1000);
  }
  console.log(JSON.stringify({ seconds: seconds.slice(WARM_UP), version: tf.version_core }));
}

void main();
