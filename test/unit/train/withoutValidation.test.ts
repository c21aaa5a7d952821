// A run that learns from the validation pictures, too: what it learns from, which epoch it uses, what is refused.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import type { RunSummary, TrainConfig } from "../../../src/protocol/training";
import { compareRuns } from "../../../src/backend/evaluate/compare/compare";
import { evaluate } from "../../../src/backend/evaluate/evaluate";
import { Models } from "../../../src/backend/evaluate/models";
import { readSplit } from "../../../src/backend/runs/records";
import { describeRun } from "../../../src/backend/runs/summary";
import { train } from "../../../src/backend/train/train";
import { silentContext } from "../../../src/backend/util/context";
import { temporaryFolder } from "../dataset/support";
import { drawShades } from "./pictures";
import { QUICK, rejectsWith, toolsOf } from "./support";
import { testEngine } from "./testEngine";

describe("training without validation", () => {
  const directory = join(temporaryFolder(), "shades");
  let held: RunSummary;
  let all: RunSummary;
  const go = (change: Partial<TrainConfig> = {}) =>
    train({ directory, config: { ...QUICK, ...change } }, toolsOf(testEngine()), silentContext());
  const models = new Models(() => Promise.resolve(testEngine()));

  before(async () => {
    await drawShades(directory, 20);
    held = await go();
    all = await go({ validation: false });
  });

  it("learns from training and validation pictures, and from no test picture", async () => {
    const [before, after] = await Promise.all([
      readSplit(held.directory),
      readSplit(all.directory),
    ]);
    assert.deepEqual(after.test, before.test);
    assert.deepEqual(after.validation, {});
    assert.deepEqual(after.train, { ...before.train, ...before.validation });
    const { split, statistics } = await describeRun(all.directory);
    assert.deepEqual(split.counts, { train: 34, validation: 0, test: 6 });
    assert.equal(statistics.pictures, 34);
  });

  it("uses the last epoch, and claims nothing of validation", async () => {
    const { metrics, bestEpoch, bestValidationAccuracy } = await describeRun(all.directory);
    assert.deepEqual([bestEpoch, bestValidationAccuracy], [3, undefined]);
    assert.ok(metrics.every(({ best, validationLoss }) => best && validationLoss === undefined));
    const [best, last] = ["best", "last"].map((name) =>
      readFileSync(join(all.directory, "checkpoints", `${name}.safetensors`)),
    );
    assert.ok(best!.equals(last!));
  });

  it("can be evaluated on the test, and on validation only says why not", async () => {
    const evaluation = await evaluate({ run: all.directory }, models, silentContext());
    assert.equal(evaluation.predictions.length, 6);
    const asked = evaluate({ run: all.directory, split: "validation" }, models, silentContext());
    assert.match(await rejectsWith("no-pictures", asked), /learned from them, too/);
  });

  it("is compared with others under a caveat", async () => {
    const { caveats, scores } = await compareRuns({ runs: [held.directory, all.directory] });
    assert.deepEqual(caveats.find(({ kind }) => kind === "other-validation")?.runs, [1]);
    const accuracy = scores.find(({ key }) => key === "validationAccuracy");
    assert.deepEqual([accuracy?.values[1], accuracy?.best], [null, []]);
  });

  it("has nothing to stop early by", async () => {
    await rejectsWith("invalid-config", go({ validation: false, earlyStop: 2 }));
  });

  it("is no run with the same settings but for that", async () => {
    assert.notEqual(all.id, held.id);
    const again = await go({ validation: false });
    assert.deepEqual([again.id, again.loaded], [all.id, true]);
  });
});
