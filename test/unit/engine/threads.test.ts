// Threads that share the pictures of a step: the numbers of one thread, the same each time, and no one left waiting.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import type {
  Batch,
  TrainingOptions,
  TrainingSession,
  TrainingState,
} from "../../../src/backend/engine/engine";
import { runtime } from "../../../src/backend/engine/onnx/runtime";
import { Crew, CrewFailure } from "../../../src/backend/engine/processor/crew";
import { trainingSession } from "../../../src/backend/engine/trainingSession";
import { remoteTrainingSession } from "../../../src/backend/engine/worker/remoteSession";
import { findNetwork } from "../../../src/backend/nn/registry";
import { coreCount } from "../../../src/backend/util/concurrency";
import { Random } from "../../../src/backend/util/random";
import type { NetworkName } from "../../../src/protocol/network";
import { assertNear, assertSame, runSteps, workerBundle } from "../../engineThread";

const SIZE = 32;
const common: TrainingOptions = {
  imageSize: SIZE,
  classes: 5,
  heads: [3, 2],
  seed: 5,
  statistics: { mean: [0.5, 0.5, 0.4], std: [0.2, 0.2, 0.3] },
};

/** Some pictures without a label for one of the targets. */
function batch(step: number, count = 8): Batch {
  const random = Random.of(9, "batch", step);
  const inputs = Uint8Array.from({ length: count * SIZE * SIZE * 3 }, () => random.integer(256));
  const labels = Int32Array.from({ length: 2 * count }, (_, index) =>
    index % 5 === 3 ? -1 : random.integer(2),
  );
  return { inputs, labels, count };
}

const run = (session: TrainingSession, batches: readonly Batch[]) =>
  runSteps(session, batches, 1e-4);

const skip = coreCount() < 2 && "this machine has one core";

describe("threads that compute a step together", { skip }, () => {
  const file = workerBundle();
  const together = (name: NetworkName, options: TrainingOptions) =>
    remoteTrainingSession(file, { engine: "cpu", network: findNetwork(name), options });

  it("give what one does", async () => {
    const batches = [batch(1, 7)];
    const network = findNetwork("catDogNet");
    const alone = await trainingSession(await runtime(), network, common);
    const expected = await run(alone, batches);
    const found = await run(await together("catDogNet", common), batches);
    const [loss = 0, other = 0] = [found.losses[0], expected.losses[0]];
    assert.ok(Math.abs(loss - other) < 1e-4 * other, `${loss} is not ${other}`);
    assertNear(found.state, expected.state, 1e-3);
  });

  it("give what one does where a part is frozen", async () => {
    const options: TrainingOptions = {
      ...common,
      frozenStatistics: true,
      weightDecay: 0.02,
      maxGradientNorm: 2,
      rates: [
        { prefix: "", factor: 0 },
        { prefix: "layer4", factor: 0.3 },
        { prefix: "fc", factor: 1 },
      ],
    };
    const batches = [batch(1)];
    const alone = await trainingSession(await runtime(), findNetwork("resnet34"), options);
    const expected = await run(alone, batches);
    const found = await run(await together("resnet34", options), batches);
    assertNear(found.state, expected.state, 1e-3);
    assert.deepEqual([...found.state.firstMoments.keys()], [...expected.state.firstMoments.keys()]);
  });

  it("give the same twice and resumed, to the bit, with batches of any size", async () => {
    const batches = [batch(1), batch(2, 3), batch(3, 2), batch(4)];
    const straight = await run(await together("catDogNet", common), batches);
    const half = await run(await together("catDogNet", common), batches.slice(0, 2));
    const { state }: { state: TrainingState } = half;
    const rest = await run(await together("catDogNet", { ...common, state }), batches.slice(2));
    assert.deepEqual([...half.losses, ...rest.losses], straight.losses);
    assertSame(rest.state, straight.state);
  });

  it("say what failed in one of them, and wait for nobody", async () => {
    const folder = mkdtempSync(join(tmpdir(), "pupil-mate-"));
    try {
      const mate = join(folder, "mate.js");
      writeFileSync(
        mate,
        `const { parentPort, workerData } = require("node:worker_threads");
        parentPort.postMessage({ failure: undefined });
        parentPort.on("message", (call) => {
          if (call === "end") return parentPort.close();
          const control = new Int32Array(workerData.crew.control);
          Atomics.store(control, 3, 1);
          Atomics.add(control, 1, 1);
          Atomics.notify(control, 1);
          const failure = { code: "out-of-memory", message: "There is not enough memory." };
          parentPort.postMessage({ failure });
        });`,
      );
      const help = { file: mate, network: "catDogNet" } as const;
      const network = findNetwork("catDogNet");
      const session = await trainingSession(await runtime(), network, common, help);
      await assert.rejects(session.step(batch(1), 1e-3), { code: "out-of-memory" });
      await session.dispose();
      writeFileSync(
        mate,
        `const { parentPort } = require("node:worker_threads");
        parentPort.postMessage({ failure: undefined });
        parentPort.on("message", () => process.exit(1));`,
      );
      const left = await trainingSession(await runtime(), network, common, help);
      await assert.rejects(left.step(batch(1), 1e-3), { message: /ended unexpectedly/ });
      await assert.rejects(left.step(batch(2), 1e-3), { code: "engine-failed" });
      await left.dispose();
      writeFileSync(mate, `throw new Error("no such thing");`);
      await assert.rejects(trainingSession(await runtime(), network, common, help), {
        message: /no such thing/,
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("a crew", () => {
  it("of one waits for nobody and adds nothing", async () => {
    const crew = new Crew(0, Crew.memory(1));
    crew.lead(1);
    await crew.meet();
    const sums = Float64Array.of(1, 2);
    await crew.sum(sums);
    assert.deepEqual([...sums], [1, 2]);
  });

  it("does not meet when one has failed", async () => {
    const memory = Crew.memory(2);
    const [leader, mate] = [new Crew(0, memory), new Crew(1, memory)];
    leader.lead(2);
    mate.fail();
    await assert.rejects(leader.meet(), CrewFailure);
  });
});
