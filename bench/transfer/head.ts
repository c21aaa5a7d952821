/**
 * Times epochs of the head and of the whole network over the same pictures, and prints JSON.
 *
 * usage: node --import tsx bench/transfer/head.ts NETWORK BATCH SIZE STEPS
 */
import { chooseEngine } from "../../src/backend/engine";
import type { Inputs } from "../../src/backend/engine/engine";
import { findNetwork } from "../../src/backend/nn/registry";
import { featureCount } from "../../src/backend/nn/trace";

const STATISTICS = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;
const CLASSES = 37;
/** A step of the head is so short that one would measure the clock. */
const HEAD_STEPS = 30;

async function main(): Promise<void> {
  const [name = "mobileNetV2", ...numbers] = process.argv.slice(2);
  const [count = 32, imageSize = 224, steps = 2] = numbers.map(Number);
  const network = findNetwork(name);
  const options = { imageSize, classes: CLASSES, statistics: STATISTICS, seed: 27 };
  const engine = await chooseEngine("cpu");
  const labels = Int32Array.from({ length: count }, (_, index) => index % CLASSES);
  const secondsOf = async (part: "head" | "whole", inputs: Inputs, calls: number) => {
    const session = await engine.train(network, { ...options, part });
    await session.step({ inputs, labels, count }, 1e-4); // warms up
    const startedAt = performance.now();
    for (let call = 0; call < calls; call++) {
      await session.step({ inputs, labels, count }, 1e-4);
    }
    const seconds = (performance.now() - startedAt) / 1000 / calls;
    await session.dispose();
    return seconds;
  };
  const features = new Float32Array(count * featureCount(network, imageSize)).fill(0.5);
  const head = await secondsOf("head", features, HEAD_STEPS);
  const whole = await secondsOf("whole", new Uint8Array(count * imageSize ** 2 * 3), steps);
  console.log(JSON.stringify({ head, whole }));
}

void main();
