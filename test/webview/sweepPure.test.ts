// Axes of parallel coordinates: where values stand, what arrow keys choose.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Sweep, SweepPlan, SweepTrial } from "../../src/protocol/sweep";
import {
  axesOf,
  brushed,
  isChosen,
  stepBrush,
  stopsOf,
  type Writing,
} from "../../webview/sweep/axes";

const writing: Writing = {
  settingName: (key) => key,
  value: String,
  metricName: "metric",
  metric: String,
};

function sweepOf(settings: SweepPlan["settings"], values: readonly SweepTrial["settings"][]) {
  const trials = values.map((each, index): SweepTrial => ({
    number: index + 1,
    settings: each,
    state: "finished",
    epochsDone: 1,
    seconds: 1,
    validationAccuracy: 0.5 + index / 10,
    validationLoss: 1 - index / 10,
  }));
  const plan: SweepPlan = { search: "random", settings };
  return { plan, trials } satisfies Pick<Sweep, "plan" | "trials">;
}

describe("an axis", () => {
  it("of listed numbers is ordered by size in even steps, of words as they are given", () => {
    const sweep = sweepOf({ lr: [0.1, 0.001], how: ["b", "a"] }, [
      { lr: 0.1, how: "b" },
      { lr: 0.001, how: "a" },
    ]);
    const [lr, how] = axesOf(sweep, writing);
    assert.deepEqual(sweep.trials.map(lr!.at), [1, 0]);
    assert.deepEqual(sweep.trials.map(how!.at), [0, 1]);
    assert.deepEqual(lr!.ticks, [
      { at: 0, label: "0.001" },
      { at: 1, label: "0.1" },
    ]);
  });

  it("of one value stands in the middle", () => {
    const sweep = sweepOf({ how: ["a"] }, [{ how: "a" }]);
    const [how, metric] = axesOf(sweep, writing);
    assert.deepEqual([how!.at(sweep.trials[0]!), metric!.at(sweep.trials[0]!)], [0.5, 0.5]);
  });

  it("of a log range is even in powers of ten, which are its ticks", () => {
    const range = { min: 1e-4, max: 1, scale: "log" } as const;
    const sweep = sweepOf({ lr: range }, [{ lr: 1e-4 }, { lr: 1e-2 }, { lr: 1 }]);
    const [lr] = axesOf(sweep, writing);
    const places = sweep.trials.map((trial) => lr!.at(trial)!);
    for (const [index, expected] of [0, 0.5, 1].entries()) {
      assert.ok(Math.abs(places[index]! - expected) < 1e-12);
    }
    assert.deepEqual(
      lr!.ticks.map(({ label }) => label),
      ["0.0001", "0.001", "0.01", "0.1", "1"],
    );
  });

  it("of a linear range that begins at nought is even", () => {
    const sweep = sweepOf({ decay: { min: 0, max: 0.4 } }, [{ decay: 0.1 }]);
    const [decay] = axesOf(sweep, writing);
    assert.equal(decay!.at(sweep.trials[0]!), 0.25);
    assert.deepEqual(
      decay!.ticks.map(({ at }) => at),
      [0, 0.5, 1],
    );
  });

  it("of a loss has the lowest at the top, and nothing for a trial without one", () => {
    const base = sweepOf({ a: [1, 2] }, [{ a: 1 }, { a: 2 }]);
    const waiting: SweepTrial = {
      number: 3,
      settings: { a: 1 },
      state: "waiting",
      epochsDone: 0,
      seconds: 0,
    };
    const plan = { ...base.plan, metric: "loss" } as const;
    const metric = axesOf({ plan, trials: [...base.trials, waiting] }, writing).at(-1)!;
    assert.deepEqual([...base.trials, waiting].map(metric.at), [0, 1, null]);
  });
});

describe("a chosen part", () => {
  const sweep = sweepOf({ a: [1, 2, 3], b: ["x", "y"] }, [
    { a: 1, b: "x" },
    { a: 2, b: "x" },
    { a: 3, b: "y" },
  ]);
  const axes = axesOf(sweep, writing);
  const stops = stopsOf(axes[0]!, sweep.trials);
  const up = { direction: 1, extends: false } as const;
  const down = { direction: -1, extends: false } as const;

  it("holds on all axes at once", () => {
    const chosen = (brushes: ReadonlyMap<string, readonly [number, number]>) =>
      sweep.trials.filter((trial) => isChosen(trial, axes, brushes)).map(({ number }) => number);
    assert.deepEqual(chosen(new Map([["a", [0, 0.5]]])), [1, 2]);
    assert.deepEqual(
      chosen(
        new Map([
          ["a", [0.5, 1]],
          ["b", [0, 0]],
        ]),
      ),
      [2],
    );
    assert.deepEqual(chosen(new Map()), [1, 2, 3]);
  });

  it("goes from value to value, begins at either end, and stays within", () => {
    assert.deepEqual(stepBrush(stops, undefined, up), [0, 0]);
    assert.deepEqual(stepBrush(stops, undefined, down), [1, 1]);
    assert.deepEqual(stepBrush(stops, [0, 0], up), [0.5, 0.5]);
    assert.deepEqual(stepBrush(stops, [1, 1], up), [1, 1]);
    assert.deepEqual(stepBrush(stops, [0, 0], down), [0, 0]);
    assert.equal(stepBrush([], undefined, up), undefined);
  });

  it("grows and shrinks at its top", () => {
    assert.deepEqual(stepBrush(stops, [0, 0], { ...up, extends: true }), [0, 0.5]);
    assert.deepEqual(stepBrush(stops, [0, 1], { ...down, extends: true }), [0, 0.5]);
    assert.deepEqual(stepBrush(stops, [0, 0], { ...down, extends: true }), [0, 0]);
  });

  it("is said by its lowest and highest value", () => {
    assert.deepEqual(brushed(stops, [0, 0.6]), ["1", "2"]);
    assert.deepEqual(brushed(stops, [0.9, 1]), ["3"]);
    assert.deepEqual(brushed(stops, [0.1, 0.2]), []);
  });
});
