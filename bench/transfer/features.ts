/**
 * Our side of the feature benchmark: times a backbone in use and prints JSON.
 *
 * usage: node --import tsx bench/transfer/features.ts NETWORK BATCH SIZE CALLS
 */
import { chooseEngine } from "../../src/backend/engine";
import { initialise } from "../../src/backend/nn/initialise";
import { parameters } from "../../src/backend/nn/parameters";
import { findNetwork } from "../../src/backend/nn/registry";
import { trace } from "../../src/backend/nn/trace";
import { Random } from "../../src/backend/util/random";

const STATISTICS = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

async function main(): Promise<void> {
  const [name = "resnet50", ...numbers] = process.argv.slice(2);
  const [count = 32, imageSize = 224, calls = 5] = numbers.map(Number);
  const network = findNetwork(name);
  const options = { imageSize, classes: 2, statistics: STATISTICS, part: "backbone" } as const;
  const specs = parameters(trace(network, options));
  const weights = new Map(
    specs.map((spec) => [spec.name, { shape: spec.shape, data: initialise(spec, 27) }]),
  );
  const engine = await chooseEngine("cpu");
  const session = await engine.infer(network, weights, options);
  const random = Random.of(27, "bench");
  const pixels = Uint8Array.from({ length: count * imageSize ** 2 * 3 }, () => random.integer(256));
  const seconds: number[] = [];
  for (let call = 0; call <= calls; call++) {
    const startedAt = performance.now();
    await session.infer(pixels, count);
    seconds.push((performance.now() - startedAt) / 1000);
  }
  await session.dispose();
  console.log(JSON.stringify({ seconds: seconds.slice(1), version: engine.device })); // the first warms up
}

void main();
