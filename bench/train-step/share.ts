/** How much of a training's time its steps take: the next batch shall be ready before a step ends. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drawSample } from "../../src/backend/dataset/draw/drawSample";
import { silentContext } from "../../src/backend/util/context";
import type { NetworkName } from "../../src/protocol/network";
import { bundle } from "../bundle";
import { type BenchRow, median, rowOf } from "../row";
import type { LoopTimes } from "./loop";

interface Case {
  readonly network: NetworkName;
  readonly batch: number;
  readonly imageSize: number;
}

const CASES: readonly Case[] = [
  { network: "catDogNet", batch: 32, imageSize: 128 },
  { network: "mobileNetV2", batch: 32, imageSize: 128 },
];

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

function shareRow(one: Case, directory: string, repeats: number): BenchRow {
  const { network, batch, imageSize } = one;
  const program = bundle("loop", "bench/train-step/loop.ts");
  const runs = Array.from({ length: repeats }, () => {
    const args = [program, directory, network, batch, imageSize].map(String);
    const run = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (run.status !== 0) throw new Error(run.stderr);
    return JSON.parse(run.stdout.trim().split("\n").at(-1) ?? "") as LoopTimes;
  });
  const steps = sum(runs.flatMap((run) => run.steps));
  const share = steps / (steps + sum(runs.flatMap((run) => run.gaps)));
  const pairs = runs.map((run) => {
    const seconds = (sum(run.steps) + sum(run.gaps)) / run.steps.length;
    return { ours: batch / seconds, peer: batch / median(run.alone) };
  });
  return rowOf(pairs, {
    work: `the training loop, augmentation on, ${network}, batch ${batch}, ${imageSize} pixels`,
    unit: "pictures/s",
    peerName: "its steps with nothing beside them",
    note: `steps take ${(100 * share).toFixed(1)} % of the loop's time; the goal is 95 %`,
  });
}

/** One row a network; quick does the first, once. */
export async function benchShare({ quick }: { readonly quick: boolean }): Promise<BenchRow[]> {
  const root = mkdtempSync(join(tmpdir(), "pupil-loop-"));
  try {
    const images = quick ? 170 : 480;
    await drawSample({ directory: root, images, seed: 27 }, silentContext());
    const cases = quick ? CASES.slice(0, 1) : CASES;
    return cases.map((one) => shareRow(one, root, quick ? 1 : 3));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
