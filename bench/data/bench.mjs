/**
 * How fast the data set's stages are beside the notebook's own path, on the same pictures in the same run.
 *
 * usage: node --import tsx bench/data/bench.mjs [--pictures 400] [--repeats 3] [--growth]
 *   PUPIL_PETS  a folder in the Oxford-IIIT layout; without it cartoon pets are drawn
 *   --growth    also scans and caches 1,000 and 20,000 drawn pictures, and compares the memory
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { chooseManipulations } from "../../src/backend/augment/manipulations.ts";
import { stagePictures } from "../../src/backend/augment/stage.ts";
import { openPixelCache } from "../../src/backend/dataset/cache.ts";
import { drawSample } from "../../src/backend/dataset/draw/drawSample.ts";
import { decodeFull } from "../../src/backend/dataset/image.ts";
import { scan } from "../../src/backend/dataset/scan.ts";
import { loadDataset } from "../../src/backend/dataset/store.ts";
import { coreCount, forEachConcurrently } from "../../src/backend/util/concurrency.ts";
import { silentContext } from "../../src/backend/util/context.ts";
import { Random } from "../../src/backend/util/random.ts";
import { python } from "../../test/skip.ts";
import { measureGrowth } from "./growth.mjs";

const CACHE_SIZE = 128;

/** Pictures of a class that is generated from, as the cats of Oxford-IIIT Pet: 1.1 of each source. */
const GENERATED_FROM_EACH = 1.1;

/** Fills a folder with that many pictures, real ones where there are any. */
async function preparePictures(folder, count) {
  const pets = process.env.PUPIL_PETS;
  if (pets === undefined) {
    await drawSample({ directory: folder, images: count }, silentContext());
    return;
  }
  const from = join(resolve(pets), "images");
  mkdirSync(join(folder, "images"), { recursive: true });
  const names = readdirSync(from).sort();
  const every = Math.max(1, Math.floor(names.length / count));
  for (const name of names.filter((_, index) => index % every === 0).slice(0, count)) {
    copyFileSync(join(from, name), join(folder, "images", name));
  }
}

/** Pictures a second of the notebook's path; loading its libraries does not count. */
function peerRate(stage, lines) {
  const run = spawnSync(python, [resolve("bench/data/notebook.py"), stage], {
    input: lines.join("\n"),
    encoding: "utf8",
  });
  if (run.status !== 0) throw new Error(run.stderr);
  const { seconds, pictures } = JSON.parse(run.stdout);
  return pictures / seconds;
}

/** Pictures a second of ours. */
async function rateOf(pictures, work) {
  const start = performance.now();
  await work();
  return (1000 * pictures) / (performance.now() - start);
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Both in turn, so that neither has the machine's better minutes. */
async function measure({ work, reset, ours, peer }, repeats) {
  const pairs = [];
  for (let i = 0; i < repeats; i++) {
    reset();
    pairs.push({ ours: await ours(), peer: peer() });
  }
  const ratios = pairs.map((pair) => pair.ours / pair.peer);
  return {
    work,
    ours: median(pairs.map((pair) => pair.ours)),
    peer: median(pairs.map((pair) => pair.peer)),
    ratio: median(ratios),
    spread: Math.max(...ratios) / Math.min(...ratios),
  };
}

/** A plan as balancing makes it, of that many pictures. */
function planFrom(samples) {
  const sources = samples.slice(0, Math.ceil(samples.length / 2));
  const count = Math.round(sources.length * GENERATED_FROM_EACH);
  return Array.from({ length: count }, (_, index) => {
    const random = Random.of(27, "bench", index);
    const source = random.pick(sources);
    return {
      path: `images/generated${index}.jpg`,
      source: source.path,
      sourceSha256: source.hash,
      manipulations: chooseManipulations(random),
      seed: random.bits(),
    };
  });
}

/** What nothing that reads the pictures can be quicker than. */
async function decodeAll(files, { signal }) {
  const decode = async (file) => void (await decodeFull(await readFile(file)));
  await forEachConcurrently(files, decode, { concurrency: coreCount() + 1, signal });
}

async function stagesFor(folder) {
  const context = silentContext();
  const remove = (name) => rmSync(join(folder, ".pupil", name), { recursive: true, force: true });
  await scan({ directory: folder }, context);
  const dataset = await loadDataset(folder);
  const files = dataset.samples.map(({ path }) => join(folder, path));
  const planned = planFrom(dataset.samples);
  const jobs = planned.map(({ source, manipulations }, index) => {
    const output = join(folder, ".pupil", `peer${index}.jpg`);
    return JSON.stringify({ source: join(folder, source), manipulations, output });
  });
  const scanning = () => rateOf(files.length, () => scan({ directory: folder }, context));
  const fromNothing = { reset: () => remove("scan.json"), ours: scanning };
  return [
    { work: "scan", ...fromNothing, peer: () => peerRate("scan", files) },
    {
      work: "decoding alone, beside the notebook's scan",
      reset: () => undefined,
      ours: () => rateOf(files.length, () => decodeAll(files, context)),
      peer: () => peerRate("scan", files),
    },
    { work: "mean and deviation", ...fromNothing, peer: () => peerRate("mean", files) },
    {
      work: "scan again, nothing changed",
      reset: () => undefined,
      ours: scanning,
      peer: () => peerRate("scan", files),
    },
    {
      work: `cache at ${CACHE_SIZE} x ${CACHE_SIZE}`,
      reset: () => remove("cache"),
      ours: () =>
        rateOf(files.length, async () => {
          await (await openPixelCache(dataset, CACHE_SIZE, context)).close();
        }),
      peer: () => peerRate("cache", files),
    },
    {
      work: "augmentation",
      reset: () => remove("generated"),
      ours: () => rateOf(planned.length, () => stagePictures(folder, planned, context)),
      peer: () => peerRate("augment", jobs),
    },
  ];
}

/**
 * Compares every stage; rows `{ work, ours, peer, ratio, spread }`, rates in pictures a second, the
 * spread being the largest divided by the smallest of the repeats' ratios.
 */
export async function benchData({ pictures = 400, repeats = 3 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "pupil-bench-"));
  try {
    await preparePictures(folder, pictures);
    const rows = [];
    for (const stage of await stagesFor(folder)) rows.push(await measure(stage, repeats));
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Peak memory of scanning, scanning again and caching, in MB: many drawn pictures beside few, once
 * each. A row as those above, in which the peer is Pupil itself.
 */
export async function benchGrowth({ few = 1000, many = 20_000 } = {}) {
  const peer = (await measureGrowth(few)).cacheMb;
  const ours = (await measureGrowth(many)).cacheMb;
  const work = `peak memory, ${many} pictures beside ${few}`;
  return { work, ours, peer, ratio: ours / peer, spread: 1 };
}

/** The rows as RESULTS.md has them. */
export function tableOf(rows) {
  const lines = rows.map(({ work, ours, peer, ratio, spread }) => {
    const cells = [work, ours.toFixed(1), peer.toFixed(1), `${ratio.toFixed(1)} x`];
    return `| ${[...cells, spread.toFixed(2)].join(" | ")} |`;
  });
  const head = "| work | Pupil, pictures/s | notebook, pictures/s | ratio | spread |";
  return [head, "|---|---|---|---|---|", ...lines].join("\n");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { values } = parseArgs({
    options: {
      pictures: { type: "string", default: "400" },
      repeats: { type: "string", default: "3" },
      growth: { type: "boolean", default: false },
    },
  });
  const options = { pictures: Number(values.pictures), repeats: Number(values.repeats) };
  const kind = process.env.PUPIL_PETS === undefined ? "drawn" : "real";
  const cores = availableParallelism();
  console.log(`${options.pictures} ${kind} pictures, ${cores} cores, Node ${process.version}\n`);
  console.log(tableOf(await benchData(options)));
  if (values.growth) {
    const { work, ours, peer, ratio } = await benchGrowth();
    console.log(`\n${work}: ${ours} MB, ${peer} MB, ${ratio.toFixed(2)} x`);
  }
}
