// Confident learning worked by hand.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { confidentLearning } from "../../../src/backend/mistakes/confidentLearning";

const of = (actual: number, ...probabilities: number[]) => ({ actual, probabilities });

describe("confident learning", () => {
  it("takes a label for wrong where another class reaches its own threshold", () => {
    const { thresholds, joint, candidates } = confidentLearning(
      [of(0, 0.9, 0.1), of(0, 0.8, 0.2), of(0, 0.1, 0.9), of(1, 0.2, 0.8), of(1, 0.4, 0.6)],
      2,
    );
    assert.ok(Math.abs((thresholds[0] ?? 0) - 0.6) < 1e-12);
    assert.ok(Math.abs((thresholds[1] ?? 0) - 0.7) < 1e-12);
    // the last picture reaches no threshold: it is counted nowhere, and its row is scaled up
    assert.deepEqual(joint, [
      [2, 1],
      [0, 2],
    ]);
    assert.deepEqual(
      candidates.map(({ index, suggested, selfConfidence }) => [index, suggested, selfConfidence]),
      [[2, 1, 0.1]],
    );
    assert.ok(Math.abs((candidates[0]?.margin ?? 0) + 0.8) < 1e-12);
  });

  it("leaves a label alone that is the most probable class, whatever the thresholds", () => {
    // class 1's threshold is low since its pictures are hard, class 0's is high
    const { joint, candidates } = confidentLearning(
      [of(0, 1, 0), of(0, 1, 0), of(0, 0.6, 0.4), of(1, 0.7, 0.3)],
      2,
    );
    assert.equal(joint[0]?.[1], 1);
    assert.deepEqual(candidates, []);
  });

  it("takes as many labels as are estimated to be wrong, though they reach no threshold", () => {
    // of four pictures labelled 0 one is surely a 1, and two are so only probably
    const { joint, candidates } = confidentLearning(
      [
        of(0, 0.95, 0.05),
        of(0, 0.02, 0.98),
        of(0, 0.3, 0.7),
        of(0, 0.35, 0.65),
        of(1, 0.05, 0.95),
        of(1, 0.1, 0.9),
      ],
      2,
    );
    assert.deepEqual(joint[0], [2, 2]);
    assert.deepEqual(
      candidates.map(({ index, suggested }) => [index, suggested]),
      [
        [1, 1],
        [2, 1],
      ],
    );
  });

  it("takes the more probable of several classes that reach their thresholds", () => {
    const { candidates } = confidentLearning(
      [of(0, 0.9, 0.05, 0.05), of(0, 0.02, 0.38, 0.6), of(1, 0.65, 0.35, 0), of(2, 0, 0.5, 0.5)],
      3,
    );
    assert.deepEqual(
      candidates.map(({ index, suggested }) => [index, suggested]),
      [
        [1, 2],
        [2, 0],
      ],
    );
  });

  it("says nothing of a class without pictures", () => {
    const { thresholds, joint, candidates } = confidentLearning([of(0, 0.1, 0.9)], 2);
    assert.deepEqual(
      [thresholds, joint, candidates],
      [
        [0.1, null],
        [
          [1, 0],
          [0, 0],
        ],
        [],
      ],
    );
  });
});
