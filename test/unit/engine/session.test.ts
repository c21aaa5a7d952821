// Sessions as the training loop uses them: resumed to the bit, in a thread of their own, refused weights, inference.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type {
  TrainingOptions,
  TrainingSession,
  TrainingState,
} from "../../../src/backend/engine/engine";
import { chooseEngine, engineReports } from "../../../src/backend/engine/index";
import { inferenceSession } from "../../../src/backend/engine/onnx/inferenceSession";
import { remoteTrainingSession } from "../../../src/backend/engine/worker/remoteSession";
import { runtime } from "../../../src/backend/engine/onnx/runtime";
import { trainingSession } from "../../../src/backend/engine/trainingSession";
import { findNetwork } from "../../../src/backend/nn/registry";
import { Random } from "../../../src/backend/util/random";
import { assertNear, assertSame, workerBundle } from "../../engineThread";

const network = findNetwork("catDogNet");
const options: TrainingOptions = {
  imageSize: 32,
  classes: 3,
  seed: 5,
  statistics: { mean: [0.5, 0.5, 0.4], std: [0.2, 0.2, 0.3] },
};
const COUNT = 5;

function batch(step: number) {
  const random = Random.of(9, "batch", step);
  const pixels = Uint8Array.from({ length: COUNT * 32 * 32 * 3 }, () => random.integer(256));
  const labels = Int32Array.from({ length: COUNT }, () => random.integer(3));
  return { inputs: pixels, labels, count: COUNT };
}

/** Losses of the steps from `first` to `last`, and the state after them. */
async function run(session: TrainingSession, first: number, last: number) {
  const losses: number[] = [];
  try {
    for (let step = first; step <= last; step++) {
      losses.push((await session.step(batch(step), 1e-3)).loss);
    }
    const logits = await session.infer(batch(0).inputs, COUNT);
    return { losses, logits, state: await session.state() };
  } finally {
    await session.dispose();
  }
}

async function start(state?: TrainingState): Promise<TrainingSession> {
  return await trainingSession(await runtime(), network, { ...options, state });
}

describe("a training session", () => {
  it("gives the same numbers twice, and resumed in the middle, to the bit", async () => {
    const straight = await run(await start(), 1, 4);
    const again = await run(await start(), 1, 4);
    assert.deepEqual(again.losses, straight.losses);
    assertSame(again.state, straight.state);
    const half = await run(await start(), 1, 2);
    const rest = await run(await start(half.state), 3, 4);
    assert.deepEqual([...half.losses, ...rest.losses], straight.losses);
    assertSame(rest.state, straight.state);
    assert.notEqual(straight.losses[0], straight.losses[3]);
  });

  it("learns a batch by heart", async () => {
    const session = await start();
    const first = await session.step(batch(1), 1e-3);
    let last = first;
    for (let i = 0; i < 12; i++) last = await session.step(batch(1), 1e-3);
    await session.dispose();
    assert.ok(last.loss < 0.3 * first.loss, `${first.loss} became ${last.loss}`);
  });

  it("takes batches of any size", async () => {
    const session = await start();
    const { inputs, labels } = batch(1);
    const { logits } = await session.step(batch(1), 1e-3);
    assert.equal(logits.length, 3 * COUNT);
    const few = {
      inputs: inputs.subarray(0, 2 * 32 * 32 * 3),
      labels: labels.subarray(0, 2),
      count: 2,
    };
    assert.equal((await session.step(few, 1e-3)).logits.length, 6);
    await session.dispose();
  });

  it("refuses the weights of another network in a sentence", async () => {
    const { state } = await run(await start(), 1, 1);
    const weights = new Map(state.weights);
    weights.delete("fc2.bias");
    await assert.rejects(start({ ...state, weights }), {
      code: "checkpoint-mismatch",
      message: /"fc2.bias"/,
    });
    const wrong = new Map(state.weights).set("fc2.bias", { shape: [2], data: new Float32Array(2) });
    await assert.rejects(start({ ...state, weights: wrong }), /\[2\].*\[3\]/);
  });

  it("gives the same logits as the inference session made of its weights", async () => {
    const { logits, state } = await run(await start(), 1, 3);
    const from = { weights: state.weights, options };
    const session = await inferenceSession(await runtime(), network, from);
    const folded = await session.infer(batch(0).inputs, COUNT);
    await session.dispose();
    const scale = Math.max(...logits.map(Math.abs));
    for (const [i, value] of folded.entries()) {
      assert.ok(Math.abs(value - logits[i]!) < 1e-4 * scale, `${value} is not ${logits[i]}`);
    }
  });
});

describe("a training session in a thread of its own", () => {
  const file = workerBundle();

  it("gives the numbers of one in this thread, and leaves this one free meanwhile", async () => {
    const here = await run(await start(), 1, 1);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const there = await run(
      await remoteTrainingSession(file, { engine: "cpu", network, options }),
      1,
      1,
    );
    clearInterval(timer);
    for (const [step, loss] of there.losses.entries()) {
      assert.ok(Math.abs(loss - here.losses[step]!) < 1e-4 * loss, `${loss} ${here.losses[step]}`);
    }
    assertNear(there.state, here.state, 1e-3);
    assert.ok(ticks > 3, `${ticks} ticks`);
  });

  it("passes on why it could not start", async () => {
    const state: TrainingState = {
      step: 0,
      weights: new Map(),
      firstMoments: new Map(),
      secondMoments: new Map(),
    };
    await assert.rejects(
      remoteTrainingSession(file, { engine: "cpu", network, options: { ...options, state } }),
      {
        name: "UserError",
        code: "checkpoint-mismatch",
      },
    );
  });

  it("rejects calls after its end, and those under way at its end", async () => {
    const session = await remoteTrainingSession(file, { engine: "cpu", network, options });
    const step = assert.rejects(session.step(batch(1), 1e-3), { code: "engine-failed" });
    await session.dispose();
    await step;
    await assert.rejects(session.state(), { code: "engine-failed" });
  });
});

describe("the choice of an engine", () => {
  it("takes the processor, and says why the others are not there", async () => {
    assert.equal((await chooseEngine("auto")).id, "cpu");
    const reports = await engineReports();
    assert.deepEqual(
      reports.filter(({ chosen }) => chosen).map(({ id }) => id),
      ["cpu"],
    );
    for (const { id, reason } of reports) assert.notEqual(reason, "", id);
    await assert.rejects(chooseEngine("cuda"), { code: "unknown-engine" });
  });
});
