// Confident learning against the paper's equations written anew in NumPy, and worked by hand.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { before, describe, it } from "node:test";
import {
  type ConfidentLearning,
  confidentLearning,
  type Labelled,
} from "../../src/backend/mistakes/confidentLearning";
import { Random } from "../../src/backend/util/random";
import { softmax } from "../../src/backend/util/softmax";
import { missingPython, python } from "../skip";

/** Only the order of summing differs. */
const TOLERANCE = 1e-12;

/**
 * Vectorised and by other words than the implementation: a boolean matrix of what reaches its
 * threshold, masked argmax, and the joint by a two-dimensional histogram.
 */
const PROGRAM = `
import json, sys
import numpy as np
given = json.load(sys.stdin)
p, y, k = np.array(given["p"]), np.array(given["y"]), given["k"]
present = np.array([(y == j).any() for j in range(k)])
t = np.array([p[y == j, j].mean() if present[j] else np.inf for j in range(k)])
above = p >= t
sure = above.any(axis=1)
star = np.where(above, p, -1).argmax(axis=1)
c, _, _ = np.histogram2d(y[sure], star[sure], bins=[np.arange(k + 1)] * 2)
n = np.bincount(y, minlength=k)
rows = c.sum(axis=1)
c[rows == 0] = np.diag(n)[rows == 0]
joint = c / np.maximum(c.sum(axis=1, keepdims=True), 1) * n[:, None]
self_confidence = p[np.arange(len(y)), y]
others = p.copy()
others[np.arange(len(y)), y] = -np.inf
margin = self_confidence - others.max(axis=1)
off = sure & (star != y)
rank = np.lexsort((self_confidence, y))
place = np.empty(len(y), int)
place[rank] = np.arange(len(y)) - np.searchsorted(y[rank], y[rank])
pruned = place < np.floor(n - np.diag(joint) + 0.5)[y]
suggested = np.where(off, star, p.argmax(axis=1))
wrong = np.flatnonzero((off | pruned) & (p.argmax(axis=1) != y))
wrong = wrong[np.argsort(self_confidence[wrong], kind="stable")]
json.dump({
    "thresholds": [None if np.isinf(x) else x for x in t],
    "joint": joint.tolist(),
    "candidates": [[int(i), int(suggested[i]), self_confidence[i], margin[i]] for i in wrong],
}, sys.stdout)
`;

interface Theirs {
  readonly thresholds: (number | null)[];
  readonly joint: number[][];
  readonly candidates: [number, number, number, number][];
}

/** Predictions of which about a fifth contradict their labels. */
function draw(count: number, classes: number, random: Random): Labelled[] {
  return Array.from({ length: count }, () => {
    const actual = random.integer(classes);
    const truth = random.uniform() < 0.2 ? random.integer(classes) : actual;
    const logits = Array.from(
      { length: classes },
      (_, label) => 1.5 * random.normal() + (label === truth ? 3 : 0),
    );
    return { actual, probabilities: softmax(logits) };
  });
}

function near(ours: number, theirs: number): void {
  assert.ok(
    Math.abs(ours - theirs) < TOLERANCE * Math.max(1, Math.abs(theirs)),
    `${ours} ${theirs}`,
  );
}

describe("confident learning against NumPy", { skip: missingPython(["numpy"]) }, () => {
  for (const [count, classes] of [
    [400, 2],
    [600, 5],
    [900, 37],
  ] as const) {
    describe(`${count} pictures of ${classes} classes`, () => {
      let ours: ConfidentLearning;
      let theirs: Theirs;

      before(() => {
        // the last class has no picture
        const pictures = draw(count, classes, Random.of(classes, "oracle")).map((each) => ({
          ...each,
          actual: classes > 2 ? each.actual % (classes - 1) : each.actual,
        }));
        ours = confidentLearning(pictures, classes);
        const p = pictures.map(({ probabilities }) => probabilities);
        const y = pictures.map(({ actual }) => actual);
        const input = JSON.stringify({ p, y, k: classes });
        const { stdout, stderr } = spawnSync(python, ["-c", PROGRAM], {
          input,
          encoding: "utf8",
          maxBuffer: 1e8,
        });
        assert.notEqual(stdout, "", stderr);
        theirs = JSON.parse(stdout) as Theirs;
      });

      it("has the same thresholds", () => {
        for (const [label, threshold] of theirs.thresholds.entries()) {
          if (threshold === null) assert.equal(ours.thresholds[label], null);
          else near(ours.thresholds[label] ?? NaN, threshold);
        }
      });

      it("has the same joint, which sums to the pictures", () => {
        for (const [label, row] of theirs.joint.entries()) {
          for (const [other, value] of row.entries())
            near(ours.joint[label]?.[other] ?? NaN, value);
        }
        near(
          ours.joint.flat().reduce((sum, value) => sum + value, 0),
          count,
        );
      });

      it("has the same candidates in the same order", () => {
        assert.ok(ours.candidates.length > count / 50);
        assert.deepEqual(
          ours.candidates.map(({ index, suggested }) => [index, suggested]),
          theirs.candidates.map(([index, suggested]) => [index, suggested]),
        );
        for (const [at, [, , selfConfidence, margin]] of theirs.candidates.entries()) {
          near(ours.candidates[at]?.selfConfidence ?? NaN, selfConfidence);
          near(ours.candidates[at]?.margin ?? NaN, margin);
        }
      });
    });
  }
});
