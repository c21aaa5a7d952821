// Batches: every picture once an epoch, in an order that seed and epoch alone decide.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type TrainingData, trainingData } from "../../../src/backend/train/data";

import { pixelInputs } from "../../../src/backend/train/inputs";

/** Pictures of one pixel whose red is their index. */
function dataOf(train: number, batch: number, seed = 1): TrainingData {
  const source = pixelInputs({
    size: 1,
    read(indices, into) {
      for (const [at, index] of Array.from(indices).entries()) into.set([index, 0, 0], at * 3);
    },
  });
  const labels = Int32Array.from({ length: 100 }, (_, index) => index * 2);
  const indices = Array.from({ length: train }, (_, index) => index);
  return trainingData({
    source,
    labels: [labels],
    train: indices,
    validation: [90, 91, 92],
    batch,
    seed,
  });
}

/** The pictures of each batch, read before the next one is asked for. */
async function read(batches: ReturnType<TrainingData["training"]>): Promise<number[][]> {
  const result: number[][] = [];
  for await (const { inputs: pixels, labels, count } of batches) {
    assert.equal(pixels.length, count * 3);
    const pictures = Array.from({ length: count }, (_, index) => pixels[index * 3]!);
    assert.deepEqual(
      [...labels],
      pictures.map((index) => index * 2),
    );
    result.push(pictures);
  }
  return result;
}

describe("training data", () => {
  it("goes through every picture once, a smaller batch last", async () => {
    const data = dataOf(10, 4);
    const batches = await read(data.training(1));
    assert.deepEqual(
      batches.map((batch) => batch.length),
      [4, 4, 2],
    );
    assert.deepEqual(
      batches.flat().sort((a, b) => a - b),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
    assert.deepEqual([data.batchCount, data.trainCount, data.validationCount], [3, 10, 3]);
  });

  it("leaves out a last batch of one picture, another one each epoch", async () => {
    const data = dataOf(9, 4);
    const [first, second] = [await read(data.training(1)), await read(data.training(2))];
    assert.deepEqual(
      first.map((batch) => batch.length),
      [4, 4],
    );
    assert.deepEqual([data.batchCount, data.trainCount], [2, 8]);
    assert.notDeepEqual(first, second);
  });

  it("keeps the only batch even if it has one picture, and batches of one", async () => {
    assert.deepEqual(await read(dataOf(1, 4).training(1)), [[0]]);
    assert.equal((await read(dataOf(3, 1).training(1))).length, 3);
  });

  it("is ordered by seed and epoch alone", async () => {
    const order = async (seed: number, epoch: number) =>
      (await read(dataOf(40, 8, seed).training(epoch))).flat();
    assert.deepEqual(await order(1, 3), await order(1, 3));
    assert.notDeepEqual(await order(1, 3), await order(1, 4));
    assert.notDeepEqual(await order(1, 3), await order(2, 3));
  });

  it("validates in a fixed order, and leaves nothing out", async () => {
    assert.deepEqual(await read(dataOf(4, 2).validation()), [[90, 91], [92]]);
  });

  it("may be broken off", async () => {
    for await (const batch of dataOf(10, 2).training(1)) {
      assert.equal(batch.count, 2);
      break;
    }
  });
});
