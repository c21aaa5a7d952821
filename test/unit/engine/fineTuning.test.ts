// Training parts of a network: what is frozen stays to the bit, what is given is begun with, and parts fit together.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type {
  Batch,
  TrainingOptions,
  TrainingSession,
  TrainingState,
} from "../../../src/backend/engine/engine";
import { inferenceSession } from "../../../src/backend/engine/onnx/inferenceSession";
import { runtime } from "../../../src/backend/engine/onnx/runtime";
import { trainingSession } from "../../../src/backend/engine/trainingSession";
import { initialise } from "../../../src/backend/nn/initialise";
import { parameters } from "../../../src/backend/nn/parameters";
import { findNetwork } from "../../../src/backend/nn/registry";
import { trace } from "../../../src/backend/nn/trace";
import { Random } from "../../../src/backend/util/random";
import { runSteps } from "../../engineThread";

const network = findNetwork("mobileNetV2");
const common = {
  imageSize: 32,
  classes: 3,
  seed: 5,
  statistics: { mean: [0.5, 0.5, 0.4], std: [0.2, 0.2, 0.3] },
} as const;
/** The last stages and the head learn; all normalisations keep their statistics. */
const fineTuning: TrainingOptions = {
  ...common,
  frozenStatistics: true,
  weightDecay: 0.02,
  maxGradientNorm: 2,
  rates: [
    { prefix: "", factor: 0 },
    { prefix: "features.17", factor: 0.1 },
    { prefix: "features.18", factor: 0.3 },
    { prefix: "classifier", factor: 1 },
  ],
};
const COUNT = 4;
const LEARNED = /^(features\.1[78]|classifier)\./;

function batch(step: number): Batch & { readonly inputs: Uint8Array } {
  const random = Random.of(9, "batch", step);
  const inputs = Uint8Array.from({ length: COUNT * 32 * 32 * 3 }, () => random.integer(256));
  const labels = Int32Array.from({ length: COUNT }, () => random.integer(3));
  return { inputs, labels, count: COUNT };
}

async function open(options: TrainingOptions): Promise<TrainingSession> {
  return await trainingSession(await runtime(), network, options);
}

const run = (session: TrainingSession, batches: readonly Batch[]) =>
  runSteps(session, batches, 1e-3);

/** Pretrained weights, as different from the seeded ones as they can be. */
function pretrained(): TrainingState["weights"] {
  const specs = parameters(trace(network, { ...common, part: "backbone" }));
  return new Map(
    specs.map((spec) => [spec.name, { shape: spec.shape, data: initialise(spec, 99) }]),
  );
}

describe("fine-tuning", () => {
  it("changes what learns and nothing else, and keeps moments of that alone", async () => {
    const before = await (await open(fineTuning)).state();
    const { state } = await run(await open(fineTuning), [batch(1), batch(2)]);
    for (const [name, { data }] of state.weights) {
      const old = before.weights.get(name)!.data;
      const learns = LEARNED.test(name) && !name.includes("running");
      if (learns) assert.notDeepEqual(data, old, name);
      else assert.deepEqual(data, old, name);
      assert.equal(state.firstMoments.has(name), learns, name);
      assert.equal(state.secondMoments.has(name), learns, name);
    }
  });

  it("tracks statistics of frozen layers where it was not told to keep them", async () => {
    const { frozenStatistics, ...rest } = fineTuning;
    assert.equal(frozenStatistics, true);
    const before = await (await open(rest)).state();
    const { state } = await run(await open(rest), [batch(1)]);
    const name = "features.0.1.running_mean";
    assert.notDeepEqual(state.weights.get(name), before.weights.get(name));
  });

  it("goes on from a state as if it had not stopped, to the bit", async () => {
    const all = [1, 2, 3, 4].map(batch);
    const straight = await run(await open(fineTuning), all);
    const half = await run(await open(fineTuning), all.slice(0, 2));
    const rest = await run(await open({ ...fineTuning, state: half.state }), all.slice(2));
    assert.deepEqual([...half.losses, ...rest.losses], straight.losses);
    assert.deepEqual(rest.state, straight.state);
  });

  it("begins with the arrays that it is given, and with seeded ones for the others", async () => {
    const initial = pretrained();
    const session = await open({ ...fineTuning, initial });
    const { weights } = await session.state();
    await session.dispose();
    for (const spec of parameters(trace(network, common))) {
      const expected = initial.get(spec.name)?.data ?? initialise(spec, common.seed);
      assert.deepEqual(weights.get(spec.name)!.data, expected, spec.name);
    }
    const wrong = new Map(initial);
    wrong.set("features.0.0.weight", { shape: [3], data: new Float32Array(3) });
    await assert.rejects(open({ ...fineTuning, initial: wrong }), {
      code: "checkpoint-mismatch",
      message: /"features.0.0.weight"/,
    });
  });

  it("refuses to train where nothing learns", async () => {
    const rates = [{ prefix: "", factor: 0 }];
    await assert.rejects(open({ ...common, rates }), /nothing is learned/);
  });
});

describe("backbone and head apart", () => {
  const rates = [
    { prefix: "", factor: 0 },
    { prefix: "classifier", factor: 1 },
  ];

  async function featuresOf(weights: TrainingState["weights"], inputs: Uint8Array) {
    const options = { ...common, part: "backbone" } as const;
    const session = await inferenceSession(await runtime(), network, { weights, options });
    assert.equal(session.outputs, 1280);
    const features = await session.infer(inputs, COUNT);
    await session.dispose();
    assert.equal(features.length, COUNT * session.outputs);
    return features;
  }

  it("give together what the whole gives, and learn what the frozen whole learns", async () => {
    const initial = pretrained();
    const whole = await open({ ...common, initial, rates, frozenStatistics: true });
    const head = await open({ ...common, part: "head" });
    const { inputs, labels } = batch(1);
    const features = await featuresOf(initial, inputs);
    const wholeLogits = await whole.infer(inputs, COUNT);
    const headLogits = await head.infer(features, COUNT);
    for (const [index, logit] of wholeLogits.entries()) {
      assert.ok(Math.abs(logit - headLogits[index]!) < 1e-4, `${logit} ${headLogits[index]}`);
    }
    const ofWhole = await run(whole, [batch(1), batch(1)]);
    const onFeatures = { inputs: features, labels, count: COUNT };
    const ofHead = await run(head, [onFeatures, onFeatures]);
    for (const [step, loss] of ofWhole.losses.entries()) {
      assert.ok(Math.abs(loss - ofHead.losses[step]!) < 1e-3, `${loss} ${ofHead.losses[step]}`);
    }
    assert.deepEqual([...ofHead.state.weights.keys()], [...ofHead.state.firstMoments.keys()]);
  });

  it("refuse each other's inputs", async () => {
    const head = await open({ ...common, part: "head" });
    await assert.rejects(head.infer(batch(1).inputs, COUNT), /float32/);
    await head.dispose();
    const whole = await open(common);
    await assert.rejects(whole.infer(new Float32Array(COUNT * 1280), COUNT), /uint8/);
    await whole.dispose();
  });
});

describe("heads that share the logits", () => {
  it("leave those columns alone for which a batch has no labels", async () => {
    const options = { ...common, classes: 5, heads: [3, 2], part: "head" } as const;
    const inputs = Float32Array.from({ length: COUNT * 1280 }, (_, index) => Math.sin(index));
    const labels = Int32Array.of(0, -1, 1, -1, 2, -1, 0, -1);
    const { state } = await run(await open(options), [{ inputs, labels, count: COUNT }]);
    const gradient = state.firstMoments.get("classifier.3.bias")!.data;
    assert.ok(gradient.slice(0, 3).every((value) => value !== 0));
    assert.deepEqual([...gradient.slice(3)], [0, 0]);
  });
});
