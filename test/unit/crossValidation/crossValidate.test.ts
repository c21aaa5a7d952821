// Cross-validation from a folder to a report: every picture unseen, the same again, saved and listed.
import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import type { CrossValidation } from "../../../src/protocol/folds";
import type { TrainConfig } from "../../../src/protocol/training";
import { crossValidate } from "../../../src/backend/crossValidation/crossValidate";
import {
  listCrossValidations,
  readCrossValidation,
} from "../../../src/backend/crossValidation/store";
import { scan } from "../../../src/backend/dataset/scan";
import { silentContext } from "../../../src/backend/util/context";
import { temporaryFolder } from "../dataset/support";
import { drawShades } from "../train/pictures";
import { QUICK, rejectsWith, toolsOf } from "../train/support";
import { testEngine } from "../train/testEngine";

describe("cross-validation", () => {
  const directory = temporaryFolder();
  const temporaryTwo = temporaryFolder();
  const pattern = "(?<kind>one|other)/(?<class>[a-d])/";
  let first: CrossValidation;
  const go = (change: Partial<TrainConfig> = {}, folds = 4, context = silentContext()) =>
    crossValidate(
      { directory, config: { ...QUICK, ...change }, folds },
      toolsOf(testEngine()),
      context,
    );

  before(async () => {
    await drawShades(directory, 21);
    first = await go();
  });

  it("predicts every picture once, by what was learned without it", () => {
    const [target] = first.targets;
    assert.equal(target?.predictions.length, 42);
    assert.equal(new Set(target.predictions.map(({ path }) => path)).size, 42);
    assert.deepEqual(
      target.folds.map(({ fold, pictures }) => [fold, pictures]),
      [1, 2, 3, 4].map((fold) => [
        fold,
        target.predictions.filter((each) => each.fold === fold).length,
      ]),
    );
    const accuracies = target.folds.map(({ accuracy }) => accuracy);
    assert.ok(target.meanAccuracy > 0.9, String(accuracies));
    const mean = accuracies.reduce((sum, value) => sum + value, 0) / 4;
    const squares = accuracies.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    assert.ok(Math.abs(target.meanAccuracy - mean) < 1e-12);
    assert.ok(Math.abs(target.accuracyDeviation - Math.sqrt(squares / 3)) < 1e-12);
  });

  it("gives the same again, and each fold what it would give alone", async () => {
    const again = await go();
    const [one, other] = [first, again].map(({ targets }) => targets);
    assert.deepEqual(other, one);
    assert.notEqual(again.id, first.id);
  });

  it("is kept with the data set, and no run is", async () => {
    assert.equal(readdirSync(join(directory, ".pupil")).includes("runs"), false);
    assert.deepEqual(await readCrossValidation(directory, first.id), first);
    writeFileSync(join(directory, ".pupil/folds/broken.json"), "{");
    const list = await listCrossValidations(directory);
    assert.equal(list.at(-1)?.id, first.id);
    assert.equal("predictions" in list[0]!.targets[0]!, false);
    await rejectsWith("not-found", readCrossValidation(directory, "../scan"));
  });

  it("can be stopped, and then keeps nothing", async () => {
    const kept = () => readdirSync(join(directory, ".pupil/folds")).length;
    const count = kept();
    const controller = new AbortController();
    const context = silentContext(controller.signal);
    const stopping = {
      ...context,
      progress: ({ stage, done }: { stage: string; done: number }) => {
        if (stage === "folds" && done >= 4) controller.abort();
      },
    };
    await rejectsWith("cancelled", go({}, 4, stopping));
    assert.equal(kept(), count);
  });

  it("levels the finer of two targets, and so both", async () => {
    const both = temporaryTwo;
    await drawShades(join(both, "one"), 7, ["a", "b"]);
    await drawShades(join(both, "other"), 7, ["c", "d"]);
    await scan({ directory: both, rule: { kind: "regex", pattern } }, silentContext());
    const targets = { target: "kind", secondTarget: "class" };
    const request = { directory: both, config: { ...QUICK, ...targets }, folds: 7 };
    const result = await crossValidate(request, toolsOf(testEngine()), silentContext());
    for (const { target, folds, perClass } of result.targets) {
      assert.deepEqual(
        folds.map(({ pictures }) => pictures),
        [4, 4, 4, 4, 4, 4, 4],
        target,
      );
      assert.ok(perClass.every(({ support }) => support === 28 / perClass.length));
    }
    for (const fold of [1, 2, 3, 4, 5, 6, 7]) {
      const own = result.targets[1]?.predictions.filter((each) => each.fold === fold);
      assert.equal(new Set(own?.map(({ actual }) => actual)).size, 4); // one of each class
    }
  });

  it("refuses what does not go with it", async () => {
    await rejectsWith("invalid-argument", go({}, 1));
    await rejectsWith("invalid-argument", go({}, 2.5));
    assert.match(await rejectsWith("invalid-config", go({ earlyStop: 2 })), /earlyStop at 0/);
  });
});
