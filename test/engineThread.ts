// The training thread's bundle, for tests: only a bundle starts threads that compute with it.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before } from "node:test";
import { build } from "esbuild";
import type { Batch, TrainingSession, TrainingState } from "../src/backend/engine/engine";

/** Bundles it before the tests of a suite and removes it after them; gives its file. */
export function workerBundle(): string {
  const folder = mkdtempSync(join("node_modules", ".pupil-worker-")); // where it finds ONNX Runtime
  const file = resolve(folder, "trainingWorker.js");
  before(async () => {
    await build({
      entryPoints: ["src/backend/engine/worker/trainingWorker.ts"],
      outfile: file,
      bundle: true,
      platform: "node",
      format: "cjs",
      external: ["onnxruntime-node", "@tensorflow/*"],
      logLevel: "error",
    });
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return file;
}

/** Losses of the steps, and the state after them; ends the session. */
export async function runSteps(
  session: TrainingSession,
  batches: readonly Batch[],
  learningRate: number,
): Promise<{ readonly losses: number[]; readonly state: TrainingState }> {
  const losses: number[] = [];
  try {
    for (const batch of batches) losses.push((await session.step(batch, learningRate)).loss);
    return { losses, state: await session.state() };
  } finally {
    await session.dispose();
  }
}

/** To the bit. */
export function assertSame(a: TrainingState, b: TrainingState): void {
  assert.equal(a.step, b.step);
  for (const kind of ["weights", "firstMoments", "secondMoments"] as const) {
    assert.deepEqual([...a[kind].keys()], [...b[kind].keys()]);
    for (const [name, { data }] of a[kind]) assert.deepEqual(data, b[kind].get(name)?.data, name);
  }
}

/** Of the moments after a step, which are its gradients: threads add up their pictures each by itself. */
export function assertNear(a: TrainingState, b: TrainingState, tolerance: number): void {
  assert.equal(a.step, b.step);
  for (const [name, { data }] of a.firstMoments) {
    const other = b.firstMoments.get(name)!.data;
    let [difference, length] = [0, 0];
    for (const [i, value] of data.entries()) {
      difference += (value - other[i]!) ** 2;
      length += value ** 2;
    }
    const error = Math.sqrt(difference / Math.max(length, 1e-24));
    assert.ok(error < tolerance, `${name} differs by ${error}`);
  }
}
