/**
 * The memory that scanning and caching take as a data set grows: peak of a process of its own.
 *
 * usage: node --import tsx bench/data/growth.mjs [--few 1000] [--many 20000]
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { drawSample } from "../../src/backend/dataset/draw/drawSample.ts";
import { coreCount, forEachConcurrently } from "../../src/backend/util/concurrency.ts";
import { silentContext } from "../../src/backend/util/context.ts";

const CACHE_SIZE = 128;

/**
 * Limit of the objects' heap: without one V8 lets garbage lie while there is memory, and what is
 * measured is how much it let lie, not what is needed.
 */
const HEAP_MB = 96;

/** Drawing takes 30 ms a picture, varying a drawn one 5: more than so many are varied from these. */
const DRAWN = 1000;

/** Parts of a picture that variants show: width, height, left and top, in shares of the whole. */
const CROPS = [
  [1, 1, 0, 0],
  [0.8, 0.8, 0, 0],
  [0.8, 0.8, 0.2, 0.2],
];

/** Turned by quarters and mirrored or not. */
const ORIENTATIONS = 8;

/** A picture that no scan takes for a copy of the one it is made from, nor of its other variants. */
async function vary(file, variant, output) {
  const { width, height } = await sharp(file).metadata();
  const [wide, high, left, top] = CROPS[Math.floor(variant / ORIENTATIONS) % CROPS.length];
  const cropped = sharp(file).extract({
    left: Math.floor(left * width),
    top: Math.floor(top * height),
    width: Math.floor(wide * width),
    height: Math.floor(high * height),
  });
  const turned = cropped.flop(variant % 2 === 1).rotate(90 * (Math.floor(variant / 2) % 4));
  await turned.jpeg({ quality: 85, optimiseCoding: false }).toFile(output);
}

/** Fills a folder with that many different drawn pictures. */
async function drawMany(folder, count) {
  const context = silentContext();
  await drawSample({ directory: folder, images: Math.min(count, DRAWN) }, context);
  const images = join(folder, "images");
  const drawn = readdirSync(images).sort();
  const jobs = Array.from({ length: Math.max(0, count - drawn.length) }, (_, index) => ({
    name: drawn[index % drawn.length],
    variant: 1 + Math.floor(index / drawn.length),
  }));
  const make = async ({ name, variant }) => {
    const [, breed, number] = /^(.*)_(\d+)\.jpg$/.exec(name);
    const output = join(images, `${breed}_${DRAWN * variant + Number(number)}.jpg`);
    await vary(join(images, name), variant, output);
  };
  await forEachConcurrently(jobs, make, { concurrency: coreCount() + 1, signal: context.signal });
}

/** What scanning and caching so many drawn pictures take, in a process of their own. */
export async function measureGrowth(pictures) {
  const folder = mkdtempSync(join(tmpdir(), "pupil-bench-"));
  try {
    await drawMany(folder, pictures);
    const program = ["--import", "tsx", resolve("bench/data/memory.mjs")];
    const args = [`--max-old-space-size=${HEAP_MB}`, ...program, folder, String(CACHE_SIZE)];
    const run = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (run.status !== 0) throw new Error(run.stderr);
    return JSON.parse(run.stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { values } = parseArgs({
    options: {
      few: { type: "string", default: "1000" },
      many: { type: "string", default: "20000" },
    },
  });
  for (const pictures of [Number(values.few), Number(values.many)]) {
    console.log(JSON.stringify(await measureGrowth(pictures)));
  }
}
