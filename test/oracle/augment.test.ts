// The notebook's five manipulations against scikit-image: on real pictures, or else on made-up ones.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { before, describe, it } from "node:test";
import sharp from "sharp";
import { manipulate } from "../../src/backend/augment/manipulations";
import { decodeFull, encodeJpeg } from "../../src/backend/dataset/image";
import type { Pixels } from "../../src/backend/dataset/pixels";
import { Random } from "../../src/backend/util/random";
import type { Manipulation } from "../../src/protocol/augment";
import { missingPython, python } from "../skip";
import { jpeg, temporaryFolder } from "../unit/dataset/support";

/** A folder with real pictures in `images/`, where there is one. */
const pets = process.env["PUPIL_PETS"];

/** Real pictures of different breeds and sizes; made-up ones have the hardest edges there are. */
async function sources(): Promise<Buffer[]> {
  const made = [await jpeg(1, 131, 97), await jpeg(2, 60, 200)];
  if (pets === undefined) return made;
  const folder = join(pets, "images");
  const names = readdirSync(folder).sort();
  const some = names.filter((_, index) => index % 120 === 0);
  return [...made, ...some.map((name) => readFileSync(join(folder, name)))];
}

/** Absolute differences of two pictures, in steps of 255. */
function compare(a: Uint8Array, b: Uint8Array) {
  assert.equal(a.length, b.length);
  let sum = 0;
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    sum += difference;
    most = Math.max(most, difference);
  }
  return { mean: sum / a.length, most };
}

/** Mean and variance of what noise added, and the shares of both extremes. */
function statistics(noisy: Uint8Array, picture: Uint8Array) {
  let sum = 0;
  let squares = 0;
  let changed = 0;
  let black = 0;
  let white = 0;
  for (let i = 0; i < noisy.length; i++) {
    const added = noisy[i]! - picture[i]!;
    sum += added;
    squares += added * added;
    if (added !== 0) changed++;
    if (noisy[i] === 0) black++;
    if (noisy[i] === 255) white++;
  }
  const count = noisy.length;
  const mean = sum / count;
  const share = (values: number) => values / count;
  return {
    count,
    mean,
    variance: squares / count - mean * mean,
    changed: share(changed),
    black: share(black),
    white: share(white),
  };
}

describe("manipulations against scikit-image", { skip: missingPython(["skimage"]) }, () => {
  const folder = temporaryFolder();
  let pictures: (Pixels & { readonly file: string })[] = [];
  before(async () => {
    pictures = await Promise.all(
      (await sources()).map(async (bytes, index) => {
        const pixels = await decodeFull(bytes);
        const { data, width, height } = pixels;
        const file = join(folder, `${index}.png`); // lossless: both work on the same numbers
        const raw = { width, height, channels: 3 } as const;
        writeFileSync(file, await sharp(data, { raw }).png().toBuffer());
        return { ...pixels, file };
      }),
    );
  });

  /** scikit-image's results for each picture. */
  function oracle(manipulation: Manipulation, seed = 1): Uint8Array[] {
    const outputs = pictures.map((_, index) => join(folder, `${index}.bin`));
    const jobs = pictures.map(({ file }, index) =>
      JSON.stringify({ ...manipulation, seed, input: file, output: outputs[index] }),
    );
    const script = resolve("test/oracle/augment.py");
    const run = spawnSync(python, [script], { input: jobs.join("\n"), encoding: "utf8" });
    assert.equal(run.status, 0, run.stderr);
    return outputs.map((file) => readFileSync(file));
  }

  const ours = (picture: Pixels, manipulation: Manipulation, seed = 1) =>
    manipulate(picture, manipulation, Random.of(seed)).data;

  function assertClose(
    manipulation: Manipulation,
    allowed: { readonly mean: number; readonly most: number },
  ) {
    const found = oracle(manipulation).map((theirs, index) =>
      compare(ours(pictures[index]!, manipulation), theirs),
    );
    const worst = {
      mean: Math.max(...found.map(({ mean }) => mean)),
      most: Math.max(...found.map(({ most }) => most)),
    };
    assert.ok(
      worst.mean <= allowed.mean && worst.most <= allowed.most,
      `${JSON.stringify(manipulation)}: ${JSON.stringify(worst)}`,
    );
    return worst;
  }

  /**
   * Weights are 256ths (half a one off: half a step of 255 between black and white, for each
   * direction), and positions gather 2^-17 of a pixel a column, 0.004 pixels over 500 columns,
   * which between black and white is one step more. On average both nearly cancel: seen are 2 at
   * most and 0.15 on average (at 90 degrees, where exact halves are rounded the other way).
   */
  it("rotates as it does, edges wrapped around", (test) => {
    for (const degrees of [0, 33, 90, 135.5, 180, 271.3, 359]) {
      const worst = assertClose({ kind: "rotation", degrees }, { mean: 0.2, most: 4 });
      test.diagnostic(`${degrees} degrees: mean ${worst.mean.toFixed(3)}, most ${worst.most}`);
    }
  });

  it("turns both axes exactly", () => {
    assertClose({ kind: "turn" }, { mean: 0, most: 0 });
  });

  /**
   * Weights of 256ths sum to an error of at most half a step, and each of two passes rounds once;
   * seen are 1 at most and 0.12 on average.
   */
  it("blurs as it does", (test) => {
    const worst = assertClose({ kind: "gaussian-blur", sigma: 1 }, { mean: 0.2, most: 2 });
    test.diagnostic(`mean ${worst.mean.toFixed(3)}, most ${worst.most}`);
  });

  /**
   * Noise cannot be equal, its statistics can. All bounds are five standard deviations of the
   * difference of two samples of this size: of shares p, sqrt(2 p (1 - p) / n); of means,
   * sqrt(2 v / n); of variances, at most v sqrt(2 (k - 1) / n) where the kurtosis k of clipped
   * normal noise is below 4.
   */
  it("adds normal noise of the same mean, variance and extremes", () => {
    const manipulation = { kind: "gaussian-noise", variance: 0.01 } as const;
    for (const [index, theirs] of oracle(manipulation).entries()) {
      const picture = pictures[index]!;
      const a = statistics(ours(picture, manipulation), picture.data);
      const b = statistics(theirs, picture.data);
      const share = (p: number) => 5 * Math.sqrt((2 * Math.max(p, 1e-5) * (1 - p)) / a.count);
      assert.ok(Math.abs(a.mean - b.mean) < 5 * Math.sqrt((2 * b.variance) / a.count));
      assert.ok(Math.abs(a.variance - b.variance) < 5 * b.variance * Math.sqrt(6 / a.count));
      assert.ok(Math.abs(a.black - b.black) < share(b.black), `${a.black} ${b.black}`);
      assert.ok(Math.abs(a.white - b.white) < share(b.white), `${a.white} ${b.white}`);
    }
  });

  it("adds salt and pepper at the same rate, evenly, and to channels, not pixels", () => {
    const manipulation = { kind: "salt-and-pepper", amount: 0.1 } as const;
    for (const [index, theirs] of oracle(manipulation).entries()) {
      const picture = pictures[index]!;
      const noisy = ours(picture, manipulation);
      const a = statistics(noisy, picture.data);
      const b = statistics(theirs, picture.data);
      for (const value of ["changed", "black", "white"] as const) {
        const bound = 5 * Math.sqrt((2 * b[value] * (1 - b[value])) / a.count);
        assert.ok(Math.abs(a[value] - b[value]) < bound, `${value}: ${a[value]} ${b[value]}`);
      }
      const whole = (data: Uint8Array) => {
        let pixels = 0;
        for (let i = 0; i < data.length; i += 3) {
          const hit = (at: number) => data[at] !== picture.data[at];
          if (hit(i) && hit(i + 1) && hit(i + 2)) pixels++;
        }
        return pixels / (data.length / 3);
      };
      assert.ok(Math.abs(whole(noisy) - whole(theirs)) < 0.003); // 0.001 when channels are hit each for itself
    }
  });
});

describe("generated pictures' JPEG", () => {
  /** Quality 90 with halved chroma: at most about 3 steps on average, of pictures with hard edges. */
  it("stays near the pixels, and is the same again", async (test) => {
    for (const bytes of await sources()) {
      const pixels = await decodeFull(bytes);
      const encoded = await encodeJpeg(pixels);
      assert.deepEqual(await encodeJpeg(pixels), encoded);
      const back = await decodeFull(encoded);
      assert.equal(back.format, "jpeg");
      const { mean } = compare(back.data, pixels.data);
      test.diagnostic(`${pixels.width} x ${pixels.height}: mean ${mean.toFixed(2)}`);
      assert.ok(mean < 5);
    }
  });
});
