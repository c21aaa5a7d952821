// Using a trained run: evaluation, prediction, and models that are kept warm.
import assert from "node:assert/strict";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { evaluate } from "../../../src/backend/evaluate/evaluate";
import { Models } from "../../../src/backend/evaluate/models";
import { predict } from "../../../src/backend/evaluate/predict";
import { readEvaluation } from "../../../src/backend/runs/evaluations";
import { acquireLock } from "../../../src/backend/runs/lock";
import { readSplit } from "../../../src/backend/runs/records";
import { readRun } from "../../../src/backend/runs/summary";
import { train } from "../../../src/backend/train/train";
import { silentContext } from "../../../src/backend/util/context";
import { jpeg, temporaryFolder, writeFiles } from "../dataset/support";
import { drawShades } from "../train/pictures";
import { QUICK, rejectsWith, toolsOf } from "../train/support";
import { testEngine, type TestEngineHooks } from "../train/testEngine";

const context = silentContext();

function modelsOf(hooks: TestEngineHooks = {}, idleMs?: number): Models {
  return new Models(() => Promise.resolve(testEngine(hooks)), idleMs);
}

describe("a trained run", () => {
  const root = temporaryFolder();
  const directory = join(root, "shades");
  let run: string;

  before(async () => {
    await drawShades(directory, 20);
    run = (await train({ directory, config: QUICK }, toolsOf(testEngine()), context)).directory;
  });

  it("is evaluated on exactly its test pictures, and keeps the result", async () => {
    const evaluation = await evaluate({ run }, modelsOf(), context);
    const split = await readSplit(run);
    const paths = evaluation.predictions.map(({ path }) => path);
    assert.deepEqual(paths, Object.keys(split.test));
    assert.equal(
      paths.some((path) => path in split.train || path in split.validation),
      false,
    );
    assert.equal(evaluation.accuracy, 1);
    assert.deepEqual(evaluation.confusion, [
      [3, 0],
      [0, 3],
    ]);
    for (const { path, actual, predicted, probabilities, loss } of evaluation.predictions) {
      assert.equal(evaluation.classes[actual], path.split("/")[0]);
      assert.equal(predicted, actual);
      assert.ok(Math.abs(probabilities.reduce((sum, p) => sum + p, 0) - 1) < 1e-12);
      assert.ok(Math.abs(loss + Math.log(probabilities[actual]!)) < 1e-12);
    }
    assert.deepEqual(await readEvaluation(run, "test"), evaluation);
    assert.equal((await readRun(run)).record.testAccuracy, 1);
    assert.equal(await readEvaluation(run, "validation"), null);
  });

  it("gives the validation loss that training saw", async () => {
    const { metrics } = await readRun(run);
    const best = metrics.findLast((epoch) => epoch.best)!;
    const evaluation = await evaluate({ run, split: "validation" }, modelsOf(), context);
    assert.ok(Math.abs(evaluation.loss - best.validationLoss!) < 1e-12);
    assert.equal((await readRun(run)).record.testAccuracy, 1); // of the test, not of this
  });

  it("is not evaluated while it is trained, nor when its pictures changed", async () => {
    const lock = await acquireLock(run);
    await rejectsWith("run-busy", evaluate({ run }, modelsOf(), context));
    await lock.release();
    const gone = Object.keys((await readSplit(run)).test)[0]!;
    renameSync(join(directory, gone), join(root, "aside.png"));
    const message = await rejectsWith("not-found", evaluate({ run }, modelsOf(), context));
    assert.ok(message.startsWith("1 of the 6 test pictures") && message.includes(gone), message);
    renameSync(join(root, "aside.png"), join(directory, gone));
  });

  it("classifies pictures in their order, and names those that cannot be read", async () => {
    const picture = (name: string) => join(directory, name, `${name}_7.png`);
    writeFiles(root, { "broken.jpg": (await jpeg(1)).subarray(0, 400), "empty.png": "" });
    const pictures = [
      picture("below"),
      join(root, "broken.jpg"),
      picture("above"),
      join(root, "nope.jpg"),
      join(root, "empty.png"),
      directory,
    ];
    const result = await predict({ run, pictures, top: 1 }, modelsOf(), context);
    assert.deepEqual(
      result.predictions.map(({ labels }) => labels["class"]),
      ["below", undefined, "above", undefined, undefined, undefined],
    );
    assert.deepEqual(
      result.predictions.map(({ top }) => top.length),
      [1, 0, 1, 0, 0, 0],
    );
    const errors = result.predictions.map(({ error }) => error?.replace(/^.*\//, ""));
    assert.match(errors[1]!, /^broken\.jpg is not a readable picture/);
    assert.equal(errors[3], "nope.jpg does not exist.");
    assert.match(errors[4]!, /^empty\.png is not a readable picture: it is empty\./);
    assert.equal(errors[5], `${basename(directory)} is a folder, not a file.`);
    assert.deepEqual([result.network, result.target], ["catDogNet", "class"]);
  });

  it("names at most as many classes as there are", async () => {
    const pictures = [join(directory, "above", "above_1.png")];
    const { predictions } = await predict({ run, pictures }, modelsOf(), context);
    assert.equal(predictions[0]?.top.length, 2);
    await rejectsWith("invalid-argument", predict({ run, pictures, top: 0 }, modelsOf(), context));
  });

  it("is loaded once, dropped when idle, and loaded anew", async () => {
    let loaded = 0;
    let dropped = 0;
    const hooks = { inferring: () => loaded++, disposed: () => dropped++ };
    const models = modelsOf(hooks, 5);
    const pictures = [join(directory, "above", "above_1.png")];
    await Promise.all([1, 2, 3].map(() => predict({ run, pictures }, models, context)));
    assert.deepEqual([loaded, dropped], [1, 0]);
    while (dropped === 0) await sleep(5);
    await predict({ run, pictures }, models, context);
    assert.equal(loaded, 2);
    models.dispose();
    while (dropped === 1) await sleep(5);
  });

  it("is tried again after it could not be opened", async () => {
    const record = join(run, "run.json");
    const text = readFileSync(record, "utf8");
    const models = modelsOf();
    writeFileSync(record, "{");
    const message = await rejectsWith(
      "corrupt-run",
      predict({ run, pictures: [] }, models, context),
    );
    assert.match(message, /run\.json is damaged: it is not JSON/);
    writeFileSync(record, text);
    const { predictions } = await predict({ run, pictures: [] }, models, context);
    assert.deepEqual(predictions, []);
  });

  it("is said not to be one where there is none", async () => {
    const message = await rejectsWith(
      "not-found",
      evaluate({ run: directory }, modelsOf(), context),
    );
    assert.match(message, /is not the folder of a run: it has no run\.json in it/);
  });
});

describe("a run on the finer target", () => {
  it("decodes the coarser class that it implies", async () => {
    const directory = temporaryFolder();
    const folder = temporaryFolder();
    await drawShades(folder, 8, ["Bengal", "beagle", "pug"]);
    for (const breed of ["Bengal", "beagle", "pug"]) {
      for (let index = 0; index < 8; index++) {
        const png = readFileSync(join(folder, breed, `${breed}_${index}.png`));
        writeFiles(directory, { [`images/${breed}_${index}.png`]: png });
      }
    }
    const config = {
      network: "catDogNet",
      target: "breed",
      epochs: 4,
      batch: 6,
      learningRate: 0.01,
      imageSize: 32,
    } as const;
    const { directory: run } = await train({ directory, config }, toolsOf(testEngine()), context);
    const pictures = ["Bengal_1", "pug_2"].map((name) => join(directory, "images", `${name}.png`));
    const { predictions } = await predict({ run, pictures }, modelsOf(), context);
    assert.deepEqual(
      predictions.map(({ labels }) => labels),
      [
        { breed: "Bengal", species: "cat" },
        { breed: "pug", species: "dog" },
      ],
    );
  });
});
