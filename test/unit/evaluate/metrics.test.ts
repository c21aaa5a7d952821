// Metrics against values worked by hand.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  accuracyOf,
  classMetrics,
  confusionOf,
  macroF1Of,
} from "../../../src/backend/evaluate/metrics";

const pairs = (...list: (readonly [number, number])[]) =>
  list.map(([actual, predicted]) => ({ actual, predicted }));

describe("metrics", () => {
  // cat: 2 of 3 right; dog: 1 of 2 right, one cat taken for it
  const confusion = confusionOf(pairs([0, 0], [0, 0], [0, 1], [1, 1], [1, 0]), 2);

  it("count actual classes in rows and predicted ones in columns", () => {
    assert.deepEqual(confusion, [
      [2, 1],
      [1, 1],
    ]);
    assert.equal(accuracyOf(confusion), 3 / 5);
  });

  it("give precision, recall, F1, support and errors", () => {
    const perClass = classMetrics(confusion, ["cat", "dog"]);
    assert.deepEqual(perClass, [
      { name: "cat", precision: 2 / 3, recall: 2 / 3, f1: 4 / 6, support: 3, errors: 1 },
      { name: "dog", precision: 1 / 2, recall: 1 / 2, f1: 2 / 4, support: 2, errors: 1 },
    ]);
    assert.equal(macroF1Of(perClass), (4 / 6 + 2 / 4) / 2);
  });

  it("are 0 where they are undefined, and count in the mean", () => {
    const perClass = classMetrics(confusionOf(pairs([0, 0], [1, 0]), 3), ["a", "b", "c"]);
    assert.deepEqual(perClass[1], {
      name: "b",
      precision: 0,
      recall: 0,
      f1: 0,
      support: 1,
      errors: 1,
    });
    assert.deepEqual(perClass[2], {
      name: "c",
      precision: 0,
      recall: 0,
      f1: 0,
      support: 0,
      errors: 0,
    });
    assert.equal(macroF1Of(perClass), perClass[0]!.f1 / 3);
    assert.equal(
      accuracyOf([
        [0, 0],
        [0, 0],
      ]),
      0,
    );
  });

  it("refuse a class that is not there", () => {
    assert.throws(() => confusionOf(pairs([0, 2]), 2), RangeError);
    assert.throws(() => confusionOf(pairs([-1, 0]), 2), RangeError);
  });
});
