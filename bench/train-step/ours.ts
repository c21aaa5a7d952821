/**
 * Our side of the train-step benchmark: times whole training steps of one network and prints JSON.
 *
 * usage: node OURS.js NETWORK BATCH SIZE STEPS; bundled, beside the training thread's bundle
 */
import { runtime } from "../../src/backend/engine/onnx/runtime";
import { openTrainingAside } from "../../src/backend/engine/worker/remoteSession";
import { findNetwork } from "../../src/backend/nn/registry";
import { Random } from "../../src/backend/util/random";

const STATISTICS = { mean: [0.48, 0.45, 0.4], std: [0.23, 0.22, 0.23] } as const;

async function main(): Promise<void> {
  const [network = "catDogNet", ...numbers] = process.argv.slice(2);
  const [count = 32, imageSize = 128, steps = 5] = numbers.map(Number);
  const { version } = await runtime();
  const options = { imageSize, classes: 2, seed: 27, statistics: STATISTICS };
  const session = await openTrainingAside({
    engine: "cpu",
    network: findNetwork(network),
    options,
  });
  const random = Random.of(27, "bench");
  const pixels = Uint8Array.from({ length: count * imageSize ** 2 * 3 }, () => random.integer(256));
  const labels = Int32Array.from({ length: count }, () => random.integer(2));
  const seconds: number[] = [];
  for (let step = 0; step < steps + 2; step++) {
    const start = performance.now();
    await session.step({ inputs: pixels, labels, count }, 1e-4);
    seconds.push((performance.now() - start) / 1000);
  }
  await session.dispose();
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  // the first two steps ask the system for their memory
  const times = seconds.slice(2);
  console.log(JSON.stringify({ seconds: times, peakMiB, version: `ONNX Runtime ${version}` }));
}

void main();
