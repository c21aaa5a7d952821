// Planning: the range test's rules, a finder that leaves nothing behind, and estimates that compare rightly.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { NO_AUGMENTATION } from "../../../src/protocol/augment";
import type { RangePoint } from "../../../src/protocol/planning";
import type { RequestedConfig } from "../../../src/protocol/training";
import { estimateTraining } from "../../../src/backend/train/estimate";
import { findLearningRate } from "../../../src/backend/train/findLearningRate";
import { RangeTest, rangeRate, suggestRate } from "../../../src/backend/train/rangeTest";
import { silentContext } from "../../../src/backend/util/context";
import { temporaryFolder } from "../dataset/support";
import { drawShades } from "./pictures";
import { rejectsWith, toolsOf } from "./support";
import { testEngine } from "./testEngine";

const config = {
  network: "catDogNet",
  target: "class",
  batch: 8,
  imageSize: 32,
} as const;

/** Points with those smoothed losses; the learning rate of each is its place. */
function pointsOf(losses: readonly number[]): RangePoint[] {
  return losses.map((smoothedLoss, learningRate) => ({
    learningRate,
    loss: smoothedLoss,
    smoothedLoss,
  }));
}

/** A promise that is opened from outside. */
function latch(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    opened,
    open: () => {
      open();
    },
  };
}

describe("a range test", () => {
  it("goes from 1e-7 to 1 by a constant factor", () => {
    const rates = [0, 1, 2, 3, 4, 5, 6, 7].map((step) => rangeRate(step, 8));
    for (const [step, rate] of rates.entries()) {
      assert.ok(Math.abs(rate / 10 ** (step - 7) - 1) < 1e-12);
    }
  });

  it("smooths without a bias at the beginning", () => {
    const test = new RangeTest(50);
    for (let step = 0; step < 30; step++) assert.equal(test.add(3), false);
    for (const { smoothedLoss } of test.points) assert.ok(Math.abs(smoothedLoss - 3) < 1e-9);
    test.add(13);
    const weight = 0.02 / (1 - 0.98 ** 31); // of the last of 31
    assert.ok(Math.abs(test.points.at(-1)!.smoothedLoss - (3 + 10 * weight)) < 1e-9);
  });

  it("ends where the loss diverges, at four times the lowest, or where it is no number", () => {
    const test = new RangeTest(50);
    assert.equal(test.add(1), false);
    assert.equal(test.add(Number.NaN), true);
    assert.equal(test.points.length, 1);
    assert.equal(test.add(9), true); // smoothed over 4
  });

  it("suggests by the rule valley what fastai's code gives", () => {
    // As fastai's function gives: 11 values fall from the fourth inner one on.
    const losses = [5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 6, 7]; // the first 10 are left out
    const falling = Array.from({ length: 11 }, (_, index) => 6.5 - index / 2);
    const end = [9, 9, 9, 9, 9]; // the last 5, too
    const points = pointsOf([...losses, ...falling, ...end]);
    assert.equal(suggestRate(points, 100), 17);
  });

  it("suggests nothing where nothing falls", () => {
    assert.equal(suggestRate(pointsOf(Array.from({ length: 40 }, (_, index) => index)), 40), null);
    assert.equal(suggestRate(pointsOf([2, 1]), 100), null);
  });
});

describe("finding a learning rate", () => {
  const directory = temporaryFolder();
  const go = (steps?: number) =>
    findLearningRate({ directory, config, steps }, toolsOf(testEngine()), silentContext());

  before(async () => {
    await drawShades(directory, 20);
  });

  it("gives the curve, the same each time, and makes no run", async () => {
    const [first, again] = [await go(), await go()];
    assert.deepEqual({ ...again, seconds: 0 }, { ...first, seconds: 0 });
    assert.equal(first.points[0]?.learningRate, 1e-7);
    assert.ok(first.suggestion! > 1e-5 && first.suggestion! < 1, String(first.suggestion));
    assert.equal(existsSync(join(directory, ".pupil/runs")), false);
    assert.deepEqual(readdirSync(join(directory, ".pupil")).sort(), ["cache", "scan.json"]);
  });

  it("refuses too few steps, and can be stopped", async () => {
    await rejectsWith("invalid-argument", go(3));
    const controller = new AbortController();
    controller.abort();
    const context = silentContext(controller.signal);
    const request = { directory, config };
    await rejectsWith("cancelled", findLearningRate(request, toolsOf(testEngine()), context));
  });
});

describe("an estimate", () => {
  const directory = temporaryFolder();
  const request = { directory, config: { network: "catDogNet", target: "class" } } as const;

  before(async () => {
    await drawShades(directory, 20);
  });

  it("is given to one who waits for a measurement that another one began and gave up", async () => {
    const first = new AbortController();
    const [begun, released, arrived] = [latch(), latch(), latch()];
    const engine = testEngine({
      beforeStep: async () => {
        begun.open();
        await released.opened;
      },
    });
    const given = estimateTraining(request, toolsOf(engine), silentContext(first.signal));
    const refused = rejectsWith("cancelled", given);
    await begun.opened;
    const chooseEngine = () => {
      setImmediate(arrived.open); // by then it waits
      return Promise.resolve(engine);
    };
    const waiting = estimateTraining(request, { chooseEngine }, silentContext());
    await arrived.opened;
    first.abort();
    released.open();
    await refused;
    assert.equal((await waiting).methods.length, 3);
  });

  it("counts mirror images, which a frozen backbone sees, too", async () => {
    const memoryOf = async (config: Partial<RequestedConfig>) => {
      const asked = { directory, config: { ...request.config, ...config } };
      const { methods } = await estimateTraining(asked, toolsOf(testEngine()), silentContext());
      const frozen = methods.find(({ method }) => method === "frozen");
      return frozen!.memoryBytes;
    };
    const plain = { augmentation: NO_AUGMENTATION, flipAveraging: false };
    const once = await memoryOf(plain);
    const bytes = 40 * 4 * 512 * 14 * 14; // pictures, float32, catDogNet's features at 224 pixels
    assert.equal((await memoryOf({ ...plain, flipAveraging: true })) - once, bytes);
    assert.equal((await memoryOf({})) - once, bytes, "the default mirrors");
  });

  it("compares the methods with one another", async () => {
    const { methods, pictures } = await estimateTraining(
      request,
      toolsOf(testEngine()),
      silentContext(),
    );
    assert.equal(pictures, 28);
    assert.deepEqual(
      methods.map(({ method, epochs, imageSize }) => [method, epochs, imageSize]),
      [
        ["full", 15, 128],
        ["frozen", 40, 224],
        ["fineTune", 25, 224],
      ],
    );
    const [full, frozen] = methods;
    for (const { seconds, secondsOnce, memoryBytes } of methods) {
      assert.ok(seconds > secondsOnce && secondsOnce > 0);
      assert.ok(memoryBytes > 300e6);
    }
    assert.ok(frozen!.memoryBytes < full!.memoryBytes);
  });
});
