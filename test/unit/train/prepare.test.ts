// What happens to a batch before it is learned from: targets by weights and mixtures, and losses that stay meaningful.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NO_AUGMENTATION } from "../../../src/protocol/augment";
import { parseConfig } from "../../../src/backend/train/config";
import { type TrainingData, trainingData } from "../../../src/backend/train/data";
import { pixelInputs } from "../../../src/backend/train/inputs";
import type { Material } from "../../../src/backend/train/material";
import { preparePixels, targetsOf } from "../../../src/backend/train/prepare";
import { TargetScores } from "../../../src/backend/train/scores";

const labels = Int32Array.of(0, 1, 1);
const classes = ["a", "b"];
const plainTarget = [{ classes }];

function assertClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  assert.equal(actual.length, expected.length);
  for (const [i, value] of expected.entries()) {
    assert.ok(Math.abs(actual[i]! - value) < 1e-6, `${i}: ${actual[i]} is not ${value}`);
  }
}

describe("targets", () => {
  it("are weighed so that the batch's mean is the weighted mean", () => {
    // weights 2, 0.5, 0.5 sum to 3 as they are; with 4 and 1 they would sum to 6
    assertClose(targetsOf(labels, [{ classes, weights: [2, 0.5] }], {}), [2, 0, 0, 0.5, 0, 0.5]);
    assertClose(targetsOf(labels, [{ classes, weights: [4, 1] }], {}), [2, 0, 0, 0.5, 0, 0.5]);
  });

  it("are mixed", () => {
    const mixing = { partners: Int32Array.of(1, 1, 0), shares: Float32Array.of(0.75, 0.5, 1) };
    assert.deepEqual([...targetsOf(labels, plainTarget, { mixing })], [0.75, 0.25, 0, 1, 0, 1]);
  });

  it("are mixed and weighed, each picture by what it is made of", () => {
    const mixing = { partners: Int32Array.of(1, 1, 2), shares: Float32Array.of(0.5, 1, 1) };
    // weights 0.5 * 3 + 0.5 * 1 = 2, 1, 1: times 3 / 4
    assertClose(
      targetsOf(labels, [{ classes, weights: [3, 1] }], { mixing }),
      [0.75, 0.75, 0, 0.75, 0, 0.75],
    );
  });
});

describe("smoothed targets", () => {
  it("spread a share over all classes, as PyTorch's label_smoothing", () => {
    assertClose(targetsOf(labels, plainTarget, { smoothing: 0.2 }), [0.9, 0.1, 0.1, 0.9, 0.1, 0.9]);
  });

  it("of two targets lie side by side; a missing label leaves its part empty", () => {
    const both = [{ classes }, { classes: ["x", "y", "z"] }];
    const pairs = Int32Array.of(0, 2, 1, -1);
    assertClose(targetsOf(pairs, both, {}), [1, 0, 0, 0, 1, 0, 1, 0, 0, 0]);
    const third = 0.3 / 3;
    assertClose(targetsOf(pairs, both, { smoothing: 0.3 }), [
      ...[0.85, 0.15, third, third, 0.7 + third],
      ...[0.15, 0.85, 0, 0, 0],
    ]);
  });
});

describe("scores", () => {
  const logits = Float32Array.of(2, 0, 0, 1, 3, 0);
  const plain = new TargetScores([2]);
  plain.update(logits, labels);

  it("are not moved by weights", () => {
    const weighed = new TargetScores([2]);
    weighed.update(logits, labels, targetsOf(labels, [{ classes, weights: [9, 1] }], {}));
    assert.ok(Math.abs(weighed.first.loss - plain.first.loss) < 1e-7);
    assert.equal(weighed.first.accuracy, plain.first.accuracy);
  });

  it("compare mixed pictures with their mixture, and count their larger part as right", () => {
    const mixing = { partners: Int32Array.of(1, 1, 2), shares: Float32Array.of(0.75, 1, 1) };
    const mixed = new TargetScores([2]);
    mixed.update(logits, labels, targetsOf(labels, plainTarget, { mixing }));
    // a quarter of the first picture has the label whose logit is lower by 2
    assert.ok(Math.abs(mixed.first.loss - (plain.first.loss + (0.25 * 2) / 3)) < 1e-7);
    assert.equal(mixed.first.accuracy, plain.first.accuracy);
  });
});

describe("training batches", () => {
  const size = 8;
  const statistics = { mean: [0.5, 0.4, 0.3], std: [1, 1, 1], pictures: 9 } as const;
  const places = Int32Array.from({ length: 10 }, (_, index) => index);
  const material = { targets: [{ classes }], statistics, places } as unknown as Material;
  const augmentation = { ...NO_AUGMENTATION, horizontalFlip: 0.5, randomResizedCrop: 0.5 };
  const source = pixelInputs({
    size,
    read(indices, into) {
      const length = size * size * 3;
      for (let i = 0; i < into.length; i++) {
        into[i] = (indices[Math.floor(i / length)]! * 31 + (i % length) * 7) % 256;
      }
    },
  });
  const dataOf = (settings: object, batch = 4) => {
    const config = parseConfig({ network: "catDogNet", target: "x", seed: 3, ...settings });
    const prepare = preparePixels(material, { ...config, imageSize: size });
    const train = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    const all = Int32Array.from(train, (index) => index % 2);
    return trainingData({
      ...{ source, labels: [all], train, validation: [0, 1, 2], batch, seed: 3 },
      ...(prepare && { prepare }),
    });
  };
  /** Pixels of each batch, and its targets. */
  const read = async (batches: ReturnType<TrainingData["training"]>) => {
    const result: { pixels: Buffer; targets?: Float32Array }[] = [];
    for await (const { inputs: pixels, targets } of batches) {
      result.push({ pixels: Buffer.from(pixels), ...(targets && { targets }) });
    }
    return result;
  };

  it("are as they were read without augmentation", () => {
    assert.equal(
      preparePixels(material, parseConfig({ network: "catDogNet", target: "x" })),
      undefined,
    );
  });

  it("depend on seed, epoch and picture alone", async () => {
    const [first, again] = [dataOf({ augmentation }), dataOf({ augmentation })];
    await read(again.training(1)); // going through an epoch before changes nothing
    assert.deepEqual(await read(again.training(2)), await read(first.training(2)));
    assert.notDeepEqual(await read(first.training(2)), await read(dataOf({}).training(2)));
    const sorted = async (batch: number) => {
      const length = size * size * 3;
      const pixels = Buffer.concat(
        (await read(dataOf({ augmentation }, batch).training(2))).map((each) => each.pixels),
      );
      return Array.from({ length: pixels.length / length }, (_, at) =>
        pixels.toString("hex", at * length, (at + 1) * length),
      ).sort();
    };
    assert.deepEqual(await sorted(2), await sorted(5));
  });

  it("are not what is validated on", async () => {
    const strong = { ...augmentation, mixup: 1, cutout: 0.5 };
    const plain = await read(dataOf({}).validation());
    assert.deepEqual(await read(dataOf({ augmentation: strong }).validation()), plain);
  });

  it("have targets that sum to one a picture when they are mixed", async () => {
    const mixed = await read(dataOf({ augmentation: { mixup: 1 } }).training(1));
    let soft = 0;
    for (const { targets } of mixed) {
      for (let i = 0; i < targets!.length; i += 2) {
        assert.equal(targets![i]! + targets![i + 1]!, 1);
        if (targets![i]! > 0 && targets![i]! < 1) soft++;
      }
    }
    assert.ok(soft > 0);
  });
});
