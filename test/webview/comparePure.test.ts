// The Compare dashboard's reckoning without a page: curves over epochs and time, and which pictures fit.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { curveData, valueAt } from "../../webview/compare/curveData";
import { select, type Selection, type Verdict } from "../../webview/compare/selection";
import { breedRuns, threeRuns } from "./fixtures/comparisons";

describe("curves of several runs", () => {
  const { runs } = threeRuns.comparison;

  it("stand over the epochs, with nothing where a run has ended", () => {
    const { x, lines, end } = curveData(runs, { metric: "validationLoss", axis: "epochs" });
    assert.deepEqual(
      x,
      Array.from({ length: 15 }, (_, index) => index + 1),
    );
    assert.equal(end, 15);
    assert.equal(lines[2]?.filter((value) => value === null).length, 6);
    assert.equal(lines[0]?.[4], runs[0]?.run.metrics[4]?.validationLoss);
  });

  it("stand over the time that each run took, and keep their last value", () => {
    const data = curveData(runs, { metric: "trainAccuracy", axis: "time" });
    assert.deepEqual(
      data.x,
      [...data.x].sort((a, b) => a - b),
    );
    const seconds = runs.map(({ run: { metrics } }) =>
      metrics.reduce((sum, epoch) => sum + epoch.seconds, 0),
    );
    assert.equal(data.end, Math.max(...seconds));
    const index = data.x.length - 1;
    const last = runs.map((_, line) => valueAt(data, { line, index, axis: "time" }));
    assert.deepEqual(
      last,
      runs.map(({ run }) => run.metrics.at(-1)?.trainAccuracy),
    );
    assert.equal(valueAt(data, { line: 0, index: 0, axis: "time" }), null);
  });
});

describe("the compared pictures", () => {
  const { pictures } = breedRuns.comparison.common!;
  const verdicts = (...each: Verdict[]): ReadonlyMap<number, Verdict> =>
    new Map(each.map((verdict, run) => [run, verdict]));
  const base: Selection = { agreement: "all", verdicts: verdicts(), actual: null, order: "name" };

  it("fall apart into all right, all wrong and disagreed", () => {
    const counts = (["all-right", "all-wrong", "disagree"] as const).map(
      (agreement) => select(pictures, { ...base, agreement }).length,
    );
    assert.ok(counts.every((count) => count > 0));
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      pictures.length,
    );
  });

  it("fit when each run was what it must have been", () => {
    const chosen = select(pictures, { ...base, verdicts: verdicts("right", "wrong", "any") });
    assert.ok(chosen.length > 0);
    for (const { actual, answers } of chosen) {
      assert.equal(answers[0]?.predicted, actual);
      assert.notEqual(answers[1]?.predicted, actual);
    }
  });

  it("come with the most unlike answers first, and are left as they were", () => {
    const before = [...pictures];
    const spreads = select(pictures, { ...base, order: "certainty" }).map(({ answers }) => {
      const known = answers.map((answer) => answer!.actualProbability);
      return Math.max(...known) - Math.min(...known);
    });
    assert.deepEqual(
      spreads,
      [...spreads].sort((a, b) => b - a),
    );
    assert.deepEqual(pictures, before);
  });
});
