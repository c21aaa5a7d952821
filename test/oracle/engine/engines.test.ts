// Every other engine against the processor's, which is compared with PyTorch: steps, gradients, inference.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, it } from "node:test";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import { answers } from "../../../src/backend/engine/onnx/probe";
import { runtime } from "../../../src/backend/engine/onnx/runtime";
import { trainingSession as onnxSession } from "../../../src/backend/engine/trainingSession";
import { loadTensorFlow } from "../../../src/backend/engine/tensorflow/library";
import { trainingSession } from "../../../src/backend/engine/tensorflow/trainingSession";
import { skipReason } from "../../skip";
import { cases, type StepCase } from "./cases";
import { engineAnswers, type Open } from "./run";

/** Both sides round in float32, in another order; a whole step's errors stay below this, relative to length. */
const TOLERANCE = 2e-3;

/**
 * Each operation and each way to learn once: whole networks, and large layers, take minutes in
 * JavaScript and on a software GPU.
 */
const TITLES = [
  "convolution 3x3, stride 2, padding 1, with bias",
  "convolution of 12 channels to 24 in 12 groups, 3x3, stride 2, padding 1",
  "convolution of 12 channels to 6 in 3 groups, 3x3, stride 1, padding 1",
  "ReLU6 after a normalisation, and after a convolution",
  "decoupled weight decay",
  "gradients clipped by their norm",
  "learning rates by stage, the lowest frozen",
  "normalisations that keep their running statistics",
  "all of fine-tuning at once, from pretrained weights",
  "two heads, some pictures without a label for one",
  "a head alone, on features",
  "linear, ReLU and dropout",
];
const small = cases.filter(({ title }) => TITLES.includes(title));

it("knows the cases by their titles", () => {
  assert.equal(small.length, TITLES.length);
});

async function compare(test: StepCase, open: Open): Promise<void> {
  const expected = await engineAnswers(test);
  const actual = await engineAnswers(test, open);
  for (const [name, ours] of expected) {
    const theirs = actual.get(name);
    assert.equal(theirs?.length, ours.length, name);
    const difference = Math.hypot(...ours.map((value, i) => value - theirs[i]!));
    const error = difference / Math.max(Math.hypot(...ours), 1e-6);
    assert.ok(error < TOLERANCE, `${name}: ${error.toExponential(2)}`);
  }
}

describe("TensorFlow's lowering, on its backend in JavaScript", () => {
  for (const test of small) {
    it(test.title, async () => {
      await tf.setBackend("cpu");
      await compare(test, (network, options) =>
        Promise.resolve(trainingSession(tf, network, options)),
      );
    });
  }

  it("leaves no tensor behind", async () => {
    await tf.setBackend("cpu");
    const test = small.find(({ title }) => title === "linear, ReLU and dropout")!;
    const counts: number[] = [];
    const before = tf.memory().numTensors;
    await engineAnswers({ ...test, steps: 1000 }, (network, options) => {
      const session = trainingSession(tf, network, options);
      const step: typeof session.step = async (...request) => {
        const result = await session.step(...request);
        counts.push(tf.memory().numTensors);
        return result;
      };
      return Promise.resolve({ ...bound(session), step });
    });
    assert.equal(counts.length, 1000);
    assert.equal(new Set(counts).size, 1);
    assert.equal(tf.memory().numTensors, before);
  });
});

/** The session's methods as an object's own. */
function bound(session: ReturnType<typeof trainingSession>) {
  return {
    step: session.step.bind(session),
    infer: session.infer.bind(session),
    state: session.state.bind(session),
    dispose: session.dispose.bind(session),
  };
}

// The native library is no dependency; where it is installed, it is held to the same.
const native = loadTensorFlow();
describe(
  "TensorFlow's native library",
  { skip: native === undefined && "it is not installed" },
  () => {
    for (const test of cases) {
      it(test.title, async () => {
        await compare(test, (network, options) =>
          Promise.resolve(trainingSession(native!.tf, network, options)),
        );
      });
    }
  },
);

/** Debian's chromium carries a Vulkan driver that needs no GPU; libvulkan1 loads it. */
const SOFTWARE_DRIVER = "/usr/lib/chromium/vk_swiftshader_icd.json";
const LOADERS = ["x86_64", "aarch64"].map(
  (machine) => `/usr/lib/${machine}-linux-gnu/libvulkan.so.1`,
);

function missingAdapter(): string | undefined {
  return skipReason(() =>
    existsSync(SOFTWARE_DRIVER) && LOADERS.some((file) => existsSync(file))
      ? undefined
      : "no software Vulkan driver (Debian: chromium, libvulkan1)",
  );
}

describe("WebGPU, on a software adapter", { skip: missingAdapter() }, () => {
  process.env["VK_ICD_FILENAMES"] ??= SOFTWARE_DRIVER;
  for (const test of small) {
    it(test.title, async () => {
      assert.equal(await answers("webgpu"), undefined);
      const loaded = await runtime("webgpu");
      await compare(test, (network, options) => onnxSession(loaded, network, options));
    });
  }
});
