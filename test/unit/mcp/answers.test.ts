// What tools answer where a run has more to tell than a model reads.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { metricsAnswer, runsAnswer } from "../../../src/protocol/tools/answers";
import type { EpochMetrics, RunDetail } from "../../../src/protocol/training";
import { makeRun } from "../extension/support";

const measured = {
  trainLoss: 0.123456789,
  trainAccuracy: 0.5,
  validationLoss: 0.25,
  validationAccuracy: 0.75,
};

function epochsOf(count: number): EpochMetrics[] {
  return Array.from({ length: count }, (_, index) => ({
    ...measured,
    second: { ...measured, validationAccuracy: 0.625 },
    ...{ epoch: index + 1, learningRate: 1e-3, best: index === 0, seconds: 2, imagesPerSecond: 9 },
  }));
}

describe("what a tool answers", () => {
  it("of a long run are its last epochs, with how many there were", () => {
    const { config, ...run } = makeRun("long", { epochsDone: 250 });
    const details = { device: "cpu", split: {}, metrics: epochsOf(250) };
    const detail = { ...run, ...details, config: { ...config, epochs: 300 } };
    const { epochs, metrics } = metricsAnswer(detail as unknown as RunDetail);
    assert.equal(epochs, "250 of 300");
    assert.deepEqual([metrics[0]?.epoch, metrics.at(-1)?.epoch, metrics.length], [151, 250, 100]);
  });

  it("of a run with two targets tells of both", () => {
    const run = makeRun("two", { secondValidationAccuracy: 0.625 });
    const answer = metricsAnswer({ ...run, metrics: epochsOf(1) } as unknown as RunDetail);
    assert.equal(answer.secondValidationAccuracy, 0.625);
    assert.deepEqual(answer.metrics, [
      {
        ...{ epoch: 1, trainLoss: 0.12346, trainAccuracy: 0.5, validationLoss: 0.25 },
        ...{ validationAccuracy: 0.75, secondValidationAccuracy: 0.625 },
        ...{ learningRate: 1e-3, seconds: 2 },
      },
    ]);
  });

  it("of many runs are the newest, with how many there are", () => {
    const runs = Array.from({ length: 30 }, (_, index) => makeRun(String(index)));
    const answer = runsAnswer(runs);
    assert.equal(answer.inAll, 30);
    assert.deepEqual(
      answer.runs.map(({ run }) => run),
      runs.slice(0, 20).map(({ directory }) => directory),
    );
  });
});
