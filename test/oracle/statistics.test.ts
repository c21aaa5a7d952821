// Channel statistics against scikit-image: on real pictures or else drawn ones, and on made-up ones of every kind.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, it } from "node:test";
import sharp from "sharp";
import { drawSample } from "../../src/backend/dataset/draw/drawSample";
import { scan } from "../../src/backend/dataset/scan";
import { channelStatistics, type ChannelMoments } from "../../src/backend/dataset/statistics";
import { loadDataset } from "../../src/backend/dataset/store";
import { silentContext } from "../../src/backend/util/context";
import { missingPython, python } from "../skip";
import { blocks, jpeg, temporaryFolder, writeFiles } from "../unit/dataset/support";

/**
 * JPEG decoders may differ by a step or two of 255 in a pixel (rounding of the inverse cosine
 * transform and of the colour conversion: libvips' libjpeg here, Pillow's there, each of its own
 * version), and such steps nearly cancel in a mean. Where both are the usual libjpeg-turbo the
 * pixels are equal: seen are 7e-12 for one of 925 pictures and 6e-14 for all, the order of summing.
 * Colour profiles applied here and not there would show: 1e-2 for one picture.
 */
const ONE_PICTURE = 1e-3;
const ALL_PICTURES = 1e-4;

/** PNG and GIF decode to the same bytes everywhere: only the order of summing differs. */
const LOSSLESS = 1e-12;

/** A folder with real pictures in `images/`, where there is one. */
const pets = process.env["PUPIL_PETS"];

/** Fills a folder with the real pictures, or else with drawn ones. */
async function fill(folder: string): Promise<void> {
  if (pets === undefined) await drawSample({ directory: folder, images: 60 }, silentContext());
  else cpSync(join(pets, "images"), join(folder, "images"), { recursive: true });
}

/** scikit-image's moments of each file; null where it cannot read it. */
function oracle(paths: readonly string[]): (ChannelMoments | null)[] {
  const script = resolve("test/oracle/statistics.py");
  const run = spawnSync(python, [script], {
    input: paths.join("\n"),
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  assert.equal(run.status, 0, run.stderr);
  const lines = run.stdout.trim().split("\n");
  return lines.map((line) => JSON.parse(line) as ChannelMoments | null);
}

function difference(a: ChannelMoments, b: ChannelMoments): number {
  const [x, y] = [a, b].map(({ mean, std }) => [...mean, ...std]);
  return Math.max(...x!.map((value, i) => Math.abs(value - y![i]!)));
}

describe("channel statistics against scikit-image", { skip: missingPython(["skimage"]) }, () => {
  const kind = pets === undefined ? "drawn (PUPIL_PETS names real ones)" : "real";

  it(`agrees on ${kind} pictures, one by one and in all`, async (test) => {
    const folder = temporaryFolder();
    await fill(folder);
    const summary = await scan({ directory: folder }, silentContext());
    const { samples } = await loadDataset(folder);
    const theirs = oracle(samples.map(({ path }) => join(folder, path)));
    let worst = 0;
    for (const [index, { path, channels }] of samples.entries()) {
      const expected = theirs[index];
      assert.ok(expected, `scikit-image cannot read ${path}`);
      const off = difference(channels, expected);
      worst = Math.max(worst, off);
      assert.ok(off < ONE_PICTURE, `${path} is off by ${off}`);
    }
    const readable = theirs.filter((each) => each !== null);
    const expected = channelStatistics(readable.map((channels) => ({ channels })));
    const off = difference(summary.statistics!, expected);
    test.diagnostic(`${samples.length} pictures: worst ${worst}, in all ${off}`);
    assert.ok(off < ALL_PICTURES, `all pictures together are off by ${off}`);
    assert.equal(summary.statistics?.pictures, samples.length);
  });

  it("agrees on grey, turned, GIF and unreadable pictures", async () => {
    const folder = temporaryFolder();
    const picture = async (seed: number) => sharp(await blocks(seed, 61, 47).png().toBuffer());
    const good = await jpeg(5);
    writeFiles(folder, {
      "a/colour.png": await (await picture(1)).png().toBuffer(),
      "a/grey.png": await (await picture(2)).grayscale().png().toBuffer(),
      "b/gif.jpg": await (await picture(3)).gif().toBuffer(),
      "b/turned.jpg": await (await picture(4)).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
      "b/half.jpg": good.subarray(0, good.length >> 1),
      "b/empty.jpg": "",
    });
    const { statistics } = await scan({ directory: folder }, silentContext());
    const { samples } = await loadDataset(folder);
    const paths = samples.map(({ path }) => path);
    assert.deepEqual(paths, ["a/colour.png", "a/grey.png", "b/gif.jpg", "b/turned.jpg"]);
    const theirs = oracle(paths.map((path) => join(folder, path)));
    for (const [index, { path, channels }] of samples.entries()) {
      const allowed = path.includes("turned") ? ONE_PICTURE : LOSSLESS;
      const off = difference(channels, theirs[index]!);
      assert.ok(off <= allowed, `${path} is off by ${off}`);
    }
    const expected = channelStatistics(theirs.map((channels) => ({ channels: channels! })));
    assert.ok(difference(statistics!, expected) < ONE_PICTURE);
    assert.equal(statistics?.pictures, 4);
  });
});
