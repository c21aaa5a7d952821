/** Wrong labels planted among drawn pets: how many are found, beside a ranking by the losses of one network. */
import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drawSample } from "../../src/backend/dataset/draw/drawSample";
import { chooseEngine } from "../../src/backend/engine";
import { evaluate } from "../../src/backend/evaluate/evaluate";
import { Models } from "../../src/backend/evaluate/models";
import { findMistakes } from "../../src/backend/mistakes/mistakes";
import { train } from "../../src/backend/train/train";
import { silentContext } from "../../src/backend/util/context";
import { Random } from "../../src/backend/util/random";
import { SPLIT_NAMES } from "../../src/protocol/dataset";
import type { RequestedConfig } from "../../src/protocol/training";
import { type BenchRow, rowOf } from "../row";

/** Share of the labels that are made wrong. */
const PLANTED = 0.05;

const config = {
  network: "catDogNet",
  target: "species",
  imageSize: 64,
  batch: 32,
  learningRate: 3e-4,
  epochs: 8,
} as const satisfies RequestedConfig;

/** A head on the features of a backbone that learned from other drawn pets, rightly labelled. */
const frozen = { ...config, method: "frozen", epochs: 20 } as const satisfies RequestedConfig;

const tools = { chooseEngine, emit: () => undefined };

/** Lays out drawn pets, some cats of which are named as dogs and as many dogs as cats; gives the paths of those. */
function plant(all: string, pets: string, seed: number): string[] {
  mkdirSync(join(pets, "images"), { recursive: true });
  const names = Random.of(seed, "planted").shuffle(readdirSync(join(all, "images")).sort());
  const isCat = (name: string) => /^[A-Z]/.test(name); // as in the Oxford-IIIT pets
  const each = Math.round((names.length * PLANTED) / 2);
  const cats = names.filter(isCat).slice(0, each);
  const dogs = names.filter((name) => !isCat(name)).slice(0, each);
  const wrong = new Map([
    ...cats.map((name, index) => [name, `beagle_${9000 + index}.jpg`] as const),
    ...dogs.map((name, index) => [name, `Bengal_${9000 + index}.jpg`] as const),
  ]);
  for (const name of names) {
    linkSync(join(all, "images", name), join(pets, "images", wrong.get(name) ?? name));
  }
  return [...wrong.values()].map((name) => `images/${name}`);
}

/** Trains a backbone on as many pets as there are to judge, none of them the same; gives the run's folder. */
async function pretrain(root: string, images: number): Promise<string> {
  const directory = join(root, "others");
  await drawSample({ directory, images, seed: 28 }, silentContext());
  return (await train({ directory, config }, tools, silentContext())).directory;
}

/** Paths by the loss of one head that has learned from most of them, the highest first. */
async function byLoss(directory: string, weights: string): Promise<string[]> {
  const run = await train({ directory, config: { ...frozen, weights } }, tools, silentContext());
  const models = new Models(chooseEngine);
  const all: { readonly path: string; readonly probability: number }[] = [];
  for (const split of SPLIT_NAMES) {
    const request = { run: run.directory, split };
    const { predictions } = await evaluate(request, models, silentContext());
    for (const { path, actual, probabilities } of predictions) {
      all.push({ path, probability: probabilities[actual] ?? 0 });
    }
  }
  models.dispose();
  return all.sort((a, b) => a.probability - b.probability).map(({ path }) => path);
}

/** The share of planted labels among the first of a ranking, as many as were planted. */
function precision(ranking: readonly string[], planted: readonly string[]): number {
  const first = new Set(ranking.slice(0, planted.length));
  return planted.filter((path) => first.has(path)).length / planted.length;
}

/** One row; minutes of training. Each repeat plants other labels among the same pets. */
export async function benchMistakes({ images = 600, repeats = 3 } = {}): Promise<BenchRow[]> {
  const root = mkdtempSync(join(tmpdir(), "pupil-bench-"));
  try {
    const weights = await pretrain(root, images);
    const all = join(root, "all");
    await drawSample({ directory: all, images, seed: 27 }, silentContext());
    const pairs: { ours: number; peer: number }[] = [];
    for (let repeat = 1; repeat <= repeats; repeat++) {
      const directory = join(root, `planted${repeat}`);
      const planted = plant(all, directory, repeat);
      const request = { directory, config: { ...frozen, weights } };
      const { suspects } = await findMistakes(request, tools, silentContext());
      const found = suspects.map(({ path }) => path);
      pairs.push({
        ours: 100 * precision(found, planted),
        peer: 100 * precision(await byLoss(directory, weights), planted),
      });
    }
    const row = rowOf(pairs, {
      work: `wrong labels, 5 % of ${images} drawn pets, frozen catDogNet, precision at their number`,
      unit: "%",
      peerName: "highest losses of one head that learned from them",
      note: "the goal is 80 %",
    });
    return [row];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
