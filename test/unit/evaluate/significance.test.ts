// Tests of significance against recorded answers of SciPy (test/oracle/significance.py).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { holm, mcNemar } from "../../../src/backend/evaluate/compare/significance";

interface Recorded {
  readonly mcNemar: readonly { readonly counts: [number, number]; readonly pValue: number }[];
  readonly holm: readonly { readonly pValues: number[]; readonly adjusted: number[] }[];
}

const recorded = JSON.parse(readFileSync("test/fixtures/significance.json", "utf8")) as Recorded;

/** Relative: logarithms are summed, thousands of them in the largest case. */
const TOLERANCE = 1e-9;

function near(ours: number, theirs: number): void {
  assert.ok(Math.abs(ours - theirs) <= TOLERANCE * Math.abs(theirs), `${ours} is not ${theirs}`);
}

describe("McNemar's exact test", () => {
  it("gives SciPy's p-values, from 1 to below what a float's square can hold", () => {
    assert.ok(recorded.mcNemar.length > 10);
    for (const { counts, pValue } of recorded.mcNemar) near(mcNemar(...counts), pValue);
  });

  it("does not mind which run is the first", () => {
    assert.equal(mcNemar(3, 11), mcNemar(11, 3));
  });
});

describe("Holm's correction", () => {
  it("multiplies by rank and never falls", () => {
    for (const { pValues, adjusted } of recorded.holm) {
      for (const [index, ours] of holm(pValues).entries()) near(ours, adjusted[index]!);
    }
    // by hand: 0.005 x 4, 0.01 x 3, 0.03 x 2, and 0.04 not below the one before
    const byHand = holm([0.01, 0.04, 0.03, 0.005]).map((value) => value.toFixed(3));
    assert.deepEqual(byHand, ["0.030", "0.060", "0.060", "0.020"]);
    assert.deepEqual(holm([]), []);
  });
});
