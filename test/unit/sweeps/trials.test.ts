// What a sweep tries: the combinations of a grid, the draws of a random search, and what is refused before anything is trained.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { UserError } from "../../../src/protocol/errors";
import type { SweepPlan, SweepRange } from "../../../src/protocol/sweep";
import type { RequestedConfig } from "../../../src/protocol/training";
import { assertTrainable, trialsOf, withSettings } from "../../../src/backend/sweeps/trials";
import { parseConfig } from "../../../src/backend/train/config";
import { parsePlan } from "../../../src/backend/train/sweepPlan";

const base: RequestedConfig = { network: "catDogNet", target: "species" };

const refused = (plan: unknown): string => {
  try {
    parsePlan(plan);
  } catch (error) {
    assert.ok(error instanceof UserError);
    assert.equal(error.code, "invalid-config");
    return error.message;
  }
  return assert.fail("it was taken");
};

describe("a grid", () => {
  it("is every combination once, the last setting changing quickest, in the order of all settings", () => {
    const settings = { batch: [16, 32], learningRate: [0.1, 0.01, 0.1], network: ["resnet34"] };
    assert.deepEqual(trialsOf(parsePlan({ search: "grid", settings })), [
      { batch: 16, learningRate: 0.1, network: "resnet34" },
      { batch: 16, learningRate: 0.01, network: "resnet34" },
      { batch: 32, learningRate: 0.1, network: "resnet34" },
      { batch: 32, learningRate: 0.01, network: "resnet34" },
    ]);
  });

  it("has its bounds", () => {
    const many = Array.from({ length: 40 }, (_, index) => index + 1);
    const plan = parsePlan({ search: "grid", settings: { batch: many, epochs: many } });
    assert.throws(() => trialsOf(plan), /1600 combinations; 1000 are the most/);
  });
});

describe("a random search", () => {
  const plan = (trials: number, seed = 27): SweepPlan =>
    parsePlan({
      search: "random",
      trials,
      seed,
      settings: {
        learningRate: { min: 1e-5, max: 1e-1, scale: "log" },
        weightDecay: { min: 0, max: 0.2 },
        imageSize: { min: 64, max: 224 },
        batch: { min: 8, max: 12 },
        schedule: ["constant", "cosine"],
      },
    });

  it("is the same for the same seed, another for another; more trials begin with the same ones", () => {
    assert.deepEqual(trialsOf(plan(20)), trialsOf(plan(20)));
    assert.notDeepEqual(trialsOf(plan(20, 28)), trialsOf(plan(20)));
    assert.deepEqual(trialsOf(plan(40)).slice(0, 20), trialsOf(plan(20)));
  });

  it("stays in its ranges, in whole numbers where a setting is one, and fits the settings", () => {
    const trials = trialsOf(plan(500));
    assert.equal(new Set(trials.map((each) => JSON.stringify(each))).size, 500);
    for (const trial of trials) {
      const { learningRate, weightDecay, imageSize, batch } = trial as Record<string, number>;
      assert.ok(learningRate! >= 1e-5 && learningRate! <= 0.1);
      assert.ok(weightDecay! >= 0 && weightDecay! <= 0.2);
      assert.ok(imageSize! % 32 === 0 && imageSize! >= 64 && imageSize! <= 224);
      assert.ok(Number.isInteger(batch) && batch! >= 8 && batch! <= 12);
    }
    assertTrainable(base, trials);
  });

  it("draws from a log scale evenly by powers of ten, from a linear one evenly", () => {
    const trials = trialsOf(plan(1000));
    const share = (fits: (trial: Record<string, number>) => boolean) =>
      trials.filter((trial) => fits(trial as Record<string, number>)).length / trials.length;
    // four decades; 1000 draws scatter by 1.4 % at one standard deviation
    for (const low of [1e-5, 1e-4, 1e-3, 1e-2]) {
      const inDecade = share(
        ({ learningRate = 0 }) => learningRate >= low && learningRate < low * 10,
      );
      assert.ok(Math.abs(inDecade - 0.25) < 0.06, `${low}: ${inDecade}`);
    }
    const lower = share(({ weightDecay = 0 }) => weightDecay < 0.1);
    assert.ok(Math.abs(lower - 0.5) < 0.07, String(lower));
  });

  it("draws whole numbers evenly, the first and the last of a range as often as any other", () => {
    const draw = (batch: SweepRange, seed: number) => {
      const plan = parsePlan({ search: "random", trials: 1, seed, settings: { batch } });
      return trialsOf(plan)[0]!["batch"] as number;
    };
    const sharesOf = (batch: SweepRange) => {
      const draws = Array.from({ length: 6000 }, (_, seed) => draw(batch, seed));
      return [1, 2, 3].map((n) => draws.filter((each) => each === n).length / draws.length);
    };
    // 6000 draws scatter by 0.6 % at one standard deviation
    for (const share of sharesOf({ min: 1, max: 3 })) {
      assert.ok(Math.abs(share - 1 / 3) < 0.025, String(share));
    }
    // as Optuna's IntDistribution(1, 3, log=True) draws them: by the logarithm from 0.5 to 3.5
    const logarithmic = sharesOf({ min: 1, max: 3, scale: "log" });
    for (const [index, share] of logarithmic.entries()) {
      const wanted = Math.log((index + 1.5) / (index + 0.5)) / Math.log(3.5 / 0.5);
      assert.ok(Math.abs(share - wanted) < 0.025, `${index + 1}: ${share}`);
    }
  });

  it("has no more trials than there are combinations", () => {
    const settings = { batch: [8, 16], schedule: ["constant", "cosine"] };
    assert.equal(trialsOf(parsePlan({ search: "random", trials: 50, settings })).length, 4);
  });
});

describe("a trial's settings", () => {
  it("replace the common ones, nested ones by parts", () => {
    const config = {
      ...base,
      network: "mobileNetV2",
      method: "fineTune",
      fineTune: { stages: 1, stageRate: 0.5 },
      batch: 8,
    } as const;
    const settings = { batch: 16, "fineTune.stages": 2, "augmentation.rotation": 10 };
    const trial = withSettings(config, settings);
    assert.equal(trial.batch, 16);
    assert.deepEqual(trial.fineTune, { stages: 2, stageRate: 0.5 });
    // the method's own mirroring stays
    assert.deepEqual([trial.augmentation?.rotation, trial.augmentation?.horizontalFlip], [10, 0.5]);
    assert.equal(parseConfig(trial).fineTune?.stages, 2);
  });

  it("are refused before anything is trained, with the trial that does not fit", () => {
    const plan = parsePlan({ search: "grid", settings: { warmup: [0, 2], epochs: [1, 5] } });
    assert.throws(() => {
      assertTrainable(base, trialsOf(plan));
    }, /^UserError: Trial 2 \(epochs 1, warmup 2\) does not fit: warmup must not be longer/);
    assert.throws(() => {
      assertTrainable({ ...base, validation: false }, [{ batch: 8 }]);
    }, /cannot do without/);
  });
});

describe("a plan that does not fit", () => {
  const settings = { batch: [8] };
  const cases: readonly (readonly [plan: unknown, sentence: RegExp])[] = [
    [[], /^sweep must be an object of search, settings/],
    [{ settings }, /^sweep\.search must be one of grid, random/],
    [{ search: "grid", settings: {} }, /nothing to try/],
    [{ search: "grid", settings: { batch: [] } }, /^sweep\.settings\["batch"\] must be a list/],
    [{ search: "grid", settings: { batch: [0.5] } }, /must be a list .* min, max and scale/],
    [{ search: "grid", settings: { network: ["vgg"] } }, /must be a list of values .* have\.$/],
    [{ search: "grid", settings: { seed: [1, 2] } }, /no setting "seed"; it may have network/],
    [{ search: "grid", settings, trials: 4 }, /are for random search/],
    [{ search: "grid", settings: { batch: { min: 1, max: 2 } } }, /must be a list for a grid/],
    [{ search: "random", settings: { batch: { min: 9, max: 8 } } }, /min must be lower than max/],
    [
      { search: "random", settings: { weightDecay: { min: 0, max: 1, scale: "log" } } },
      /log scale begins above 0/,
    ],
    [{ search: "random", trials: 0, settings }, /^sweep\.trials must be a whole number from 1/],
    [{ search: "random", settings, more: 1 }, /no part "more"; it may have search, settings/],
  ];
  for (const [plan, sentence] of cases) {
    it(JSON.stringify(plan), () => {
      assert.match(refused(plan), sentence);
    });
  }
});
