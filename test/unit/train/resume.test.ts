// A straight run and one that was stopped and resumed give the same numbers, whatever stopped it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import type { TrainConfig } from "../../../src/protocol/training";
import { parseAugmentConfig } from "../../../src/backend/augment/training/config";
import { chooseEngine } from "../../../src/backend/engine";
import type { Engine } from "../../../src/backend/engine/engine";
import { resume } from "../../../src/backend/train/resume";
import { train } from "../../../src/backend/train/train";
import { silentContext } from "../../../src/backend/util/context";
import { temporaryFolder } from "../dataset/support";
import { drawShades } from "./pictures";
import { rejectsWith, toolsOf } from "./support";
import { testEngine } from "./testEngine";

const config = {
  network: "catDogNet",
  target: "class",
  epochs: 4,
  batch: 8,
  learningRate: 0.01,
  imageSize: 32,
} as const satisfies Partial<TrainConfig>;

/** metrics.jsonl but for its times, byte for byte. */
function withoutTimes(run: string): string {
  const text = readFileSync(join(run, "metrics.jsonl"), "utf8");
  return text.replaceAll(/"(seconds|imagesPerSecond)":[^,}]+/g, '"$1":0');
}

/** An engine that stops the run before a step, and lets nothing else differ. */
function stoppingAt(engine: Engine, at: number, stop: () => void): Engine {
  return {
    ...engine,
    async train(network, options) {
      const session = await engine.train(network, options);
      return {
        ...session,
        step: async (batch, learningRate) => {
          if ((await session.state()).step + 1 === at) stop();
          return await session.step(batch, learningRate);
        },
        infer: session.infer.bind(session),
        state: session.state.bind(session),
        dispose: session.dispose.bind(session),
      };
    },
  };
}

const augmentation = parseAugmentConfig({
  ...{ horizontalFlip: 0.5, randomResizedCrop: 0.5, rotation: 20 },
  ...{ colourJitter: 0.3, cutout: 0.3, mixup: 0.4 },
});

/** The engines that must keep to this; of one that takes time fewer stops are tried. */
const engines: readonly {
  readonly name: string;
  readonly make: () => Promise<Engine>;
  readonly more?: Partial<TrainConfig>;
  /** Steps: 28 training pictures are 4 an epoch, so before the first epoch's end, in the middle, in the last. */
  readonly stops: readonly number[];
}[] = [
  { name: "test engine", make: () => Promise.resolve(testEngine()), stops: [2, 7, 9, 16] },
  {
    name: "test engine, all augmentation, weights",
    make: () => Promise.resolve(testEngine()),
    more: { augmentation, balance: "weights" },
    stops: [7, 9],
  },
  { name: "ONNX Runtime on the processor", make: () => chooseEngine("cpu"), stops: [7] },
  {
    name: "ONNX Runtime on the processor, all augmentation, weights",
    make: () => chooseEngine("cpu"),
    more: { augmentation, balance: "weights", epochs: 2 },
    stops: [6],
  },
];

for (const { name, make, more, stops } of engines) {
  const settings = { ...config, ...more };
  describe(`stopping and resuming (${name})`, () => {
    const directory = temporaryFolder();
    let engine: Engine;
    let straight: string;

    before(async () => {
      await drawShades(directory, 20);
      engine = await make();
      const run = await train({ directory, config: settings }, toolsOf(engine), silentContext());
      assert.equal(run.state, "finished");
      straight = withoutTimes(run.directory);
      assert.equal(straight.split("\n").length, settings.epochs + 1);
    });

    it("gives two equal runs with one seed", async () => {
      const request = { directory, config: settings, again: true };
      const run = await train(request, toolsOf(engine), silentContext());
      assert.equal(withoutTimes(run.directory), straight);
    });

    for (const at of stops) {
      it(`goes on after a stop at step ${at} as if nothing had been`, async () => {
        const controller = new AbortController();
        const seen: string[] = [];
        const tools = toolsOf(
          stoppingAt(engine, at, () => {
            controller.abort();
          }),
          (event, data) => {
            if (event === "runChanged") seen.push((data as { directory: string }).directory);
          },
        );
        const request = { directory, config: settings, again: true };
        await rejectsWith("cancelled", train(request, tools, silentContext(controller.signal)));
        const run = seen[0]!;
        const resumed = await resume({ run }, toolsOf(engine), silentContext());
        assert.equal(resumed.state, "finished");
        assert.equal(withoutTimes(run), straight);
      });
    }
  });
}
