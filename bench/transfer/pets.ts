/** Transfer without outside weights: a backbone that learned half of the drawn breeds, used for the other half. */
import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EpochMetrics, RequestedConfig, RunSummary } from "../../src/protocol/training";
import { drawSample } from "../../src/backend/dataset/draw/drawSample";
import { chooseEngine } from "../../src/backend/engine";
import { evaluate } from "../../src/backend/evaluate/evaluate";
import { Models } from "../../src/backend/evaluate/models";
import { readRun } from "../../src/backend/runs/summary";
import { train } from "../../src/backend/train/train";
import { silentContext } from "../../src/backend/util/context";
import type { BenchRow } from "../row";

interface Amount {
  readonly images: number;
  readonly epochs: number;
}

const common = {
  network: "catDogNet",
  target: "breed",
  imageSize: 64,
  batch: 32,
  learningRate: 3e-4,
} as const satisfies RequestedConfig;

/** Draws pets and lays half of the breeds into one folder, the others into another, cats and dogs in both. */
async function layOut(root: string, images: number): Promise<{ one: string; other: string }> {
  const all = join(root, "all");
  await drawSample({ directory: all, images, seed: 27 }, silentContext());
  const names = readdirSync(join(all, "images"));
  const breedOf = (name: string) => name.replace(/_\d+\.jpg$/, "");
  const breeds = [...new Set(names.map(breedOf))].sort();
  const [one, other] = ["one", "other"].map((name) => join(root, name, "images"));
  if (one === undefined || other === undefined) throw new TypeError("there are two halves");
  for (const folder of [one, other]) mkdirSync(folder, { recursive: true });
  for (const name of names) {
    const half = breeds.indexOf(breedOf(name)) % 2 === 0 ? one : other;
    linkSync(join(all, "images", name), join(half, name));
  }
  return { one: join(root, "one"), other: join(root, "other") };
}

/** A run with the wall time of all of it: decoding, features, epochs. */
async function timedRun(directory: string, more: Partial<RequestedConfig>) {
  const startedAt = performance.now();
  const tools = { chooseEngine, emit: () => undefined };
  const config = { ...common, ...more };
  const run = await train({ directory, config, again: true }, tools, silentContext());
  const seconds = (performance.now() - startedAt) / 1000;
  const { metrics } = await readRun(run.directory);
  return { run, metrics, seconds };
}

async function testAccuracy({ directory }: RunSummary): Promise<number> {
  const models = new Models(chooseEngine);
  const { accuracy } = await evaluate({ run: directory }, models, silentContext());
  models.dispose();
  return accuracy;
}

/** Seconds until a validation accuracy was first reached, what comes before the first epoch included. */
function secondsUntil(
  accuracy: number,
  { metrics, seconds }: { readonly metrics: readonly EpochMetrics[]; readonly seconds: number },
): number {
  const before = seconds - metrics.reduce((sum, epoch) => sum + epoch.seconds, 0);
  let passed = Math.max(0, before);
  for (const epoch of metrics) {
    passed += epoch.seconds;
    if ((epoch.validationAccuracy ?? 0) >= accuracy) return passed;
  }
  return Number.POSITIVE_INFINITY;
}

const percent = (share: number) => Math.round(share * 1000) / 10;

/** Accuracy at equal time, and time to equal accuracy, with a backbone of the other breeds and without. */
export async function benchPets({ images, epochs }: Amount): Promise<BenchRow[]> {
  const root = mkdtempSync(join(tmpdir(), "pupil-bench-"));
  try {
    const { one, other } = await layOut(root, images);
    const pretraining = await timedRun(one, { epochs: 2 * epochs });
    const weights = pretraining.run.directory;
    await timedRun(other, { epochs: 1 }); // decodes, so that both find the pictures decoded
    const scratch = await timedRun(other, { epochs });
    const transfer = await timedRun(other, { epochs, weights });
    const frozen = await timedRun(other, { method: "frozen", weights, epochs: 30, batch: 64 });
    const best = (metrics: readonly EpochMetrics[]) =>
      Math.max(...metrics.map(({ validationAccuracy }) => validationAccuracy ?? 0));
    const goal = Math.min(best(scratch.metrics), best(frozen.metrics));
    const [slow, quick] = [secondsUntil(goal, scratch), secondsUntil(goal, frozen)];
    const [without, withWeights] = [
      await testAccuracy(scratch.run),
      await testAccuracy(transfer.run),
    ];
    const frozenAccuracy = await testAccuracy(frozen.run);
    return [
      {
        work: `transfer between halves of the drawn breeds, catDogNet, ${epochs} epochs each`,
        unit: "% of test",
        ours: percent(withWeights),
        peer: percent(without),
        peerName: "the same from scratch, equal time",
        ratio: withWeights / without,
        spread: 1,
        note: `frozen ${percent(frozenAccuracy)} % in ${frozen.seconds.toFixed(0)} s, scratch ${scratch.seconds.toFixed(0)} s`,
      },
      {
        work: `frozen with cached features to ${percent(goal)} % validation accuracy`,
        unit: "runs/h",
        ours: 3600 / quick,
        peer: 3600 / slow,
        peerName: "full training from scratch",
        ratio: slow / quick,
        spread: 1,
        note: `${quick.toFixed(1)} s instead of ${slow.toFixed(1)} s, features included`,
      },
    ];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
