// Stretching to a square against Pillow: on real pictures or else drawn ones, and on made-up ones of odd shapes.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { before, describe, it } from "node:test";
import sharp from "sharp";
import { drawSample } from "../../src/backend/dataset/draw/drawSample";
import { decodeFull, decodeSquare } from "../../src/backend/dataset/image";
import { silentContext } from "../../src/backend/util/context";
import { missingPython, python } from "../skip";
import { blocks, temporaryFolder } from "../unit/dataset/support";

/** A folder with real pictures in `images/`, where there is one. */
const pets = process.env["PUPIL_PETS"];

async function photographs(): Promise<Buffer[]> {
  const folder = pets ?? temporaryFolder();
  if (pets === undefined) await drawSample({ directory: folder, images: 15 }, silentContext());
  const names = readdirSync(join(folder, "images")).sort();
  const every = Math.ceil(names.length / 16);
  return names
    .filter((_, index) => index % every === 0)
    .map((name) => readFileSync(join(folder, "images", name)));
}

/** Stripes and blocks at every edge: wide, tall, one pixel, smaller than wanted. */
async function oddities(): Promise<Buffer[]> {
  const shapes = [
    [300, 130],
    [129, 400],
    [128, 128],
    [40, 30],
    [1, 1],
    [3, 200],
  ] as const;
  return await Promise.all(shapes.map(([w, h], index) => blocks(index, w, h).png().toBuffer()));
}

describe("stretching against Pillow", { skip: missingPython(["PIL"]) }, () => {
  const folder = temporaryFolder();
  let pictures: { readonly bytes: Buffer; readonly file: string; readonly smaller: number }[] = [];
  before(async () => {
    const sources = [...(await oddities()), ...(await photographs())];
    pictures = await Promise.all(
      sources.map(async (bytes, index) => {
        const { data, width, height } = await decodeFull(bytes);
        const file = join(folder, `${index}.png`); // both begin with the same pixels
        const raw = { width, height, channels: 3 } as const;
        writeFileSync(file, await sharp(data, { raw }).png().toBuffer());
        return { bytes, file, smaller: Math.min(width, height) };
      }),
    );
  });

  function oracle(size: number): Uint8Array[] {
    const jobs = pictures.map(({ file }) =>
      JSON.stringify({ input: file, size, output: `${file}.bin` }),
    );
    const script = resolve("test/oracle/resize.py");
    const run = spawnSync(python, [script], { input: jobs.join("\n"), encoding: "utf8" });
    assert.equal(run.status, 0, run.stderr);
    return pictures.map(({ file }) => readFileSync(`${file}.bin`));
  }

  /** Largest and mean difference, in steps of 255, of those pictures that are decoded whole or not. */
  async function differences(size: number, whole: boolean) {
    const theirs = oracle(size);
    let [most, sum, count] = [0, 0, 0];
    for (const [index, { bytes, smaller }] of pictures.entries()) {
      if (smaller < 8 * size !== whole) continue;
      const ours = await decodeSquare(bytes, size);
      assert.equal(ours.length, size * size * 3);
      for (const [i, value] of ours.entries()) {
        const off = Math.abs(value - theirs[index]![i]!);
        most = Math.max(most, off);
        sum += off;
        count++;
      }
    }
    return { most, mean: sum / Math.max(1, count) };
  }

  /** Pillow rounds to whole numbers between its two passes, ours keeps 6 bits more. */
  it("is within one step where pictures are less than eight times as large", async (test) => {
    for (const size of [128, 224, 64]) {
      const { most, mean } = await differences(size, true);
      test.diagnostic(`${size}: mean ${mean.toFixed(3)}, most ${most}`);
      assert.ok(most <= 1 && mean < 0.2, `${size}: mean ${mean}, most ${most}`);
    }
  });

  /** JPEGs are decoded at a smaller scale, whose filter is another: seen are 1.3 on average. */
  it("is close where they are larger and shrunk while they are decoded", async (test) => {
    const { most, mean } = await differences(32, false);
    test.diagnostic(`32: mean ${mean.toFixed(3)}, most ${most}`);
    assert.ok(mean < 2, `mean ${mean}, most ${most}`);
  });
});
