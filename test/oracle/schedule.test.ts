// Learning rates against PyTorch's schedulers, and the warm-up, which is Pupil's own.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { describe, it } from "node:test";
import { learningRateAt } from "../../src/backend/train/schedule";
import { phasesOf, ratesOf, stageRates } from "../../src/backend/train/phases";
import type { WholeTrainConfig } from "../../src/protocol/training";
import { missingPython, python } from "../skip";

/** Relative: PyTorch's cosine is a recurrence, which sums rounding errors. */
const TOLERANCE = 1e-9;

const cases = [
  ["cosine", 10, 0.1],
  ["cosine", 480, 1e-3],
  ["oneCycle", 10, 0.1],
  ["oneCycle", 333, 1e-3],
] as const;

describe("schedules against PyTorch", { skip: missingPython(["torch"]) }, () => {
  it("agree at every step", () => {
    const input = JSON.stringify(cases);
    const script = resolve("test/oracle/schedule.py");
    const run = spawnSync(python, [script], { input, encoding: "utf8" });
    assert.equal(run.status, 0, run.stderr);
    const theirs = JSON.parse(run.stdout) as Record<string, number[]>;
    for (const [name, steps, rate] of cases) {
      for (const [step, expected] of theirs[`${name} ${steps}`]!.entries()) {
        const ours = learningRateAt(name, step, { rate, steps, warmupSteps: 0 });
        const error = Math.abs(ours - expected);
        assert.ok(error <= TOLERANCE * rate, `${name} ${step}: ${ours} is not ${expected}`);
      }
    }
  });
});

describe("learning rates", () => {
  const config = {
    network: "resnet34",
    method: "fineTune",
    epochs: 6,
    learningRate: 0.01,
    schedule: "cosine",
    warmup: 0.5,
    fineTune: {
      headEpochs: 2,
      headLearningRate: 0.1,
      stages: 2,
      stageRate: 0.5,
      frozenStatistics: true,
    },
  } as WholeTrainConfig;

  it("rise in a line at first, in each phase", () => {
    const [head, whole] = phasesOf(config);
    const [ofHead, ofWhole] = [ratesOf(config, head!, 8), ratesOf(config, whole!, 8)];
    const expected = [0.025, 0.05, 0.075, 0.1, 0.1]; // then down again
    for (const [batch, rate] of expected.entries()) {
      assert.ok(Math.abs(ofHead(1, batch) - rate) < 1e-12);
    }
    assert.equal(ofWhole(3, 3), 0.01);
    assert.ok(ofWhole(6, 7) < 1e-4);
  });

  it("are lower the further a stage is from the head, and 0 below those that learn", () => {
    const rates = new Map(stageRates(config)!.map(({ prefix, factor }) => [prefix, factor]));
    assert.deepEqual(
      ["layer4", "layer3", "layer2", "layer1", "conv1", "bn1"].map((prefix) => rates.get(prefix)),
      [0.5, 0.25, 0, 0, 0, 0],
    );
  });
});
