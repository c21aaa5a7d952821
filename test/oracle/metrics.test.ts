// Metrics and cross-entropy against scikit-learn, on made-up predictions of 2 to 37 classes.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { describe, it } from "node:test";
import {
  accuracyOf,
  classMetrics,
  confusionOf,
  macroF1Of,
} from "../../src/backend/evaluate/metrics";
import { Random } from "../../src/backend/util/random";
import { argMax, crossEntropy, softmax } from "../../src/backend/util/softmax";
import { missingPython, python } from "../skip";

/** Only the order of summing differs. */
const TOLERANCE = 1e-12;

interface Expected {
  readonly confusion: number[][];
  readonly accuracy: number;
  readonly precision: number[];
  readonly recall: number[];
  readonly f1: number[];
  readonly support: number[];
  readonly macroF1: number;
  readonly loss: number;
}

/** Logits that lean to the actual class; classes from `present` on have no picture. */
function caseOf(classes: number, pictures: number, present = classes) {
  const random = Random.of(7, classes, pictures);
  const actual = Array.from({ length: pictures }, () => random.integer(present));
  const logits = actual.map((label) =>
    Array.from({ length: classes }, (_, index) => random.normal() + (index === label ? 1 : 0)),
  );
  return { classes, actual, logits };
}

const cases = [caseOf(2, 200), caseOf(37, 1100), caseOf(5, 12), caseOf(6, 40, 3), caseOf(3, 2)];

describe("metrics against scikit-learn", { skip: missingPython(["sklearn"]) }, () => {
  it("agree, undefined ones and classes without pictures included", () => {
    const input = cases.map(({ classes, actual, logits }) =>
      JSON.stringify({
        classes,
        actual,
        predicted: logits.map(argMax),
        probabilities: logits.map(softmax),
      }),
    );
    const script = resolve("test/oracle/metrics.py");
    const run = spawnSync(python, [script], { input: input.join("\n"), encoding: "utf8" });
    assert.equal(run.status, 0, run.stderr);
    const lines = run.stdout.trim().split("\n");
    assert.equal(lines.length, cases.length);
    for (const [index, { classes, actual, logits }] of cases.entries()) {
      const theirs = JSON.parse(lines[index]!) as Expected;
      const pairs = actual.map((label, at) => ({ actual: label, predicted: argMax(logits[at]!) }));
      const confusion = confusionOf(pairs, classes);
      const perClass = classMetrics(
        confusion,
        Array.from({ length: classes }, (_, i) => `c${i}`),
      );
      const loss = actual.reduce((sum, label, at) => sum + crossEntropy(logits[at]!, label), 0);
      assert.deepEqual(confusion, theirs.confusion);
      assert.deepEqual(
        perClass.map(({ support }) => support),
        theirs.support,
      );
      const near = (ours: number, expected: number) => {
        assert.ok(Math.abs(ours - expected) <= TOLERANCE, `${ours} is not ${expected}`);
      };
      near(accuracyOf(confusion), theirs.accuracy);
      near(macroF1Of(perClass), theirs.macroF1);
      near(loss / actual.length, theirs.loss);
      for (const [at, { precision, recall, f1 }] of perClass.entries()) {
        near(precision, theirs.precision[at]!);
        near(recall, theirs.recall[at]!);
        near(f1, theirs.f1[at]!);
      }
    }
  });
});
