// The order of confused classes: one for dashboards, reports, the command line and tools.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { confusedPairs } from "../../../src/protocol/confusedPairs";
import { evaluationAnswer } from "../../../src/protocol/tools/answers";
import { breedEvaluation } from "../../webview/fixtures/evaluations";

describe("confused classes", () => {
  it("are in the order of pictures, then of the class's share, then of the classes", () => {
    const pairs = confusedPairs([
      [9, 2, 1],
      [2, 0, 0],
      [1, 3, 0],
    ]);
    assert.deepEqual(
      pairs.map(({ actual, predicted, count, share }) => [actual, predicted, count, share]),
      [
        [2, 1, 3, 3 / 4],
        [1, 0, 2, 1],
        [0, 1, 2, 2 / 12],
        [2, 0, 1, 1 / 4],
        [0, 2, 1, 1 / 12],
      ],
    );
  });

  it("keep the classes' order in a tie, and leave out classes without pictures", () => {
    const ofThree = [
      [0, 0, 0],
      [1, 0, 1],
      [1, 1, 0],
    ];
    assert.deepEqual(
      confusedPairs(ofThree).map(({ actual, predicted }) => [actual, predicted]),
      [
        [1, 0],
        [1, 2],
        [2, 0],
        [2, 1],
      ],
    );
  });

  it("are told to tools in that order", () => {
    const { classes } = breedEvaluation.evaluation!;
    const { confusions } = evaluationAnswer(breedEvaluation.evaluation!);
    const expected = breedEvaluation.insights.confusedPairs.slice(0, confusions.length);
    assert.ok(confusions.length > 1);
    assert.deepEqual(
      confusions.map(({ actual, takenFor, pictures }) => [actual, takenFor, pictures]),
      expected.map(({ actual, predicted, count }) => [classes[actual], classes[predicted], count]),
    );
  });
});
