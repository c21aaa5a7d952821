// Insights at their edges: what is undefined, what is seeded, what may be cancelled; numbers are checked in test/oracle.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  drawIndices,
  estimate,
  metricEstimates,
  quantile,
} from "../../../src/backend/evaluate/insights/bootstrap";
import { calibrationBins } from "../../../src/backend/evaluate/insights/calibration";
import {
  precisionRecallCurve,
  rocCurve,
  thin,
} from "../../../src/backend/evaluate/insights/curves";
import { generatedInsights } from "../../../src/backend/evaluate/insights/generated";
import { insightsOf } from "../../../src/backend/evaluate/insights/insights";
import { atTemperature, fitTemperature } from "../../../src/backend/evaluate/insights/temperature";
import {
  accuracyOf,
  classMetrics,
  confusionOf,
  macroF1Of,
} from "../../../src/backend/evaluate/metrics";
import { Random } from "../../../src/backend/util/random";
import { argMax, crossEntropy, softmax } from "../../../src/backend/util/softmax";
import type { Evaluation, PicturePrediction } from "../../../src/protocol/evaluation";
import type { Insights } from "../../../src/protocol/insights";

const CLASSES = ["cat", "dog", "owl"];
const { signal } = new AbortController();

/** Predictions of logits that lean to the truth; no picture shows the third class. */
function predictionsOf(count: number, lean: number): PicturePrediction[] {
  const random = Random.of(5, count, lean);
  return Array.from({ length: count }, (_, picture) => {
    const actual = picture % 2;
    const logits = CLASSES.map((_, index) => random.normal() + (index === actual ? lean : 0));
    return {
      path: `${picture}.jpg`,
      actual,
      predicted: argMax(logits),
      probabilities: softmax(logits),
      loss: crossEntropy(logits, actual),
    };
  });
}

function evaluationOf(predictions: readonly PicturePrediction[]): Evaluation {
  const confusion = confusionOf(predictions, CLASSES.length);
  const perClass = classMetrics(confusion, CLASSES);
  return {
    run: "run",
    split: "test",
    checkpoint: "best",
    classes: CLASSES,
    accuracy: accuracyOf(confusion),
    loss: predictions.reduce((sum, { loss }) => sum + loss, 0) / predictions.length,
    confusion,
    perClass,
    macroF1: macroF1Of(perClass),
    predictions,
    seconds: 1,
  };
}

describe("curves", () => {
  it("are none without both kinds of pictures", () => {
    const scores = [0.1, 0.9];
    assert.equal(rocCurve({ scores, isPositive: [true, true] }), null);
    assert.equal(rocCurve({ scores, isPositive: [false, false] }), null);
    assert.equal(precisionRecallCurve({ scores, isPositive: [false, false] }), null);
    assert.deepEqual(precisionRecallCurve({ scores, isPositive: [true, true] }), {
      thresholds: [null, 0.9, 0.1],
      x: [0, 0.5, 1],
      y: [1, 1, 1],
    });
  });

  it("take equal scores at once", () => {
    const scores = [0.5, 0.5, 0.5, 0.5];
    const roc = rocCurve({ scores, isPositive: [true, false, true, false] });
    assert.deepEqual(roc, { thresholds: [null, 0.5], x: [0, 1], y: [0, 1] });
  });

  it("are thinned to their ends and some between", () => {
    const x = Array.from({ length: 1001 }, (_, index) => index / 1000);
    const thinned = thin({ thresholds: x, x, y: x }, 101);
    assert.equal(thinned.x.length, 101);
    assert.deepEqual([thinned.x[0], thinned.x[1], thinned.x.at(-1)], [0, 0.01, 1]);
    assert.deepEqual(thin({ thresholds: x, x, y: x }, 2000).x, x);
  });
});

describe("calibration bins", () => {
  it("put an edge into the bin below it", () => {
    const said = (p: number) => ({
      actual: 0,
      predicted: 0,
      probabilities: [p, 1 - p],
      loss: -Math.log(p),
    });
    const bins = calibrationBins([said(0.6), said(0.61), said(1)]);
    assert.deepEqual(
      bins.map(({ low, high, pictures }) => [low, high, pictures]),
      [
        [0.5, 0.6, 1],
        [0.6, 0.7, 1],
        [0.9, 1, 1],
      ],
    );
  });
});

describe("temperature", () => {
  it("is none when the surer is the better, and when nothing is known", () => {
    const right = predictionsOf(50, 2).map((each) => ({ ...each, actual: each.predicted }));
    assert.equal(fitTemperature(right), null);
    const wrong = right.map((each) => ({ ...each, actual: (each.predicted + 1) % 3 }));
    assert.equal(fitTemperature(wrong), null);
  });

  it("undoes a temperature, though probabilities too small for a number were lost", () => {
    const predictions = predictionsOf(2000, 1);
    const best = fitTemperature(predictions);
    assert.ok(best !== null);
    const sharpened = atTemperature(predictions, 0.2);
    const again = fitTemperature(sharpened);
    assert.ok(again !== null && Math.abs(again / (best / 0.2) - 1) < 1e-9);
    const extreme = { actual: 1, predicted: 0, probabilities: [1, 0, 0], loss: 800 };
    const finite = fitTemperature([...predictions, extreme]);
    assert.ok(finite !== null && finite > best);
  });

  it("leaves what is said as it was", () => {
    const predictions = predictionsOf(200, 1);
    for (const [at, each] of atTemperature(predictions, 3).entries()) {
      assert.equal(argMax(each.probabilities), predictions[at]!.predicted);
      assert.ok(Math.abs(each.loss + Math.log(each.probabilities[each.actual]!)) < 1e-12);
    }
  });
});

describe("bootstrap", () => {
  it("draws with replacement, every index about as often", () => {
    const often = new Int32Array(50);
    const random = Random.of(1, "draws");
    for (let time = 0; time < 400; time++) {
      for (const index of drawIndices(50, random)) often[index]!++;
    }
    // 400 expected, standard deviation 20
    assert.ok(Math.min(...often) > 300 && Math.max(...often) < 500);
  });

  it("takes quantiles between values, and intervals around the value", () => {
    assert.equal(quantile([1, 2, 3, 4], 0.5), 2.5);
    assert.equal(quantile([7], 0.975), 7);
    const values = Array.from({ length: 1001 }, (_, index) => (index * 37) % 1001);
    const { low, high } = estimate(500, values);
    assert.ok(Math.abs(low - 25) < 1e-9 && Math.abs(high - 975) < 1e-9, `${low} to ${high}`);
  });

  it("is the same each time, narrower with more pictures, and has 0 where nothing is defined", async () => {
    const few = await metricEstimates(evaluationOf(predictionsOf(40, 1)), signal);
    const again = await metricEstimates(evaluationOf(predictionsOf(40, 1)), signal);
    const many = await metricEstimates(evaluationOf(predictionsOf(640, 1)), signal);
    assert.deepEqual(again, few);
    const width = ({ accuracy }: typeof few): number => accuracy.high - accuracy.low;
    // four times narrower is what 16 times the pictures should give
    assert.ok(width(few) / width(many) > 2.5 && width(few) / width(many) < 6);
    assert.deepEqual(few.perClass[2]!.recall, { value: 0, low: 0, high: 0 });
    for (const { value, low, high } of [few.accuracy, few.loss, few.macroF1]) {
      assert.ok(low < value && value < high);
    }
  });

  it("stops when it is told to", async () => {
    const stop = new AbortController();
    stop.abort();
    const work = metricEstimates(evaluationOf(predictionsOf(40, 1)), stop.signal);
    await assert.rejects(work, { code: "cancelled" });
  });
});

describe("generated pictures", () => {
  const predictions = predictionsOf(400, 1).map((each, index) =>
    // of the cats, those generated are always wrong
    index % 4 === 0 ? { ...each, predicted: 1 } : { ...each, predicted: each.actual },
  );
  const origins = new Map(predictions.map(({ path }, index) => [path, index % 4 === 0]));

  it("are compared within their class", () => {
    const { paths, unknown, classes, realAccuracy } = generatedInsights(
      evaluationOf(predictions),
      origins,
    );
    assert.equal(paths.length, 100);
    assert.equal(unknown, 0);
    assert.equal(realAccuracy?.value, 1);
    assert.deepEqual(
      classes.map(({ name }) => name),
      ["cat"],
    );
    const { real, generated, difference } = classes[0]!;
    assert.deepEqual([real.pictures, real.recall?.value], [100, 1]);
    assert.deepEqual([generated.pictures, generated.recall?.value], [100, 0]);
    assert.deepEqual(difference, { value: -1, low: -1, high: -1 });
  });

  it("that are gone from the data set are not guessed at", () => {
    const known = new Map([...origins].slice(0, 300));
    const { unknown, paths } = generatedInsights(evaluationOf(predictions), known);
    assert.equal(unknown, 100);
    assert.equal(paths.length, 75);
  });
});

describe("insights", () => {
  it("can be written as JSON and read again as they were", async () => {
    const evaluation = evaluationOf(predictionsOf(60, 1));
    const insights = await insightsOf({ evaluation, validation: evaluation }, new Map(), signal);
    assert.deepEqual(JSON.parse(JSON.stringify(insights)) as Insights, insights);
    assert.equal(insights.temperature.kind, "fitted");
    assert.equal(insights.curves[2]!.roc, null);
    assert.ok(insights.meanRocArea !== null);
    const alone = await insightsOf({ evaluation, validation: null }, new Map(), signal);
    assert.deepEqual(alone.temperature, { kind: "not-evaluated" });
  });
});
