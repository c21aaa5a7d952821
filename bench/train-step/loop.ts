/**
 * Trains as a person does, augmentation on, and prints as JSON how long steps took and how long the
 * loop waited between them; beside that the same steps with nothing else to do.
 *
 * usage: node LOOP.js DATASET NETWORK BATCH SIZE; bundled, beside the training thread's bundle
 */
import { chooseEngine } from "../../src/backend/engine";
import type { Batch, Engine, TrainingSession } from "../../src/backend/engine/engine";
import { findNetwork } from "../../src/backend/nn/registry";
import { train } from "../../src/backend/train/train";
import { silentContext } from "../../src/backend/util/context";
import { Random } from "../../src/backend/util/random";
import type { NetworkName } from "../../src/protocol/network";

export interface LoopTimes {
  /** Seconds of each step in the loop, as the loop waits for it. */
  readonly steps: readonly number[];
  /** Seconds between the end of a step and the start of the next of the same epoch. */
  readonly gaps: readonly number[];
  /** Seconds of each step of the same session's kind, one right after another. */
  readonly alone: readonly number[];
}

const AUGMENTATION = {
  horizontalFlip: 0.5,
  randomResizedCrop: 0.5,
  rotation: 15,
  colourJitter: 0.3,
  cutout: 0.25,
  mixup: 0.2,
} as const;

/** The first steps of a session ask the system for memory. */
const WARM_UP = 2;
const ALONE = 3;

/** Notes when each step began and ended. */
class Watch {
  readonly spans: { readonly startedAt: number; readonly endedAt: number }[][] = [[]];

  engine(engine: Engine): Engine {
    return {
      ...engine,
      train: async (network, options) => this.session(await engine.train(network, options)),
    };
  }

  private session(session: TrainingSession): TrainingSession {
    return {
      step: async (batch, rate) => {
        const startedAt = performance.now();
        const result = await session.step(batch, rate);
        this.spans.at(-1)?.push({ startedAt, endedAt: performance.now() });
        return result;
      },
      infer: (inputs, count) => session.infer(inputs, count),
      state: () => {
        this.spans.push([]); // an epoch has ended
        return session.state();
      },
      dispose: () => session.dispose(),
    };
  }
}

interface Asked {
  readonly network: NetworkName;
  readonly batch: number;
  readonly imageSize: number;
}

async function stepsAlone(engine: Engine, { network, batch: count, imageSize }: Asked) {
  const statistics = { mean: [0.48, 0.45, 0.4], std: [0.23, 0.22, 0.23] } as const;
  const options = { imageSize, classes: 2, seed: 27, statistics };
  const session = await engine.train(findNetwork(network), options);
  const random = Random.of(27, "bench");
  const inputs = Uint8Array.from({ length: count * imageSize ** 2 * 3 }, () => random.integer(256));
  const labels = Int32Array.from({ length: count }, () => random.integer(2));
  const batch: Batch = { inputs, labels, count };
  const seconds: number[] = [];
  for (let step = 0; step < WARM_UP + ALONE; step++) {
    const startedAt = performance.now();
    await session.step(batch, 1e-5);
    seconds.push((performance.now() - startedAt) / 1000);
  }
  await session.dispose();
  return seconds.slice(WARM_UP);
}

async function main(): Promise<void> {
  const [directory = ".", name = "catDogNet", ...numbers] = process.argv.slice(2);
  const network = findNetwork(name).name;
  const [batch = 32, imageSize = 128] = numbers.map(Number);
  const engine = await chooseEngine("cpu");
  const before = await stepsAlone(engine, { network, batch, imageSize });
  const watch = new Watch();
  const tools = {
    chooseEngine: () => Promise.resolve(watch.engine(engine)),
    emit: () => undefined,
  };
  const config = { network, target: "species", epochs: 2, batch, imageSize } as const;
  const request = { directory, config: { ...config, augmentation: AUGMENTATION }, again: true };
  await train(request, tools, silentContext());
  const after = await stepsAlone(engine, { network, batch, imageSize });
  // a last, smaller batch has a plan of its own to make
  const epochs = watch.spans.map((spans) => spans.slice(0, -1)).filter(({ length }) => length > 0);
  const warm = epochs.map((spans, epoch) => (epoch === 0 ? spans.slice(WARM_UP) : spans));
  const times: LoopTimes = {
    steps: warm.flat().map(({ startedAt, endedAt }) => (endedAt - startedAt) / 1000),
    gaps: warm.flatMap((spans) =>
      spans.slice(1).map(({ startedAt }, at) => (startedAt - (spans[at]?.endedAt ?? 0)) / 1000),
    ),
    alone: [...before, ...after],
  };
  console.log(JSON.stringify(times));
}

void main();
