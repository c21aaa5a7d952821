// The evaluation dashboard's reckoning without a page: thresholds, certainties, origins, points of charts.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  accuracyOf,
  classMetrics,
  confusionOf,
  macroF1Of,
} from "../../src/backend/evaluate/metrics";
import type * as Points from "../../webview/evaluation/curvePoints";
import type * as Reliability from "../../webview/evaluation/reliability";
import { select, TENTHS, type Selection } from "../../webview/evaluation/selection";
import { atThreshold } from "../../webview/evaluation/threshold";
import { speciesEvaluation } from "./fixtures/evaluations";

const two = speciesEvaluation.evaluation!;
const { insights } = speciesEvaluation;

describe("an evaluation at another threshold", () => {
  for (const positive of [0, 1]) {
    for (const threshold of [0, 0.07, 0.5, 0.93, 1]) {
      it(`is counted as the backend counts, class ${positive} from ${threshold} on`, () => {
        const shown = atThreshold(two, { positive, threshold });
        for (const { probabilities, predicted } of shown.predictions) {
          assert.equal(predicted === positive, probabilities[positive]! >= threshold);
        }
        const confusion = confusionOf(shown.predictions, 2);
        const perClass = classMetrics(confusion, two.classes);
        assert.deepEqual(shown.confusion, confusion);
        assert.deepEqual(shown.perClass, perClass);
        assert.equal(shown.accuracy, accuracyOf(confusion));
        assert.equal(shown.macroF1, macroF1Of(perClass));
      });
    }
  }
});

describe("the gallery's selection", () => {
  const any: Selection = {
    verdict: "all",
    actual: null,
    predicted: null,
    certainty: null,
    origin: "all",
    order: "name",
  };
  const generated = new Set(insights.generated.paths);
  const count = (part: Partial<Selection>): number =>
    select(two.predictions, { ...any, ...part }, generated).length;

  it("has each picture in one tenth of certainty: the bins of the calibration", () => {
    const counts = TENTHS.map((certainty) => count({ certainty }));
    assert.equal(
      counts.reduce((sum, each) => sum + each, 0),
      two.predictions.length,
    );
    for (const { low, high, pictures } of insights.calibration.bins) {
      assert.equal(count({ certainty: { low, high } }), pictures);
    }
  });

  it("tells generated pictures from real ones", () => {
    assert.ok(generated.size > 0);
    assert.equal(count({ origin: "generated" }), generated.size);
    assert.equal(count({ origin: "real" }), two.predictions.length - generated.size);
    const [cat] = insights.generated.classes;
    assert.equal(count({ origin: "real", actual: 0 }), cat!.real.pictures);
  });
});

describe("points of the charts", () => {
  const dog = insights.curves[1]!;
  let points: typeof Points;
  let reliability: typeof Reliability;
  before(async () => {
    // numbers are written in the page's language
    const document = { documentElement: { lang: "en" } };
    Object.defineProperty(globalThis, "document", { value: document, configurable: true });
    points = await import("../../webview/evaluation/curvePoints");
    reliability = await import("../../webview/evaluation/reliability");
  });
  after(() => {
    Reflect.deleteProperty(globalThis, "document");
  });

  it("put the threshold in its place on both curves", () => {
    for (const threshold of [0.02, 0.31, 0.5, 0.97]) {
      const { perClass, confusion } = atThreshold(two, { positive: 1, threshold });
      const { recall, precision } = perClass[1]!;
      const roc = points.rocPoints(dog, {
        threshold,
        x: confusion[0]![1]! / dog.negatives,
        y: recall,
      })!;
      const curve = points.precisionRecallPoints(dog, { threshold, x: recall, y: precision })!;
      for (const { x, lines, readings } of [roc, curve]) {
        assert.deepEqual(
          x,
          [...x].sort((a, b) => a - b),
        );
        assert.equal(lines[2]!.filter((value) => value !== null).length, 1);
        for (const line of [...lines, readings]) assert.equal(line.length, x.length);
      }
    }
  });

  it("say that a class without pictures has no curve", () => {
    const empty = { ...dog, roc: null, rocArea: null, precisionRecall: null };
    assert.equal(points.rocPoints(empty), null);
    assert.equal(points.precisionRecallPoints(empty), null);
  });

  it("draw each bin once, on its own line, between the corners", () => {
    const { calibration, temperature } = insights;
    assert.ok(temperature.kind === "fitted");
    const scaled = temperature.calibration;
    const { x, lines } = reliability.reliabilityPoints(calibration, scaled);
    assert.deepEqual([x[0], x.at(-1)], [0, 1]);
    assert.deepEqual(lines[0], x);
    const drawn = lines.slice(1).map((line) => line.filter((value) => value !== null).length);
    assert.deepEqual(drawn, [calibration.bins.length, scaled.bins.length]);
    assert.deepEqual(
      x,
      [...x].sort((a, b) => a - b),
    );
  });
});
