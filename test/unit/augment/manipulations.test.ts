import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gaussianBlur } from "../../../src/backend/augment/blur";
import { manipulateAll } from "../../../src/backend/augment/manipulations";
import { gaussianNoise, saltAndPepper } from "../../../src/backend/augment/noise";
import { normalQuantile } from "../../../src/backend/augment/normal";
import { rotate, turn } from "../../../src/backend/augment/rotate";
import { Random } from "../../../src/backend/util/random";
import type { Manipulation } from "../../../src/protocol/augment";

function picture(width: number, height: number, value?: number) {
  const random = Random.of(width * height);
  const data = Uint8Array.from({ length: width * height * 3 }, () => value ?? random.integer(256));
  return { data, width, height };
}

const EVERY: readonly Manipulation[] = [
  { kind: "rotation", degrees: 47 },
  { kind: "salt-and-pepper", amount: 0.1 },
  { kind: "gaussian-noise", variance: 0.01 },
  { kind: "turn" },
  { kind: "gaussian-blur", sigma: 1 },
];

describe("manipulations", () => {
  it("are functions of picture and seed, and leave the picture as it was", () => {
    const source = picture(13, 9);
    const before = source.data.slice();
    for (const manipulation of EVERY) {
      const once = manipulateAll(source, [manipulation], 5);
      assert.deepEqual(manipulateAll(source, [manipulation], 5), once);
      assert.deepEqual([once.width, once.height, once.data.length], [13, 9, 13 * 9 * 3]);
      assert.notDeepEqual(once.data, before);
    }
    assert.deepEqual(source.data, before);
    const noise = EVERY.slice(1, 3);
    assert.notDeepEqual(manipulateAll(source, noise, 5), manipulateAll(source, noise, 6));
    assert.deepEqual(manipulateAll(source, [], 5), source);
  });

  it("work on pictures of one pixel, one row and one column", () => {
    for (const [width, height] of [
      [1, 1],
      [17, 1],
      [1, 17],
      [2, 3],
    ] as const) {
      for (const manipulation of EVERY) {
        const { data } = manipulateAll(picture(width, height), [manipulation], 1);
        assert.equal(data.length, width * height * 3);
      }
    }
  });

  it("keep a plain picture plain where they only move or average", () => {
    const plain = picture(31, 20, 201);
    assert.deepEqual(rotate(plain, 77).data, plain.data);
    assert.deepEqual(turn(plain).data, plain.data);
    assert.deepEqual(gaussianBlur(plain, 1).data, plain.data);
    assert.deepEqual(gaussianBlur(plain, 2.5).data, plain.data);
  });

  it("blur wider in several passes: variances add up", () => {
    const dot = picture(41, 41, 0);
    dot.data.fill(255, (20 * 41 + 20) * 3, (20 * 41 + 21) * 3);
    const spread = (sigma: number) => {
      const { data } = gaussianBlur({ ...dot, data: dot.data }, sigma);
      let sum = 0;
      let squares = 0;
      for (let x = 0; x < 41; x++) {
        const value = data[(20 * 41 + x) * 3]!;
        sum += value;
        squares += value * (x - 20) ** 2;
      }
      return Math.sqrt(squares / sum);
    };
    assert.ok(Math.abs(spread(1) - 1) < 0.1, String(spread(1)));
    assert.ok(Math.abs(spread(1.4) - 1.4) < 0.2, String(spread(1.4)));
    assert.deepEqual(gaussianBlur(dot, 0).data, dot.data);
  });

  it("hit as many values as they say, from none to all", () => {
    const grey = picture(300, 200, 128);
    const hit = (amount: number) => {
      const { data } = saltAndPepper(grey, amount, Random.of(2));
      assert.ok(data.every((value) => value === 0 || value === 128 || value === 255));
      return data.filter((value) => value !== 128).length / data.length;
    };
    assert.deepEqual([hit(0), hit(1)], [0, 1]);
    assert.ok(Math.abs(hit(0.001) - 0.001) < 0.0005);
    assert.ok(Math.abs(hit(0.5) - 0.5) < 0.006); // five standard deviations of 180,000 values
  });

  it("add noise of the variance that they say", () => {
    const grey = picture(300, 200, 128);
    for (const variance of [0.0001, 0.01, 0.02]) {
      const { data } = gaussianNoise(grey, variance, Random.of(2));
      const squares = data.reduce((sum, value) => sum + (value - 128) ** 2, 0) / data.length;
      const expected = 255 * 255 * variance + 1 / 12; // rounding adds a twelfth
      assert.ok(Math.abs(squares / expected - 1) < 0.02, String(squares / expected));
    }
  });
});

describe("normal quantiles", () => {
  it("are those of the tables", () => {
    for (const [p, x] of [
      [0.5, 0],
      [0.975, 1.959963984540054],
      [0.025, -1.959963984540054],
      [0.841344746068543, 1],
      [1e-6, -4.753424308822899],
    ] as const) {
      assert.ok(Math.abs(normalQuantile(p) - x) < 1e-9, `${p}: ${normalQuantile(p)}`);
    }
  });
});
