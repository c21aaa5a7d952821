// Comparing runs: what they share, who is right where, what is best, and what keeps numbers from being compared.
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { scan } from "../../../src/backend/dataset/scan";
import { chooseEngine } from "../../../src/backend/engine";
import { compareRuns } from "../../../src/backend/evaluate/compare/compare";
import { evaluate } from "../../../src/backend/evaluate/evaluate";
import { Models } from "../../../src/backend/evaluate/models";
import { evaluationPath, readEvaluation } from "../../../src/backend/runs/evaluations";
import { readSplit } from "../../../src/backend/runs/records";
import { train } from "../../../src/backend/train/train";
import { silentContext } from "../../../src/backend/util/context";
import { NO_AUGMENTATION } from "../../../src/protocol/augment";
import type { Comparison } from "../../../src/protocol/comparison";
import type { RequestedConfig } from "../../../src/protocol/training";
import { temporaryFolder } from "../dataset/support";
import { drawShades } from "../train/pictures";
import { rejectsWith, toolsOf } from "../train/support";
import { testEngine } from "../train/testEngine";

const context = silentContext();
const models = new Models(() => Promise.resolve(testEngine()));

const kindsOf = ({ caveats }: Comparison): string[] => caveats.map(({ kind }) => kind);
const scoreOf = ({ scores }: Comparison, key: string) => scores.find((each) => each.key === key);
const settingOf = ({ settings }: Comparison, key: string) =>
  settings.find((each) => each.key === key);

describe("a comparison of runs", () => {
  const directory = temporaryFolder();
  let good: string;
  let bad: string;
  /** Of another seed, so on another split. */
  let other: string;

  async function trained(config: Partial<RequestedConfig>): Promise<string> {
    const plain = { network: "catDogNet", target: "class", epochs: 3, batch: 8, imageSize: 32 };
    const whole = { ...plain, learningRate: 0.01, ...config } as RequestedConfig;
    const run = await train({ directory, config: whole }, toolsOf(testEngine()), context);
    return run.directory;
  }

  before(async () => {
    await drawShades(directory, 20);
    good = await trained({});
    const augmentation = { ...NO_AUGMENTATION, rotation: 15 };
    bad = await trained({ learningRate: 1e-6, epochs: 2, augmentation });
    other = await trained({ seed: 28 });
  });

  it("says what is missing before anything is evaluated", async () => {
    const comparison = await compareRuns({ runs: [good, bad] });
    assert.deepEqual(
      comparison.runs.map(({ tested }) => tested),
      [null, null],
    );
    assert.equal(comparison.common, null);
    assert.deepEqual(scoreOf(comparison, "accuracy"), {
      key: "accuracy",
      values: [null, null],
      best: [],
    });
    assert.deepEqual(scoreOf(comparison, "epochs")?.values, [3, 2]);
    const losses = scoreOf(comparison, "validationLoss")!;
    assert.ok(losses.values[0]! < losses.values[1]!);
    assert.deepEqual(losses.best, [0]);
  });

  it("compares settings whatever their keys, nested ones too", async () => {
    const comparison = await compareRuns({ runs: [good, bad] });
    const rotation = settingOf(comparison, "augmentation.rotation");
    assert.deepEqual(rotation, {
      group: "configuration",
      key: "augmentation.rotation",
      values: [0, 15],
      differs: true,
    });
    assert.deepEqual(settingOf(comparison, "learningRate")?.values, [0.01, 1e-6]);
    assert.equal(settingOf(comparison, "augmentation.mixup")?.differs, false);
    assert.equal(settingOf(comparison, "fingerprint")?.differs, false);
    assert.equal(settingOf(comparison, "pictures.test")?.values[0], 6);
  });

  it("counts who is right where as the evaluations say", async () => {
    for (const run of [good, bad, other]) await evaluate({ run }, models, context);
    const comparison = await compareRuns({ runs: [good, bad] });
    const [one, two] = [await readEvaluation(good, "test"), await readEvaluation(bad, "test")];
    const { pictures, pairs, perClass, classes } = comparison.common!;
    assert.equal(pictures.length, one!.predictions.length);
    const right = [one, two].map(
      (each) => new Map(each!.predictions.map((p) => [p.path, p.actual === p.predicted])),
    );
    const paths = [...right[0]!.keys()];
    const count = (a: boolean, b: boolean): number =>
      paths.filter((path) => right[0]!.get(path) === a && right[1]!.get(path) === b).length;
    const [pair] = pairs;
    assert.deepEqual(
      [pair?.both, pair?.onlyFirst, pair?.onlySecond, pair?.neither],
      [count(true, true), count(true, false), count(false, true), count(false, false)],
    );
    assert.ok(count(true, false) > 0, "the test needs runs that differ");
    for (const [index, { name, errors }] of perClass.entries()) {
      assert.equal(name, classes[index]);
      assert.deepEqual(
        errors,
        [one, two].map((each) => each!.perClass[index]!.errors),
      );
    }
    assert.deepEqual(scoreOf(comparison, "accuracy"), {
      key: "accuracy",
      values: [one!.accuracy, two!.accuracy],
      best: [0],
    });
    assert.equal(scoreOf(comparison, "commonAccuracy"), undefined);
    assert.deepEqual(kindsOf(comparison), []);
  });

  it("of different splits compares only the pictures that both were tested on, and says so", async () => {
    const comparison = await compareRuns({ runs: [good, other] });
    const tests = [await readSplit(good), await readSplit(other)].map(({ test }) =>
      Object.keys(test),
    );
    const shared = tests[0]!.filter((path) => tests[1]!.includes(path));
    assert.ok(shared.length > 0, "the test needs splits that overlap");
    assert.deepEqual(comparison.caveats, [
      { kind: "other-test", runs: [1], common: shared.length },
      { kind: "other-validation", runs: [1] },
    ]);
    const compared = comparison.common!.pictures.map(({ path }) => path);
    assert.deepEqual(compared.sort(), shared.sort());
    assert.equal(scoreOf(comparison, "commonAccuracy")?.values.length, 2);
    assert.deepEqual(scoreOf(comparison, "accuracy")?.best, []);
    assert.deepEqual(scoreOf(comparison, "validationLoss")?.best, []);
  });

  it("leaves a run aside that was not evaluated, and compares the others", async () => {
    rmSync(evaluationPath(other, "test"));
    const comparison = await compareRuns({ runs: [other, good, bad] });
    assert.deepEqual(comparison.common?.runs, [1, 2]);
    const { pictures, perClass } = comparison.common;
    assert.equal(pictures[0]!.answers[0], null);
    assert.equal(perClass[0]!.errors[0], null);
    assert.equal(comparison.runs[0]?.tested, null);
  });

  it("keeps the order asked for and counts a run once", async () => {
    const { runs } = await compareRuns({ runs: [bad, good, `${bad}/.`] });
    assert.deepEqual(
      runs.map(({ run }) => run.directory),
      [bad, good],
    );
  });

  it("refuses too few, too many, what is no run, and what none learned", async () => {
    await rejectsWith("invalid-argument", compareRuns({ runs: [good, good] }));
    const many = Array.from({ length: 9 }, (_, index) => join(directory, String(index)));
    await rejectsWith("invalid-argument", compareRuns({ runs: many }));
    await rejectsWith("not-found", compareRuns({ runs: [good, directory] }));
    const message = await rejectsWith(
      "unknown-target",
      compareRuns({ runs: [good, bad], target: "breed" }),
    );
    assert.equal(message, 'None of these runs learned "breed".');
    writeFileSync(evaluationPath(bad, "test"), "{");
    await rejectsWith("corrupt-run", compareRuns({ runs: [good, bad] }));
  });
});

describe("runs of several targets", () => {
  const directory = temporaryFolder();
  let both: string;
  let parity: string;

  before(async () => {
    await drawShades(directory, 12);
    const rows = ["above", "below"].flatMap((name) =>
      Array.from({ length: 12 }, (_, index) => {
        return `${name}/${name}_${index}.png,${name},${index % 2 === 0 ? "even" : "odd"}`;
      }),
    );
    writeFileSync(join(directory, "labels.csv"), ["path,shade,parity", ...rows].join("\n"));
    await scan({ directory, rule: { kind: "csv" } }, context);
    const tools = toolsOf(await chooseEngine("cpu"));
    const plain = { network: "catDogNet", epochs: 1, batch: 8, imageSize: 32 } as const;
    const trained = async (config: Partial<RequestedConfig>): Promise<string> => {
      const whole = { ...plain, ...config } as RequestedConfig;
      return (await train({ directory, config: whole }, tools, context)).directory;
    };
    both = await trained({ target: "shade", secondTarget: "parity" });
    parity = await trained({ target: "parity" });
    const real = new Models(chooseEngine);
    for (const run of [both, parity]) await evaluate({ run }, real, context);
    real.dispose();
  });

  it("are compared by what both learned, with the numbers of that target", async () => {
    const comparison = await compareRuns({ runs: [both, parity] });
    assert.equal(comparison.target, "parity");
    assert.deepEqual(comparison.targets, ["shade", "parity"]);
    assert.deepEqual(comparison.common?.classes, ["even", "odd"]);
    const stored = await readEvaluation(both, "test", "parity");
    assert.equal(comparison.runs[0]?.tested?.accuracy, stored?.accuracy);
    const [epoch] = comparison.runs[0]!.run.metrics;
    const losses = comparison.scores.find(({ key }) => key === "validationLoss");
    assert.equal(losses?.values[0], epoch?.second?.validationLoss);
  });

  it("are compared by another target when asked, as far as they learned it", async () => {
    const comparison = await compareRuns({ runs: [both, parity], target: "shade" });
    assert.equal(comparison.common, null);
    assert.deepEqual(comparison.caveats[0], { kind: "other-target", runs: [1] });
    assert.deepEqual(
      comparison.runs.map(({ target }) => target),
      ["shade", "parity"],
    );
  });
});
