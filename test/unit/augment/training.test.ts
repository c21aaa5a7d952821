import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { turn } from "../../../src/backend/augment/rotate";
import { BatchAugmenter } from "../../../src/backend/augment/training/batchAugmenter";
import { cutOut, jitterColours, mix } from "../../../src/backend/augment/training/colour";
import { isOff, parseAugmentConfig } from "../../../src/backend/augment/training/config";
import { drawFor, mixingShare } from "../../../src/backend/augment/training/draws";
import { mirror, place } from "../../../src/backend/augment/training/geometry";
import { Random } from "../../../src/backend/util/random";
import { type AugmentConfig, NO_AUGMENTATION } from "../../../src/protocol/augment";

const SIZE = 16;
const LENGTH = SIZE * SIZE * 3;

function picture(seed: number): Uint8Array {
  const random = Random.of(seed);
  return Uint8Array.from({ length: LENGTH }, () => random.integer(256));
}

const config = (settings: Partial<AugmentConfig>) => ({ ...NO_AUGMENTATION, ...settings });

/** Every setting on. */
const ALL = config({
  horizontalFlip: 0.5,
  randomResizedCrop: 0.5,
  rotation: 20,
  colourJitter: 0.3,
  cutout: 0.3,
});

function augmented(settings: AugmentConfig, pictures: readonly number[], epoch: number) {
  const pixels = new Uint8Array(pictures.length * LENGTH);
  for (const [at, index] of pictures.entries()) pixels.set(picture(index), at * LENGTH);
  const augmenter = new BatchAugmenter(settings, { size: SIZE, seed: 27 });
  const mixing = augmenter.apply({ pixels, pictures, epoch });
  const one = (at: number) => pixels.slice(at * LENGTH, (at + 1) * LENGTH);
  return { one, mixing };
}

const UPRIGHT = { width: 1, height: 1, middleX: 0.5, middleY: 0.5, radians: 0, flip: false };

function placed(from: Uint8Array, placement: Partial<typeof UPRIGHT>): Uint8Array {
  const to = new Uint8Array(LENGTH);
  place(from, to, SIZE, { ...UPRIGHT, ...placement });
  return to;
}

/** Mean of the draws of many pictures. */
function mean(value: (index: number) => number, count = 4000): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += value(i);
  return sum / count;
}

describe("augmentation while training", () => {
  it("is off by default, and then changes nothing", () => {
    const off = parseAugmentConfig({});
    assert.deepEqual(off, NO_AUGMENTATION);
    assert.ok(isOff(off) && !isOff(ALL));
    const { one, mixing } = augmented(off, [3, 4], 1);
    assert.deepEqual([one(0), one(1)], [picture(3), picture(4)]);
    assert.equal(mixing, undefined);
  });

  it("refuses settings that are unknown or out of bounds, by name", () => {
    for (const wrong of [{ hue: 0.1 }, { rotation: 200 }, { mixup: -1 }, { cutout: "big" }, 7]) {
      assert.throws(() => parseAugmentConfig(wrong), { code: "invalid-config" });
    }
    assert.throws(() => parseAugmentConfig({ rotation: 200 }), { message: /rotation/ });
  });

  it("depends on seed, epoch and picture, not on the batch", () => {
    const [first] = [augmented(ALL, [1, 2, 3], 5)];
    const other = augmented(ALL, [9, 3, 1], 5);
    assert.deepEqual(other.one(2), first.one(0));
    assert.deepEqual(other.one(1), first.one(2));
    assert.notDeepEqual(augmented(ALL, [1], 6).one(0), first.one(0));
    assert.notDeepEqual(first.one(0), picture(1));
  });

  it("draws each setting for itself", () => {
    const key = { seed: 27, epoch: 2, picture: 8 };
    const flips = drawFor(config({ horizontalFlip: 0.5 }), key);
    const both = drawFor(ALL, key);
    assert.equal(both.placement.flip, flips.placement.flip);
    const turned = drawFor(config({ rotation: 20 }), key);
    assert.equal(both.placement.radians, turned.placement.radians);
  });

  it("draws within the strengths", () => {
    const draws = (index: number) => drawFor(ALL, { seed: 1, epoch: 1, picture: index });
    const flips = mean((index) => (draws(index).placement.flip ? 1 : 0));
    assert.ok(Math.abs(flips - 0.5) < 0.04); // five standard deviations of 4000 draws
    for (let i = 0; i < 500; i++) {
      const { placement, jitter } = draws(i);
      const { width, height, middleX, middleY, radians } = placement;
      assert.ok(width * height >= 0.5 * 0.75 && width <= 1 && height <= 1);
      assert.ok(middleX - width / 2 > -1e-9 && middleX + width / 2 < 1 + 1e-9);
      assert.ok(middleY - height / 2 > -1e-9 && middleY + height / 2 < 1 + 1e-9);
      assert.ok(Math.abs(radians) <= (20 * Math.PI) / 180);
      for (const factor of Object.values(jitter)) assert.ok(factor >= 0.7 && factor <= 1.3);
    }
  });
});

describe("augmentation's geometry", () => {
  it("leaves a picture as it is, turns it half, and mirrors it", () => {
    const from = picture(1);
    assert.deepEqual(placed(from, {}), from);
    const half = turn({ data: from, width: SIZE, height: SIZE }).data;
    assert.deepEqual(placed(from, { radians: Math.PI }), half);
    const mirrored = from.slice();
    mirror(mirrored, SIZE);
    assert.deepEqual(placed(from, { flip: true }), mirrored);
    assert.deepEqual([...mirrored.subarray(0, 3)], [...from.subarray(45, 48)]);
  });

  it("takes the part that it says", () => {
    const ramp = new Uint8Array(LENGTH);
    for (let i = 0; i < LENGTH; i++) ramp[i] = (Math.floor(i / 3) % SIZE) * 10; // 10 a column
    const right = placed(ramp, { width: 0.5, middleX: 0.75 });
    // Its first column lies a quarter of a pixel before column 8.
    assert.deepEqual([right[0], right[3], right[6]], [78, 83, 88]);
    const flipped = placed(ramp, { width: 0.5, middleX: 0.75, flip: true });
    assert.equal(flipped[3 * (SIZE - 1)], 78);
    const quarter = placed(ramp, { radians: Math.PI / 2 });
    assert.equal(quarter[0], quarter[3]); // columns have become rows
    assert.notEqual(quarter[0], quarter[3 * SIZE]);
  });

  it("fills what lies outside with the mirror image", () => {
    const plain = new Uint8Array(LENGTH).fill(77);
    assert.deepEqual(placed(plain, { radians: 0.7, width: 0.9 }), plain);
  });
});

describe("augmentation's colours", () => {
  it("multiplies brightness, keeps the mean under contrast, and greys", () => {
    const from = Uint8Array.from({ length: LENGTH }, (_, i) => 100 + (i % 7));
    const as = (brightness: number, contrast: number, saturation: number) => {
      const pixels = from.slice();
      jitterColours(pixels, { brightness, contrast, saturation });
      return pixels;
    };
    assert.deepEqual(as(1, 1, 1), from);
    assert.deepEqual(
      as(1.2, 1, 1),
      from.map((value) => Math.round(value * 1.2)),
    );
    const flat = as(1, 0, 1);
    assert.ok(flat.every((value) => value === flat[0]) && Math.abs(flat[0]! - 103) <= 1);
    const grey = as(1, 1, 0);
    assert.ok(grey[0] === grey[1] && grey[1] === grey[2]);
    assert.deepEqual(
      as(3, 1, 1),
      from.map(() => 255),
    ); // clipped, not wrapped around
  });

  it("paints a square that may hang over the edge", () => {
    const painted = (middleX: number, middleY: number) => {
      const pixels = new Uint8Array(LENGTH);
      cutOut(pixels, SIZE, { middleX, middleY, side: 0.5, fill: [1, 2, 3] });
      assert.ok(pixels.every((value, i) => value === 0 || value === (i % 3) + 1));
      return pixels.filter((value) => value !== 0).length / 3;
    };
    assert.deepEqual([painted(0.5, 0.5), painted(0, 0.5), painted(1, 1)], [64, 32, 16]);
  });

  it("mixes pictures and says how", () => {
    const settings = config({ mixup: 1 });
    const pictures = [5, 6, 7, 8];
    const { one, mixing } = augmented(settings, pictures, 3);
    for (const at of pictures.keys()) {
      const share = mixing!.shares[at]!;
      assert.ok(share >= 0.5 && share <= 1);
      const expected = picture(pictures[at]!);
      mix(expected, picture(pictures[mixing!.partners[at]!]!), share);
      assert.deepEqual(one(at), expected);
    }
    const [black, white] = [new Uint8Array(3), new Uint8Array(3).fill(255)];
    mix(black, white, 0.8);
    assert.deepEqual([...black], [51, 51, 51]);
  });

  it("draws shares as the Beta distribution has them", () => {
    const random = Random.of(4);
    // The larger of two uniform parts is 3/4 on average; Beta(0.2, 0.2) lies at the ends.
    assert.ok(Math.abs(mean(() => mixingShare(1, random)) - 0.75) < 0.012);
    const extreme = mean(() => mixingShare(0.2, random));
    assert.ok(extreme > 0.88 && extreme < 0.93, String(extreme));
    const even = mean(() => mixingShare(4, random));
    assert.ok(even > 0.61 && even < 0.65, String(even));
  });
});
