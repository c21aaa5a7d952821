// Decisions on the way: best epoch, early stop, divergence, time left.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Progress } from "../../../src/protocol/progress";
import type { EpochMetrics, TrainingTick } from "../../../src/protocol/training";
import { UserError } from "../../../src/protocol/errors";
import { endsEarly, guardLoss, isBest } from "../../../src/backend/train/hooks";
import { TargetScores } from "../../../src/backend/train/scores";
import { Ticker } from "../../../src/backend/train/ticker";

/** Epochs with those validation losses. */
function epochs(...losses: number[]): EpochMetrics[] {
  const metrics: EpochMetrics[] = [];
  for (const validationLoss of losses) {
    metrics.push({
      epoch: metrics.length + 1,
      trainLoss: 1,
      trainAccuracy: 0.5,
      validationLoss,
      validationAccuracy: 0.5,
      learningRate: 0.1,
      best: isBest(metrics, { validationLoss }),
      seconds: 1,
      imagesPerSecond: 1,
    });
  }
  return metrics;
}

describe("hooks of training", () => {
  it("take the lowest validation loss as best, of equals the earlier", () => {
    assert.deepEqual(
      epochs(3, 2, 2, 1, 5).map(({ best }) => best),
      [true, true, false, true, false],
    );
  });

  it("add the losses of two targets up to find the best", () => {
    const of = (first: number, second: number) => ({
      validationLoss: first,
      second: { validationLoss: second },
    });
    assert.equal(isBest([of(1, 3)], of(2, 1)), true);
    assert.equal(isBest([of(1, 3)], of(0.5, 3.6)), false);
  });

  it("stop after so many epochs without a better one", () => {
    assert.equal(endsEarly(epochs(3, 2, 4), 2), false);
    assert.equal(endsEarly(epochs(3, 2, 4, 2), 2), true);
    assert.equal(endsEarly(epochs(3, 2, 4, 1), 2), false);
    assert.equal(endsEarly(epochs(1, 2, 3, 4, 5), 0), false);
    assert.equal(endsEarly([], 3), false);
  });

  it("end a training that diverged, with a sentence", () => {
    guardLoss(1e9, { epoch: 1, learningRate: 1 });
    for (const loss of [Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(
        () => {
          guardLoss(loss, { epoch: 4, learningRate: 0.5 });
        },
        (error) =>
          error instanceof UserError &&
          error.code === "training-diverged" &&
          /epoch 4: the learning rate of 0\.5/.test(error.message),
      );
    }
  });
});

describe("running scores", () => {
  it("weigh every picture the same, whatever its batch", () => {
    const scores = new TargetScores([2]);
    scores.update(Float32Array.of(0, 0, 0, 0), Int32Array.of(0, 1)); // ln 2 each, one right
    scores.update(Float32Array.of(Math.log(3), 0), Int32Array.of(0)); // probability 3/4, right
    const expected = (2 * Math.log(2) + Math.log(4 / 3)) / 3;
    assert.ok(Math.abs(scores.first.loss - expected) < 1e-7);
    assert.equal(scores.first.accuracy, 2 / 3);
    assert.equal(scores.first.pictures, 3);
  });

  it("are each target's own, without the pictures that lack its label", () => {
    const scores = new TargetScores([2, 3]);
    const logits = Float32Array.of(0, 0, Math.log(2), 0, 0, 1, 0, 9, 9, 9);
    scores.update(logits, Int32Array.of(0, 0, 0, -1)); // the second picture has no second label
    assert.deepEqual(
      scores.each.map(({ pictures, accuracy }) => [pictures, accuracy]),
      [
        [2, 1],
        [1, 1],
      ],
    );
    assert.ok(Math.abs(scores.each[1]!.loss - Math.log(2)) < 1e-7); // probability 2/4
  });

  it("keep large logits finite", () => {
    const scores = new TargetScores([2]);
    scores.update(Float32Array.of(1000, -1000), Int32Array.of(1));
    assert.equal(scores.first.loss, 2000);
  });
});

describe("the clock of a training", () => {
  it("counts on epochs that cost more than those of before", () => {
    const left = (epochCost?: (epoch: number) => number) => {
      const ticks: TrainingTick[] = [];
      const ticker = new Ticker({
        ...{ run: "r", epochs: 3, firstEpoch: 1, batches: 1, trainCount: 2, validationCount: 0 },
        ...(epochCost && { epochCost }),
        onTick: (tick) => ticks.push(tick),
        onProgress: () => undefined,
      });
      ticker.epochStart();
      const scores = new TargetScores([2]);
      scores.update(Float32Array.of(1, 0, 1, 0), Int32Array.of(0, 0));
      const startedAt = performance.now();
      while (performance.now() - startedAt < 5); // some time must pass to be extrapolated
      ticker.batchEnd({ epoch: 1, batch: 1, loss: 0.3, scores });
      return ticks[0]!.secondsLeft * ticks[0]!.imagesPerSecond; // pictures' worth of time
    };
    const even = left();
    const rising = left((epoch) => (epoch === 3 ? 100 : 1));
    assert.ok(rising > 20 * even, `${rising} beside ${even}`);
  });

  it("counts pictures over the whole run and ends with nothing left", () => {
    const ticks: TrainingTick[] = [];
    const progress: Progress[] = [];
    const ticker = new Ticker({
      run: "r",
      epochs: 2,
      firstEpoch: 2,
      batches: 2,
      trainCount: 4,
      validationCount: 0,
      onTick: (tick) => ticks.push(tick),
      onProgress: (report) => progress.push(report),
    });
    ticker.epochStart();
    const scores = new TargetScores([2]);
    for (const batch of [1, 2]) {
      scores.update(Float32Array.of(1, 0, 1, 0), Int32Array.of(0, 0));
      ticker.batchEnd({ epoch: 2, batch, loss: 0.3, scores });
    }
    assert.deepEqual(
      progress.map(({ done, total }) => [done, total]),
      [
        [6, 8],
        [8, 8],
      ],
    );
    assert.ok(Math.abs(ticks.at(-1)!.secondsLeft) < 1e-9);
    assert.equal(ticks.at(-1)?.accuracy, 1);
    assert.ok(ticks.every((tick) => tick.imagesPerSecond > 0));
  });
});
