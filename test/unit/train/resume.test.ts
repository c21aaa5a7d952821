// A straight run and one that was stopped and resumed give the same numbers, whatever stopped it.
import assert from "node:assert/strict";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import type { TrainConfig } from "../../../src/protocol/training";
import { parseAugmentConfig } from "../../../src/backend/augment/training/config";
import { chooseEngine } from "../../../src/backend/engine";
import type { Engine } from "../../../src/backend/engine/engine";
import { FINE_TUNE_DEFAULTS } from "../../../src/protocol/defaults";
import { resume } from "../../../src/backend/train/resume";
import { train } from "../../../src/backend/train/train";
import { silentContext } from "../../../src/backend/util/context";
import { readTensors } from "../../../src/backend/util/safetensors";
import { temporaryFolder } from "../dataset/support";
import { drawShades } from "./pictures";
import { withoutTimes } from "./runFiles";
import { QUICK, rejectsWith, toolsOf } from "./support";
import { testEngine } from "./testEngine";

const config = { ...QUICK, epochs: 4 } as const;

/** An engine that stops the run before a step of it, and lets nothing else differ. */
function stoppingAt(engine: Engine, at: number, stop: () => void): Engine {
  let steps = 0;
  return {
    ...engine,
    async train(network, options) {
      const session = await engine.train(network, options);
      return {
        ...session,
        step: async (batch, learningRate) => {
          if (++steps === at) stop();
          return await session.step(batch, learningRate);
        },
        infer: session.infer.bind(session),
        state: session.state.bind(session),
        dispose: session.dispose.bind(session),
      };
    },
  };
}

const lastArrays = async (run: string) =>
  (await readTensors(join(run, "checkpoints/last.safetensors"))).arrays;

const augmentation = parseAugmentConfig({
  ...{ horizontalFlip: 0.5, randomResizedCrop: 0.5, rotation: 20 },
  ...{ colourJitter: 0.3, cutout: 0.3, mixup: 0.4 },
});

const flips = parseAugmentConfig({ horizontalFlip: 0.5 });
const fineTune = { ...FINE_TUNE_DEFAULTS, headEpochs: 2, frozenStatistics: false };

/** The engines that must keep to this; of one that takes time fewer stops are tried. */
const engines: readonly {
  readonly name: string;
  readonly make: () => Promise<Engine>;
  readonly more?: Partial<TrainConfig>;
  /** Whether it begins with the weights of a run on other pictures. */
  readonly isPretrained?: true;
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
  {
    name: "ONNX Runtime on the processor, frozen, one-cycle",
    make: () => chooseEngine("cpu"),
    more: { method: "frozen", schedule: "oneCycle", augmentation: flips, weightDecay: 0.1 },
    isPretrained: true,
    stops: [7],
  },
  {
    name: "ONNX Runtime on the processor, fine-tuning, cosine",
    make: () => chooseEngine("cpu"),
    more: { method: "fineTune", schedule: "cosine", warmup: 1, fineTune, gradientClipping: 1 },
    isPretrained: true,
    stops: [3, 9, 14], // with the head alone, at the first step with the stages, later
  },
];

for (const { name, make, more, isPretrained, stops } of engines) {
  let settings: TrainConfig = { ...config, seed: 27, earlyStop: 0, engine: "auto", ...more };
  describe(`stopping and resuming (${name})`, () => {
    const directory = temporaryFolder();
    const other = temporaryFolder();
    let engine: Engine;
    let straight: string;
    let arrays: unknown;

    before(async () => {
      await drawShades(directory, 20);
      engine = await make();
      if (isPretrained) settings = { ...settings, weights: await pretrained(engine) };
      const run = await train({ directory, config: settings }, toolsOf(engine), silentContext());
      assert.equal(run.state, "finished");
      straight = withoutTimes(run.directory);
      arrays = await lastArrays(run.directory);
      assert.equal(straight.split("\n").length, settings.epochs + 1);
    });

    /** A run on other pictures, to begin with. */
    const pretrained = async (by: Engine) => {
      await drawShades(other, 8, ["left", "right", "middle"]);
      const request = { directory: other, config: { ...config, epochs: 1 } };
      return (await train(request, toolsOf(by), silentContext())).directory;
    };

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
        assert.deepEqual(await lastArrays(run), arrays);
      });
    }
  });
}
