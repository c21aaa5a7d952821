import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { writeFileSync } from "node:fs";
import sharp from "sharp";
import { decodeFull, decodeRgb, probe } from "../../../src/backend/dataset/image";
import { differenceHash, measure } from "../../../src/backend/dataset/measure";
import { UserError } from "../../../src/protocol/errors";
import { blocks, jpeg, temporaryFolder } from "./support";

const plain = (background: string, channels: 3 | 4 = 3) =>
  sharp({ create: { width: 40, height: 30, channels, background } });

/** The first pixel, and that the whole picture has three channels. */
async function firstPixel(bytes: Buffer): Promise<number[]> {
  const { data, width, height } = await decodeFull(bytes);
  assert.equal(data.length, width * height * 3);
  return [...data.subarray(0, 3)];
}

describe("image", () => {
  const folder = temporaryFolder();

  it("gives three channels of sRGB whatever the file has", async () => {
    const green = plain("#408020");
    assert.deepEqual(await firstPixel(await green.clone().png().toBuffer()), [64, 128, 32]);
    const palette = await green.clone().png({ palette: true }).toBuffer();
    assert.deepEqual(await firstPixel(palette), [64, 128, 32]);
    const deep = await green.clone().toColourspace("rgb16").png().toBuffer();
    assert.deepEqual(await firstPixel(deep), [64, 128, 32]);
    const [red, same, blue] = await firstPixel(await green.clone().grayscale().jpeg().toBuffer());
    assert.ok(red === same && same === blue && red !== undefined && red > 100 && red < 125);
    const cmyk = await green.clone().toColourspace("cmyk").jpeg({ quality: 100 }).toBuffer();
    for (const [i, value] of (await firstPixel(cmyk)).entries()) {
      assert.ok(Math.abs(value - [64, 128, 32][i]!) < 12, `channel ${i} of CMYK is ${value}`);
    }
    const half = await plain("rgba(0, 0, 0, 0.5)", 4).png().toBuffer();
    const [shade = 0] = await firstPixel(half); // half black on white
    assert.ok(Math.abs(shade - 127) <= 1);
  });

  it("turns a picture as EXIF says", async () => {
    const left = await sharp({ create: { width: 20, height: 40, channels: 3, background: "red" } })
      .png()
      .toBuffer();
    const bytes = await plain("blue")
      .resize(60, 40, { fit: "fill" })
      .composite([{ input: left, left: 0, top: 0 }])
      .withMetadata({ orientation: 6 }) // the left edge is shown on top
      .jpeg({ quality: 100 })
      .toBuffer();
    assert.deepEqual(await probe(bytes), { format: "jpeg", width: 40, height: 60 });
    const { data, width, height } = await decodeFull(bytes);
    assert.deepEqual([width, height], [40, 60]);
    assert.ok(data[0]! > 200 && data[2]! < 60, "the top is red");
    assert.ok(data.at(-3)! < 60 && data.at(-1)! > 200, "the bottom is blue");
    const file = join(folder, "turned.jpg");
    writeFileSync(file, bytes);
    const square = await decodeRgb(file, 8);
    assert.ok(square[0]! > 200 && square.at(-1)! > 200);
  });

  it("stretches to a square without keeping the aspect", async () => {
    const file = join(folder, "wide.png");
    const half = await plain("white").resize(100, 20, { fit: "fill" }).png().toBuffer();
    await plain("black")
      .resize(200, 20, { fit: "fill" })
      .composite([{ input: half, left: 100, top: 0 }])
      .png()
      .toFile(file);
    const pixels = await decodeRgb(file, 10);
    assert.equal(pixels.length, 10 * 10 * 3);
    for (let row = 0; row < 10; row++) {
      assert.equal(pixels[row * 30], 0);
      assert.equal(pixels[row * 30 + 29], 255);
    }
  });

  it("refuses truncated files rather than filling them with grey", async () => {
    const whole = await jpeg(1, 200, 200);
    for (const length of [whole.length - 2, whole.length - 20, whole.length >> 1, 60, 2]) {
      await assert.rejects(decodeFull(whole.subarray(0, length)), `${length} bytes`);
    }
    const png = await blocks(1, 200, 200).png().toBuffer();
    await assert.rejects(decodeFull(png.subarray(0, png.length >> 1)));
    const file = join(folder, "half.jpg");
    writeFileSync(file, whole.subarray(0, whole.length >> 1));
    await assert.rejects(
      decodeRgb(file, 16),
      (error) =>
        error instanceof UserError &&
        error.code === "unreadable-picture" &&
        error.message.includes(file),
    );
    await assert.rejects(decodeRgb(join(folder, "none.jpg"), 16), { code: "not-found" });
  });

  it("refuses what is no photograph", async () => {
    await assert.rejects(decodeFull(Buffer.from("hello, I am text")));
    const svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>";
    await assert.rejects(decodeFull(Buffer.from(svg)), /SVG/);
  });

  it("takes the first frame of an animation", async () => {
    const frames = Buffer.concat([Buffer.alloc(8 * 8 * 3, 255), Buffer.alloc(8 * 8 * 3, 0)]);
    const raw = { width: 8, height: 16, channels: 3 as const, pageHeight: 8 };
    const gif = await sharp(frames, { raw }).gif().toBuffer();
    const { data, height, format } = await decodeFull(gif);
    assert.deepEqual([format, height, data[0]], ["gif", 8, 255]);
  });
});

describe("measure", () => {
  it("gives moments worked by hand", () => {
    const data = Uint8Array.from([0, 255, 10, 255, 255, 20, 0, 255, 30, 255, 255, 40]);
    const { mean, std } = measure({ data, width: 2, height: 2 }).channels;
    assert.deepEqual(mean, [0.5, 1, 25 / 255]);
    assert.equal(std[0], 0.5);
    assert.equal(std[1], 0);
    assert.ok(Math.abs(std[2] - Math.sqrt(125) / 255) < 1e-15);
  });

  it("hashes differences of neighbours", () => {
    const width = 90;
    const height = 80;
    const ramp = Uint8Array.from({ length: width * height * 3 }, (_, i) => ((i / 3) | 0) % width);
    assert.equal(differenceHash(measure({ data: ramp, width, height }).thumbnail), "f".repeat(16));
    const back = ramp.map((value) => width - value);
    assert.equal(differenceHash(measure({ data: back, width, height }).thumbnail), "0".repeat(16));
  });

  it("copes with pictures smaller than the thumbnail", () => {
    const dot = { data: Uint8Array.from([9, 8, 7]), width: 1, height: 1 };
    const { thumbnail: cells } = measure(dot);
    assert.equal(cells.length, 9 * 8 * 3);
    assert.deepEqual([...cells.subarray(0, 3)], [9, 8, 7]);
    assert.deepEqual([...cells.subarray(-3)], [9, 8, 7]);
  });
});
