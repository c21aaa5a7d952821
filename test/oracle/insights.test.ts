// Curves, areas, calibration, temperature and bootstrap intervals against scikit-learn, SciPy, NumPy and PyTorch.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { before, describe, it } from "node:test";
import {
  counted,
  drawIndices,
  estimate,
  metricValues,
} from "../../src/backend/evaluate/insights/bootstrap";
import { calibrationOf } from "../../src/backend/evaluate/insights/calibration";
import { precisionRecallCurve, rocCurve } from "../../src/backend/evaluate/insights/curves";
import { meanOf, oneVersusRest } from "../../src/backend/evaluate/insights/oneVersusRest";
import { atTemperature, fitTemperature } from "../../src/backend/evaluate/insights/temperature";
import { Random } from "../../src/backend/util/random";
import { argMax, crossEntropy, softmax } from "../../src/backend/util/softmax";
import type { PicturePrediction } from "../../src/protocol/evaluation";
import type { Curve } from "../../src/protocol/insights";
import { missingPython, python } from "../skip";

/** Only the order of summing differs. */
const TOLERANCE = 1e-12;
/** A minimum is flat: an optimizer stops about the root of the rounding of the loss from it. */
const MINIMUM = 1e-6;

type TheirCurve = readonly [x: number[], y: number[], thresholds: number[]];

interface Expected {
  readonly curves: Readonly<
    Record<
      string,
      {
        readonly roc: TheirCurve;
        readonly rocArea: number;
        readonly precisionRecall: TheirCurve;
        readonly averagePrecision: number;
      }
    >
  >;
  readonly macroRocArea: number | null;
  readonly reliability: {
    readonly accuracy: number[];
    readonly confidence: number[];
    readonly pictures: number[];
    readonly expectedError: number;
    readonly maximumError: number;
  };
  readonly brier: number;
  readonly loss: number;
  readonly temperature: {
    readonly scipy: number;
    readonly torch: number;
    readonly lossBefore: number;
    readonly lossAfter: number;
    readonly scaled: number[][];
  };
  readonly low: number[];
  readonly high: number[];
}

interface Made {
  readonly classes: number;
  readonly pictures: number;
  /** How far logits lean to the truth. */
  readonly skill: number;
  /** What all logits are multiplied by: above 1 is too sure. */
  readonly boast: number;
  /** Classes that have pictures. */
  readonly present?: number;
  /** Logits are rounded to this, so that many pictures have equal scores. */
  readonly step?: number;
}

function make({ classes, pictures, skill, boast, present = classes, step }: Made) {
  const random = Random.of(11, classes, pictures, skill, boast, step ?? 0);
  const logitRows = Array.from({ length: pictures }, (_, picture) =>
    Array.from({ length: classes }, (_, index) => {
      const lean = index === picture % present ? skill : 0;
      const logit = boast * (random.normal() + lean);
      return step === undefined ? logit : Math.round(logit / step) * step;
    }),
  );
  const predictions = logitRows.map((logits, picture): PicturePrediction => {
    const actual = picture % present;
    return {
      path: `${picture}.jpg`,
      actual,
      predicted: argMax(logits),
      probabilities: softmax(logits),
      loss: crossEntropy(logits, actual),
    };
  });
  const resamples = Array.from({ length: 60 }, () => drawIndices(pictures, random));
  return { classes, logits: logitRows, predictions, resamples };
}

const cases = [
  make({ classes: 2, pictures: 300, skill: 1.5, boast: 2 }),
  make({ classes: 2, pictures: 200, skill: 1, boast: 0.4, step: 0.1 }),
  make({ classes: 37, pictures: 1100, skill: 3, boast: 3 }),
  make({ classes: 5, pictures: 40, skill: 1, boast: 1, present: 3, step: 0.5 }),
  make({ classes: 3, pictures: 30, skill: 0, boast: 4 }),
];
const names = (count: number) => Array.from({ length: count }, (_, index) => `class ${index}`);

function near(ours: number | null | undefined, theirs: number, tolerance = TOLERANCE): void {
  assert.ok(
    typeof ours === "number" && Math.abs(ours - theirs) <= tolerance,
    `${ours} is not ${theirs}`,
  );
}

function allNear(ours: readonly (number | null)[], theirs: readonly number[]): void {
  assert.equal(ours.length, theirs.length);
  for (const [at, value] of ours.entries()) near(value, theirs[at]!);
}

function sameCurve(ours: Curve | null, [x, y, thresholds]: TheirCurve): void {
  assert.ok(ours);
  allNear(ours.x, x);
  allNear(ours.y, y);
  assert.equal(ours.thresholds[0], null);
  allNear(ours.thresholds.slice(1), thresholds);
}

const skip = missingPython(["sklearn", "scipy", "numpy", "torch"]);
describe("insights against scikit-learn, SciPy, NumPy and PyTorch", { skip }, () => {
  const expected: Expected[] = [];
  before(() => {
    const input = cases.map(({ logits, predictions, resamples }) =>
      JSON.stringify({
        logits,
        resamples: resamples.map((indices) => [...indices]),
        actual: predictions.map(({ actual }) => actual),
        predicted: predictions.map(({ predicted }) => predicted),
        probabilities: predictions.map(({ probabilities }) => probabilities),
      }),
    );
    const script = resolve("test/oracle/insights.py");
    const run = spawnSync(python, [script], {
      input: input.join("\n"),
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    });
    assert.equal(run.status, 0, run.stderr);
    expected.push(
      ...run.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Expected),
    );
    assert.equal(expected.length, cases.length);
  });

  it("ROC and precision-recall curves, point by point, and their areas", () => {
    for (const [index, { classes, predictions }] of cases.entries()) {
      const { curves, macroRocArea } = expected[index]!;
      const ours = oneVersusRest(predictions, names(classes));
      for (const [label, { rocArea, averagePrecision }] of ours.entries()) {
        const theirs = curves[label];
        if (!theirs) {
          assert.deepEqual([rocArea, averagePrecision], [null, null]);
          continue;
        }
        const scored = {
          scores: predictions.map(({ probabilities }) => probabilities[label]!),
          isPositive: predictions.map(({ actual }) => actual === label),
        };
        sameCurve(rocCurve(scored), theirs.roc);
        sameCurve(precisionRecallCurve(scored), theirs.precisionRecall);
        near(rocArea, theirs.rocArea);
        near(averagePrecision, theirs.averagePrecision);
      }
      if (macroRocArea !== null) near(meanOf(ours.map((each) => each.rocArea)), macroRocArea);
    }
  });

  it("reliability bins, calibration errors, Brier score and loss", () => {
    for (const [index, { predictions }] of cases.entries()) {
      const { reliability, brier, loss } = expected[index]!;
      const ours = calibrationOf(predictions);
      allNear(
        ours.bins.map(({ accuracy }) => accuracy),
        reliability.accuracy,
      );
      allNear(
        ours.bins.map(({ confidence }) => confidence),
        reliability.confidence,
      );
      assert.deepEqual(
        ours.bins.map(({ pictures }) => pictures),
        reliability.pictures,
      );
      near(ours.expectedError, reliability.expectedError);
      near(ours.maximumError, reliability.maximumError);
      near(ours.brier, brier);
      near(ours.loss, loss);
    }
  });

  it("the temperature, from saved probabilities where they have logits", () => {
    let fitted = 0;
    for (const [index, { predictions }] of cases.entries()) {
      const { scipy, torch, lossBefore, lossAfter, scaled } = expected[index]!.temperature;
      const ours = fitTemperature(predictions);
      if (ours === null) {
        // without skill the best is to know nothing: theirs, too, run out of the bounds
        assert.ok(torch > 20 || torch < 0, `theirs found ${torch}`);
        continue;
      }
      fitted++;
      near(ours / torch, 1, MINIMUM);
      near(ours / scipy, 1, MINIMUM);
      near(calibrationOf(predictions).loss, lossBefore);
      near(calibrationOf(atTemperature(predictions, ours)).loss, lossAfter);
      const ourScaled = atTemperature(predictions, torch).map((each) => each.probabilities);
      for (const [row, values] of ourScaled.entries()) allNear(values, scaled[row]!);
    }
    assert.ok(fitted >= 4);
  });

  it("percentile intervals over the same resamples", () => {
    for (const [index, { classes, predictions, resamples }] of cases.entries()) {
      const { low, high } = expected[index]!;
      const pictures = counted(predictions, names(classes));
      const values = resamples.map((indices) => metricValues(pictures, indices));
      const ours = metricValues(pictures, Int32Array.from(predictions.keys())).map((value, at) =>
        estimate(
          value,
          values.map((row) => row[at]!),
        ),
      );
      allNear(
        ours.map((each) => each.low),
        low,
      );
      allNear(
        ours.map((each) => each.high),
        high,
      );
    }
  });
});
