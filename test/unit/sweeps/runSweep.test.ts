// A sweep from a plan to its ranking: what it trains, what it does not train again, and what it is stopped and resumed by.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import type { AugmentConfig } from "../../../src/protocol/augment";
import type { RunSummary } from "../../../src/protocol/training";
import type { Sweep, SweepPlan, SweepRequest } from "../../../src/protocol/sweep";
import { describeRun, listRuns } from "../../../src/backend/runs/summary";
import { rankingOf } from "../../../src/backend/sweeps/ranking";
import { resumeSweep, runSweep } from "../../../src/backend/sweeps/runSweep";
import { describeSweep, listSweeps } from "../../../src/backend/sweeps/store";
import { configForAll, trainOnAll } from "../../../src/backend/sweeps/trainOnAll";
import { train } from "../../../src/backend/train/train";
import { silentContext } from "../../../src/backend/util/context";
import { temporaryFolder } from "../dataset/support";
import { drawShades } from "../train/pictures";
import { rejectsWith, toolsOf } from "../train/support";
import { testEngine, type TestEngineHooks } from "../train/testEngine";

const config = {
  network: "catDogNet",
  target: "class",
  epochs: 2,
  batch: 8,
  imageSize: 32,
} as const;
const plan: SweepPlan = {
  search: "grid",
  settings: { learningRate: [1e-7, 0.01], weightDecay: [0, 0.1] },
};

describe("a sweep", () => {
  const directory = join(temporaryFolder(), "shades");
  const request: SweepRequest = { directory, config, plan };
  let sweep: Sweep;
  let adopted: RunSummary;
  const go = (
    change: Partial<SweepRequest> = {},
    hooks: TestEngineHooks = {},
    signal?: AbortSignal,
  ) => runSweep({ ...request, ...change }, toolsOf(testEngine(hooks)), silentContext(signal));
  const nothing = { beforeStep: () => assert.fail("it trained") };

  before(async () => {
    await drawShades(directory, 20);
    const known = { ...config, learningRate: 0.01, weightDecay: 0.1 };
    adopted = await train({ directory, config: known }, toolsOf(testEngine()), silentContext());
    sweep = await go();
  });

  it("trains each combination as a run that is marked with it", async () => {
    assert.equal(sweep.state, "finished");
    assert.deepEqual(
      sweep.trials.map(({ settings, state }) => [Object.values(settings), state]),
      [
        [[1e-7, 0], "finished"],
        [[1e-7, 0.1], "finished"],
        [[0.01, 0], "finished"],
        [[0.01, 0.1], "finished"],
      ],
    );
    const { runs } = await listRuns(directory);
    const marks = runs.flatMap(({ record }) => (record.sweep ? [record.sweep] : []));
    assert.deepEqual(
      marks.map(({ id, trial }) => [id, trial]).sort(),
      [1, 2, 3].map((trial) => [sweep.id, trial]),
    );
    const [first] = sweep.trials;
    const run = await describeRun(first!.run!);
    assert.deepEqual([run.config.learningRate, run.config.weightDecay], [1e-7, 0]);
    assert.deepEqual(run.sweep, { id: sweep.id, trial: 1 });
  });

  it("takes a run that had trained the same before", () => {
    assert.equal(sweep.trials[3]?.run, adopted.directory);
  });

  it("is ranked by validation accuracy, then by loss", () => {
    const [best] = sweep.ranking;
    assert.ok(best === 3 || best === 4, String(best));
    const of = (number: number) => sweep.trials[number - 1]!;
    const accuracies = sweep.ranking.map((number) => of(number).validationAccuracy!);
    assert.deepEqual(
      accuracies,
      [...accuracies].sort((a, b) => b - a),
    );
    const trial = { settings: {}, epochsDone: 1, bestEpoch: 1, seconds: 1 } as const;
    const trials = [
      { ...trial, number: 1, state: "finished", validationAccuracy: 0.8, validationLoss: 0.9 },
      { ...trial, number: 2, state: "finished", validationAccuracy: 0.9, validationLoss: 0.7 },
      { ...trial, number: 3, state: "finished", validationAccuracy: 0.9, validationLoss: 0.6 },
      { ...trial, number: 4, state: "stopped", validationAccuracy: 1, validationLoss: 0 },
      { ...trial, number: 5, state: "finished", validationAccuracy: 0.7, validationLoss: 0.5 },
    ] as const;
    assert.deepEqual(rankingOf(trials, "accuracy"), [3, 2, 1, 5]);
    assert.deepEqual(rankingOf(trials, "loss"), [5, 3, 2, 1]);
  });

  it("trains nothing again when it is asked for in the same words", async () => {
    const turned = Object.fromEntries(Object.entries(config).reverse()) as typeof config;
    const again = await go({ config: turned }, nothing);
    assert.deepEqual(again, sweep);
    assert.deepEqual(await listSweeps(directory), [sweep]);
  });

  it("is the same one with settings that are said in part", async () => {
    const partly = { ...config, epochs: 1, augmentation: { rotation: 5 } as AugmentConfig };
    const change = { config: partly, plan: { search: "grid", settings: { batch: [16] } } as const };
    const first = await go(change);
    assert.equal((await go(change, nothing)).id, first.id);
  });

  it("is another one with another value, which trains only what is new", async () => {
    const steps: number[] = [];
    const settings = { learningRate: [0.01, 0.02], weightDecay: [0] };
    const other = await go(
      { plan: { search: "grid", settings } },
      { beforeStep: (step) => void steps.push(step) },
    );
    assert.notEqual(other.id, sweep.id);
    assert.equal(other.trials[0]?.run, sweep.trials[2]?.run);
    assert.equal(steps.length, 2 * 4); // epochs times batches, of one trial
  });

  it("stopped in the middle goes on where it was, as if it had not been stopped", async () => {
    const controller = new AbortController();
    const settings = { learningRate: [0.03, 0.04, 0.05] };
    const change = { plan: { search: "grid", settings } as const };
    let steps = 0;
    const stopping = {
      beforeStep: () => {
        if (++steps === 8 + 6) controller.abort(); // in the second epoch of the second trial
      },
    };
    await rejectsWith("cancelled", go(change, stopping, controller.signal));
    const [stopped] = await listSweeps(directory);
    assert.equal(stopped?.state, "stopped");
    assert.deepEqual(
      stopped.trials.map(({ state, epochsDone }) => [state, epochsDone]),
      [
        ["finished", 2],
        ["stopped", 1],
        ["waiting", 0],
      ],
    );
    let later = 0;
    const counting = {
      beforeStep: () => {
        later++;
      },
    };
    const place = { directory, id: stopped.id };
    const whole = await resumeSweep(place, toolsOf(testEngine(counting)), silentContext());
    assert.equal(later, 4 + 8); // the rest of the second, all of the third
    assert.equal(whole.state, "finished");
    assert.deepEqual(whole.trials[1]?.run, stopped.trials[1]?.run);
    const straight = { ...config, learningRate: 0.04 };
    const tools = toolsOf(testEngine());
    const request = { directory, config: straight, again: true };
    const once = await describeRun((await train(request, tools, silentContext())).directory);
    const resumed = await describeRun(whole.trials[1]!.run!);
    assert.deepEqual(
      resumed.metrics.map(({ validationLoss }) => validationLoss),
      once.metrics.map(({ validationLoss }) => validationLoss),
    );
  });

  it("goes on after a trial that diverged, and does not try that one again", async () => {
    const settings = { learningRate: [0.021, 0.022] };
    const change = { plan: { search: "grid", settings } as const };
    let steps = 0;
    const diverging = { loss: (_: number, loss: number) => (++steps === 3 ? NaN : loss) };
    const { state, trials, ranking } = await go(change, diverging);
    assert.equal(state, "finished");
    assert.deepEqual(
      trials.map((trial) => trial.state),
      ["failed", "finished"],
    );
    assert.match(trials[0]?.error ?? "", /no longer a number/);
    assert.deepEqual(ranking, [2]);
    const again = await go(change, nothing);
    assert.deepEqual(again.trials, trials);
  });

  it("says of each report which trial it is of", async () => {
    const details: string[] = [];
    const { signal } = new AbortController();
    const progress = ({ detail = "" }: { readonly detail?: string }) => void details.push(detail);
    const settings = { learningRate: [0.06] };
    const asked = { ...request, plan: { search: "grid", settings } as const };
    await runSweep(asked, toolsOf(testEngine()), { signal, progress });
    assert.ok(
      details.some((detail) => /^trial 1 of 1, epoch 2 of 2, loss/.test(detail)),
      details[0],
    );
  });

  it("refuses what could not be trained before it trains anything", async () => {
    const settings = { epochs: [1, 2], earlyStop: [0], warmup: [2] };
    const message = await rejectsWith(
      "invalid-config",
      go({ plan: { search: "grid", settings } }, nothing),
    );
    assert.match(message, /^Trial 1 \(epochs 1/);
    await rejectsWith("not-found", describeSweep(directory, "nothing"));
  });

  describe("whose best is trained again on all", () => {
    it("trains as long as was best, on training and validation pictures, and leaves the test out", async () => {
      const best = await describeRun(sweep.trials[sweep.ranking[0]! - 1]!.run!);
      const tools = toolsOf(testEngine());
      const all = await trainOnAll({ run: best.directory }, tools, silentContext());
      const { split, config: trained, sweep: mark } = await describeRun(all.directory);
      assert.deepEqual(split.counts, { train: 34, validation: 0, test: 6 });
      assert.deepEqual(
        [trained.validation, trained.epochs, trained.earlyStop, trained.learningRate],
        [false, best.bestEpoch, 0, best.config.learningRate],
      );
      assert.equal(mark, undefined);
      assert.equal(all.bestValidationAccuracy, undefined);
      await rejectsWith(
        "invalid-argument",
        trainOnAll({ run: all.directory }, tools, silentContext()),
      );
    });

    it("keeps fine-tuning and warm-up within the epochs", async () => {
      const run = await describeRun(sweep.trials[0]!.run!);
      const fineTune = {
        ...{ headEpochs: 8, headLearningRate: 1e-3, stages: 1, stageRate: 0.3 },
        frozenStatistics: true,
      };
      const tuned = { ...run, bestEpoch: 3, config: { ...run.config, fineTune, warmup: 5 } };
      const { fineTune: own, warmup, epochs } = configForAll(tuned);
      assert.deepEqual([own?.headEpochs, warmup, epochs], [2, 3, 3]);
      const none = { ...run, bestEpoch: undefined };
      assert.throws(() => configForAll(none), /nobody knows how many/);
    });
  });

  it("cannot go on once pictures have changed; asked for again it is a new one", async () => {
    rmSync(join(directory, "above", "above_0.png"));
    const place = { directory, id: sweep.id };
    const tools = toolsOf(testEngine());
    const message = await rejectsWith(
      "invalid-argument",
      resumeSweep(place, tools, silentContext()),
    );
    assert.match(message, /have changed since the sweep began/);
    const fresh = await go();
    assert.notEqual(fresh.id, sweep.id);
    assert.equal(fresh.state, "finished");
  });
});
