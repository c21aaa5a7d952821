// Loss, logits, gradients, three Adam steps, running statistics and inference, against PyTorch in float64.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { remoteTrainingSession } from "../../../src/backend/engine/worker/remoteSession";
import { findNetwork } from "../../../src/backend/nn/registry";
import { missingPython } from "../../skip";
import { workerBundle } from "../../engineThread";
import { cases } from "./cases";
import { type Answers, engineAnswers, type Open } from "./run";
import { torchAnswers } from "./torch";

/** Length of the difference over the length of the oracle's: a few bad numbers among many count. */
function relativeError(ours: Float32Array, theirs: Float32Array): number {
  assert.equal(ours.length, theirs.length);
  let difference = 0;
  let length = 0;
  for (const [i, value] of theirs.entries()) {
    difference += (ours[i]! - value) ** 2;
    length += value ** 2;
  }
  return Math.sqrt(difference) / Math.max(Math.sqrt(length), 1e-12);
}

const showErrors = process.env["PUPIL_SHOW_ERRORS"] === "1";
const skip = missingPython(["torch", "torchvision"]);

/** What one float32 rounding after another may come to; PyTorch's own float32 stays below it nearly always. */
const TOLERANCE = 1e-3;

/** Where PyTorch's float32 strays, ours may a little more: steps of a deep network are chaotic, and some gradients are sums that cancel. */
const TIMES_PYTORCH = 10;

/** The session of a release: in a thread of its own, which shares the pictures with others. */
const shared =
  (file: string): Open =>
  (network, options) =>
    remoteTrainingSession(file, { engine: "cpu", network, options });

function compare(title: string, ours: Answers, oracle: Answers): void {
  const exact = [...oracle].filter(([name]) => name.startsWith("float64/"));
  assert.ok(exact.length > 5);
  for (const [key, expected] of exact) {
    const name = key.replace("float64/", "");
    const actual = ours.get(name);
    const theirs = oracle.get(`float32/${name}`);
    assert.ok(actual && theirs, `there is no ${name}`);
    const error = relativeError(actual, expected);
    const theirError = relativeError(theirs, expected);
    if (showErrors) console.log(title, name, error.toExponential(1), theirError);
    const tolerance = Math.max(TOLERANCE, TIMES_PYTORCH * theirError);
    assert.ok(error < tolerance, `${name}: ${error.toExponential(2)} >= ${tolerance}`);
  }
}

describe("a training step against PyTorch", { skip }, () => {
  const small = cases.filter(({ torchvision }) => torchvision === undefined);
  let ofSmall: ReadonlyMap<string, Answers>; // by one process: PyTorch takes longer to start than they do
  before(() => {
    ofSmall = torchAnswers(small);
  });
  const file = workerBundle();

  for (const test of cases) {
    const isRegistered = test.network === findNetwork(test.network.name);
    it(test.title, async () => {
      const oracle = ofSmall.get(test.title) ?? torchAnswers([test]).get(test.title)!;
      compare(test.title, await engineAnswers(test), oracle);
      // a thread is told its network by name
      if (isRegistered) compare(test.title, await engineAnswers(test, shared(file)), oracle);
    });
  }
});
