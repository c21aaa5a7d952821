// Training from a folder to a run: what is saved, what is refused, and what is left after a failure.
import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import type { RunSummary, TrainConfig } from "../../../src/protocol/training";
import { readTensors } from "../../../src/backend/util/safetensors";
import { describeRun, listRuns, readRun, summarizeRun } from "../../../src/backend/runs/summary";
import { resume } from "../../../src/backend/train/resume";
import { train } from "../../../src/backend/train/train";
import { silentContext } from "../../../src/backend/util/context";
import { temporaryFolder } from "../dataset/support";
import { drawShades } from "./pictures";
import { QUICK, rejectsWith, toolsOf } from "./support";
import { testEngine, type TestEngineHooks } from "./testEngine";

const runs = (directory: string) => {
  const folder = join(directory, ".pupil", "runs");
  return existsSync(folder) ? readdirSync(folder) : [];
};

describe("training", () => {
  const root = temporaryFolder();
  const directory = join(root, "shades");
  let first: RunSummary;
  const go = (change: Partial<TrainConfig> = {}, hooks: TestEngineHooks = {}, again = false) =>
    train(
      { directory, config: { ...QUICK, ...change }, again },
      toolsOf(testEngine(hooks)),
      silentContext(),
    );

  before(async () => {
    await drawShades(directory, 20);
    first = await go();
  });

  it("learns, and keeps all that is needed in the run's folder", async () => {
    assert.match(first.id, /^class-catDogNet-\d{8}-\d{6}$/);
    const detail = await describeRun(first.directory);
    assert.equal(detail.state, "finished");
    assert.equal(detail.dataset, directory);
    assert.deepEqual(detail.classes, ["above", "below"]);
    assert.deepEqual(detail.split.counts, { train: 28, validation: 6, test: 6 });
    assert.equal(detail.statistics.pictures, 28);
    assert.equal(detail.metrics.length, 3);
    assert.ok(detail.metrics.at(-1)!.trainLoss < detail.metrics[0]!.trainLoss);
    assert.equal(detail.bestValidationAccuracy, 1);
    assert.deepEqual(Object.keys(detail.versions), ["pupil", "node", "onnxruntime-node", "sharp"]);
    const names = detail.checkpoints.map(({ name }) => name);
    assert.deepEqual(names, ["best.safetensors", "last.safetensors", "optimizer-3.safetensors"]);
    assert.equal(existsSync(join(first.directory, "lock")), false);
    const { metadata, arrays } = await readTensors(
      join(first.directory, "checkpoints/last.safetensors"),
    );
    assert.deepEqual(arrays.get("fc2.weight")?.shape, [2, 1024]);
    assert.equal(metadata["epoch"], "3");
  });

  it("gives the finished run instead of training the same again", async () => {
    const found = await go({}, { beforeStep: () => assert.fail("it trained") });
    assert.deepEqual([found.id, found.loaded], [first.id, true]);
    const engineSaid = await go({ engine: "cpu" }, { beforeStep: () => assert.fail("it trained") });
    assert.equal(engineSaid.id, first.id);
  });

  it("trains anew when asked, or with another setting", async () => {
    const second = await go({}, {}, true);
    assert.notEqual(second.id, first.id);
    const other = await go({ epochs: 1, seed: 28 });
    assert.equal(other.loaded, undefined);
    const list = await listRuns(directory);
    assert.equal(list.runs.length, 3);
  });

  it("ends early when nothing gets better", async () => {
    const run = await go({ learningRate: 1e-12, epochs: 9, earlyStop: 1, seed: 3 });
    assert.equal(run.state, "finished");
    assert.ok(run.epochsDone < 9);
  });

  it("ends with a sentence when the loss is no number any more; the run says so", async () => {
    const before = runs(directory);
    let disposed = 0;
    const message = await rejectsWith(
      "training-diverged",
      go(
        { seed: 4 },
        {
          loss: (step, loss) => (step === 6 ? Number.NaN : loss),
          disposed: () => disposed++,
        },
      ),
    );
    assert.equal(disposed, 1);
    const id = runs(directory).find((name) => !before.includes(name))!;
    const run = await summarizeRun(await readRun(join(directory, ".pupil", "runs", id)));
    assert.deepEqual([run.state, run.error, run.epochsDone], ["failed", message, 1]);
  });

  it("is refused before anything is made: unknown target, unknown setting", async () => {
    const before = runs(directory);
    const unknown = await rejectsWith("unknown-target", go({ target: "colour" }));
    assert.match(unknown, /they have class\./);
    await rejectsWith("invalid-config", go({ epochs: 0 }));
    assert.deepEqual(runs(directory), before);
  });

  it("leaves no run when the network cannot be compiled", async () => {
    const before = runs(directory);
    const engine = { ...testEngine(), train: () => Promise.reject(new Error("no")) };
    const request = { directory, config: { ...QUICK, seed: 9 } };
    await assert.rejects(train(request, toolsOf(engine), silentContext()), /no/);
    assert.deepEqual(runs(directory), before);
  });

  it("keeps a second process from a run that is being trained", async () => {
    const tried: Promise<string>[] = [];
    const tools = toolsOf(testEngine(), (event, data) => {
      if (event !== "runChanged" || tried.length > 0) return;
      const run = (data as RunSummary).directory;
      tried.push(rejectsWith("run-busy", resume({ run }, toolsOf(testEngine()), silentContext())));
    });
    await train({ directory, config: { ...QUICK, seed: 5 } }, tools, silentContext());
    assert.match((await Promise.all(tried)).join(), /is being trained by process \d+/);
  });

  it("shows a run whose process died as interrupted, and goes on with it", async () => {
    const run = await go({ seed: 6 });
    const record = join(run.directory, "run.json");
    writeFileSync(record, readFileSync(record, "utf8").replace('"finished"', '"running"'));
    assert.equal((await summarizeRun(await readRun(run.directory))).state, "interrupted");
    const resumed = await resume({ run: run.directory }, toolsOf(testEngine()), silentContext());
    assert.deepEqual([resumed.state, resumed.epochsDone], ["finished", 3]);
  });

  it("does not resume what is finished, nor on pictures that changed", async () => {
    const again = resume({ run: first.directory }, toolsOf(testEngine()), silentContext());
    assert.match(await rejectsWith("invalid-argument", again), /is finished/);
    const controller = new AbortController();
    const tools = toolsOf(
      testEngine({
        beforeStep: () => {
          controller.abort();
        },
      }),
    );
    const request = { directory, config: { ...QUICK, seed: 7 } };
    await rejectsWith("cancelled", train(request, tools, silentContext(controller.signal)));
    const { runs: list } = await listRuns(directory);
    const stopped = list.find(({ record }) => record.state === "stopped")!;
    const moved = join(directory, "above", "above_0.png");
    renameSync(moved, join(root, "aside.png"));
    const other = resume({ run: stopped.directory }, toolsOf(testEngine()), silentContext());
    assert.match(await rejectsWith("invalid-argument", other), /have changed since the run began/);
    renameSync(join(root, "aside.png"), moved);
  });

  it("still knows its run when the data set's folder was moved", async () => {
    const elsewhere = join(root, "moved");
    renameSync(directory, elsewhere);
    try {
      const { runs: list, problems } = await listRuns(elsewhere);
      assert.deepEqual(problems, []);
      const run = await summarizeRun(list.find(({ directory: at }) => at.endsWith(first.id))!);
      assert.equal(run.dataset, elsewhere);
      const request = { directory: elsewhere, config: QUICK };
      const found = await train(request, toolsOf(testEngine()), silentContext());
      assert.equal(found.loaded, true);
    } finally {
      renameSync(elsewhere, directory);
    }
  });

  it("lists the other runs beside one that is damaged, and names it", async () => {
    const broken = join(directory, ".pupil", "runs", "broken");
    mkdirSync(broken);
    writeFileSync(join(broken, "run.json"), '{"version":1}');
    const { runs: list, problems } = await listRuns(directory);
    assert.ok(list.length > 3);
    assert.equal(problems.length, 1);
    assert.equal(problems[0]?.code, "corrupt-run");
    assert.match(problems[0].message, /broken.*run\.json is damaged.*createdAt/);
    rmSync(broken, { recursive: true });
  });
});
