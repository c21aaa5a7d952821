// Checkpoints: a crash or a full disk at any moment costs no finished epoch.
import assert from "node:assert/strict";
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, it } from "node:test";
import type { EpochMetrics } from "../../../src/protocol/training";
import {
  type CheckpointState,
  readCheckpoint,
  recover,
  saveCheckpoint,
} from "../../../src/backend/runs/checkpoints";
import { readMetrics } from "../../../src/backend/runs/metricsLog";
import { temporaryFolder } from "../dataset/support";
import { rejectsWith } from "../train/support";

const run = { network: "catDogNet", classes: ["cat", "dog"] };

function metricsOf(epoch: number, best: boolean): EpochMetrics {
  return {
    epoch,
    trainLoss: 1 / epoch,
    trainAccuracy: 0.5,
    validationLoss: 0.25,
    validationAccuracy: 0.75,
    learningRate: 1e-3,
    best,
    seconds: 1.5,
    imagesPerSecond: 20,
  };
}

/** A state whose every number is the epoch's. */
function stateOf(epoch: number): CheckpointState {
  const one = (value: number) => new Map([["w", { shape: [1], data: Float32Array.of(value) }]]);
  return {
    step: epoch * 10,
    weights: one(epoch),
    firstMoments: one(epoch + 0.25),
    secondMoments: one(epoch + 0.5),
  };
}

async function save(folder: string, epoch: number, best: boolean): Promise<void> {
  await saveCheckpoint(folder, stateOf(epoch), { ...run, metrics: metricsOf(epoch, best) });
}

describe("checkpoints", () => {
  const root = temporaryFolder();
  let folder: string;
  let checkpoints: string;
  const weightOf = async (name: "best" | "last") =>
    (await readCheckpoint(folder, name, run)).weights.get("w")?.data[0];

  beforeEach(async () => {
    folder = mkdtempSync(join(root, "run-"));
    checkpoints = join(folder, "checkpoints");
    await save(folder, 1, true);
    await save(folder, 2, true);
    await save(folder, 3, false);
  });

  it("keep the last and the best, and one optimizer state", async () => {
    assert.equal(await weightOf("last"), 3);
    assert.equal(await weightOf("best"), 2);
    assert.deepEqual(readdirSync(checkpoints).sort(), [
      "best.safetensors",
      "last.safetensors",
      "optimizer-3.safetensors",
    ]);
    assert.equal((await readMetrics(folder)).length, 3);
  });

  it("give back all that was saved", async () => {
    const point = await recover(folder, run);
    assert.deepEqual(point.state, stateOf(3));
    assert.deepEqual(
      point.metrics,
      [true, true, false].map((best, index) => metricsOf(index + 1, best)),
    );
  });

  it("are made good when the process died right after `last` was replaced", async () => {
    // as it is then: the fourth epoch's two files among what was there before, the log torn
    const before = join(root, "before");
    cpSync(folder, before, { recursive: true });
    await save(folder, 4, true);
    const whole = readFileSync(join(folder, "metrics.jsonl"), "utf8");
    for (const name of ["best.safetensors", "optimizer-3.safetensors"]) {
      rmSync(join(checkpoints, name), { force: true });
      copyFileSync(join(before, "checkpoints", name), join(checkpoints, name));
    }
    copyFileSync(join(before, "metrics.jsonl"), join(folder, "metrics.jsonl"));
    appendFileSync(join(folder, "metrics.jsonl"), '{"epoch":4,"trainLo');
    writeFileSync(join(checkpoints, "last.safetensors.1-2.tmp"), "half");

    assert.deepEqual((await recover(folder, run)).state, stateOf(4));
    assert.equal(readFileSync(join(folder, "metrics.jsonl"), "utf8"), whole);
    assert.equal(await weightOf("best"), 4);
    const names = readdirSync(checkpoints);
    assert.deepEqual(
      names.filter((name) => /optimizer|tmp/.test(name)),
      ["optimizer-4.safetensors"],
    );
  });

  it("are the earlier ones when the process died before `last` was replaced", async () => {
    writeFileSync(join(checkpoints, "optimizer-4.safetensors"), "half");
    appendFileSync(join(folder, "metrics.jsonl"), '{"ep');
    assert.deepEqual((await recover(folder, run)).state, stateOf(3));
    assert.deepEqual(readdirSync(checkpoints).includes("optimizer-4.safetensors"), false);
    assert.equal((await readMetrics(folder)).length, 3);
  });

  it("stay as they are when a new one cannot be written", async () => {
    // a folder stands where the file should be: the last step of writing fails
    const before = readFileSync(join(folder, "metrics.jsonl"), "utf8");
    rmSync(join(checkpoints, "optimizer-3.safetensors"));
    await assert.rejects(async () => {
      mkdirSync(join(checkpoints, "optimizer-4.safetensors", "in-the-way"), { recursive: true });
      await save(folder, 4, true);
    });
    assert.equal(await weightOf("last"), 3);
    assert.equal(await weightOf("best"), 2);
    assert.equal(readFileSync(join(folder, "metrics.jsonl"), "utf8"), before);
    assert.deepEqual(
      readdirSync(checkpoints).filter((name) => name.endsWith(".tmp")),
      [],
    );
  });

  it("start anew when no epoch was finished", async () => {
    const empty = temporaryFolder();
    appendFileSync(join(empty, "metrics.jsonl"), '{"epo');
    assert.deepEqual(await recover(empty, run), { metrics: [] });
    await rejectsWith("run-unfinished", readCheckpoint(empty, "best", run));
  });

  it("of another network or other classes are refused", async () => {
    const other = { ...run, network: "resnet34" };
    const message = await rejectsWith("checkpoint-mismatch", readCheckpoint(folder, "best", other));
    assert.match(message, /best\.safetensors is a checkpoint of catDogNet/);
    await rejectsWith("checkpoint-mismatch", recover(folder, { ...run, classes: ["a", "b"] }));
  });

  it("that are damaged make a corrupt run, which is named", async () => {
    writeFileSync(join(checkpoints, "last.safetensors"), "no tensors at all");
    const message = await rejectsWith("corrupt-run", recover(folder, run));
    assert.ok(message.includes(folder) && message.includes("last.safetensors"), message);
  });

  it("make a corrupt run of a log that is not one", async () => {
    writeFileSync(join(folder, "metrics.jsonl"), '{"epoch":1}\n');
    assert.match(await rejectsWith("corrupt-run", readMetrics(folder)), /line 1 of metrics\.jsonl/);
  });
});
