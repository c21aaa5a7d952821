// Rules of a comparison on made-up runs: pictures that changed, other classes, other data, other devices.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { comparisonOf } from "../../../src/backend/evaluate/compare/compare";
import type { Contestant } from "../../../src/backend/evaluate/compare/entrant";
import { scoreOf } from "../../../src/backend/evaluate/metrics";
import type { Comparison } from "../../../src/protocol/comparison";
import type { EpochMetrics, RunDetail } from "../../../src/protocol/training";

const CLASSES = ["cat", "dog"];

interface Made {
  /** Predicted classes of the pictures 0.jpg, 1.jpg, ..., which are cat, dog, cat, dog, ... */
  readonly predicted: readonly number[];
  /** Number of the first picture. */
  readonly first?: number;
  readonly run?: Partial<RunDetail>;
  readonly isAlike?: boolean;
  /** Hash of the picture of that number. */
  readonly hashOf?: (picture: number) => string;
}

function epoch(number: number, seconds: number, loss: number, best: boolean): EpochMetrics {
  const accuracy = 1 - loss;
  return {
    epoch: number,
    trainLoss: loss,
    trainAccuracy: accuracy,
    validationLoss: loss,
    validationAccuracy: accuracy,
    learningRate: 0.1,
    best,
    seconds,
    imagesPerSecond: 10,
  };
}

const METRICS = [epoch(1, 10, 0.5, true), epoch(2, 20, 0.4, true), epoch(3, 40, 0.45, false)];

function made({ predicted, first = 0, run, isAlike = true, hashOf = String }: Made): Contestant {
  const pictures = predicted.map((_, index) => first + index);
  const target = { name: "species", classes: CLASSES, implied: {}, from: 0, to: 2 };
  const predictions = predicted.map((said, index) => ({
    path: `${pictures[index]}.jpg`,
    actual: pictures[index]! % 2,
    predicted: said,
    probabilities: said === 0 ? [0.8, 0.2] : [0.2, 0.8],
    loss: 0.2,
  }));
  const detail: RunDetail = {
    id: "run",
    directory: "/pets/.pupil/runs/run",
    dataset: "/pets",
    state: "finished",
    config: {
      network: "catDogNet",
      target: "species",
      epochs: 3,
      batch: 8,
      learningRate: 0.1,
      seed: 27,
      imageSize: 32,
      earlyStop: 0,
      engine: "auto",
    },
    classes: CLASSES,
    createdAt: "2026-05-04T09:12:44.000Z",
    device: "CPU",
    epochsDone: 3,
    metrics: METRICS,
    statistics: { mean: [0, 0, 0], std: [1, 1, 1], pictures: 10 },
    split: { seed: 27, counts: { train: 8, validation: 2, test: 4 }, groupsKeptTogether: 0 },
    fingerprint: "same",
    versions: { pupil: "0.1.0" },
    checkpoints: [],
    ...run,
  };
  return {
    run: detail,
    targets: [target],
    parts: {
      train: {},
      validation: { "v.jpg": "1" },
      test: Object.fromEntries(pictures.map((each) => [`${each}.jpg`, hashOf(each)])),
    },
    parameters: 100,
    flops: 1000,
    target,
    isAlike,
    evaluation: {
      run: detail.directory,
      split: "test",
      checkpoint: "best",
      classes: CLASSES,
      ...scoreOf(predictions, CLASSES),
      seconds: 1,
    },
  };
}

const compare = (...contestants: readonly Contestant[]): Comparison =>
  comparisonOf(contestants, { split: "test", target: "species" });

const scores = (comparison: Comparison, key: string) =>
  comparison.scores.find((each) => each.key === key);

describe("the rules of a comparison", () => {
  const perfect = made({ predicted: [0, 1, 0, 1] });

  it("take a picture for the same by path and file, not by path alone", () => {
    const changed = made({
      predicted: [0, 1, 0, 1],
      hashOf: (picture) => (picture === 2 ? "changed" : String(picture)),
    });
    const { common, caveats } = compare(perfect, changed);
    assert.deepEqual(
      common?.pictures.map(({ path }) => path),
      ["0.jpg", "1.jpg", "3.jpg"],
    );
    assert.deepEqual(caveats, [{ kind: "other-test", runs: [1], common: 3 }]);
  });

  it("take the test that most runs share, whichever comes first", () => {
    const far = made({ predicted: [0, 1, 1, 1], first: 10 });
    const worse = made({ predicted: [0, 1, 1, 1] });
    const comparison = compare(far, perfect, worse);
    assert.deepEqual(comparison.common?.runs, [1, 2]);
    assert.deepEqual(comparison.caveats, [{ kind: "apart", runs: [0] }]);
    assert.deepEqual(scores(comparison, "accuracy")?.best, []);
    const common = scores(comparison, "commonAccuracy");
    assert.deepEqual([common?.values, common?.best], [[null, 1, 0.75], [1]]);
  });

  it("leave runs with other classes out picture by picture, and mark no best accuracy", () => {
    const breeds = made({ predicted: [0, 0, 0, 0], isAlike: false });
    const comparison = compare(breeds, perfect, made({ predicted: [0, 1, 1, 1] }));
    assert.deepEqual(comparison.common?.runs, [1, 2]);
    assert.deepEqual(comparison.caveats, [{ kind: "other-target", runs: [0] }]);
    assert.deepEqual(scores(comparison, "accuracy")?.best, []);
  });

  it("mark all that share the best value, and none when all are equal", () => {
    const worse = made({ predicted: [1, 1, 1, 1] });
    assert.deepEqual(scores(compare(perfect, worse, perfect), "accuracy")?.best, [0, 2]);
    assert.deepEqual(scores(compare(perfect, perfect), "accuracy")?.best, []);
  });

  it("take times to the best epoch from the epochs, and compare them on one device only", () => {
    const fast = [epoch(1, 1, 0.5, true), epoch(2, 1, 0.6, false)];
    const quick = made({ predicted: [0], run: { metrics: fast } });
    const same = compare(perfect, quick);
    assert.deepEqual(scores(same, "secondsToBest"), {
      key: "secondsToBest",
      values: [30, 1],
      best: [1],
    });
    assert.deepEqual(scores(same, "seconds")?.values, [70, 2]);
    assert.deepEqual(scores(same, "bestEpoch")?.values, [2, 1]);
    const elsewhere = made({ predicted: [0], run: { metrics: fast, device: "GPU" } });
    const different = compare(perfect, elsewhere);
    assert.deepEqual(scores(different, "seconds")?.best, []);
    assert.ok(different.caveats.some(({ kind }) => kind === "other-device"));
  });

  it("tell of copies in training, of runs under way and of data that changed", () => {
    const leaked = { seed: 27, counts: { train: 8, validation: 2, test: 4 }, leaked: 3 };
    const { caveats } = compare(
      perfect,
      made({ predicted: [0, 1, 0, 1], run: { split: { ...leaked, groupsKeptTogether: 0 } } }),
      made({ predicted: [0, 1, 0, 1], run: { state: "running" } }),
      made({ predicted: [0, 1, 0, 1], run: { fingerprint: "other" } }),
      made({ predicted: [0, 1, 0, 1], run: { fingerprint: "other", dataset: "/cats" } }),
    );
    assert.deepEqual(caveats, [
      { kind: "other-dataset", runs: [4] },
      { kind: "other-pictures", runs: [3] },
      { kind: "leaked", runs: [1] },
      { kind: "unfinished", runs: [2] },
    ]);
  });

  it("correct the p-values of several pairs", () => {
    const worse = made({ predicted: [1, 0, 1, 0] });
    const { pairs } = compare(perfect, worse, worse).common!;
    assert.deepEqual(
      pairs.map(({ first, second, onlyFirst }) => [first, second, onlyFirst]),
      [
        [0, 1, 4],
        [0, 2, 4],
        [1, 2, 0],
      ],
    );
    // four heads of four: 2 / 16, three pairs
    assert.equal(pairs[0]?.pValue.toFixed(6), "0.125000");
    assert.equal(pairs[0].adjusted.toFixed(6), "0.375000");
  });

  it("show any setting, and absent ones as absent", () => {
    const config = { ...perfect.run.config, schedule: "cosine", fineTune: { stages: 2 } };
    const tuned = made({ predicted: [0], run: { config: config as RunDetail["config"] } });
    const { settings } = compare(perfect, tuned);
    const differing = settings.filter(({ differs }) => differs);
    assert.deepEqual(
      differing.map(({ group, key, values }) => [group, key, ...values]),
      [
        ["configuration", "schedule", null, "cosine"],
        ["configuration", "fineTune.stages", null, 2],
      ],
    );
  });
});
