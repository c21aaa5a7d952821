// Logits and features of torchvision's networks with torchvision's random weights, at the sizes that they are used at.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { CompileOptions, Weights } from "../../../src/backend/engine/engine";
import { inferenceSession } from "../../../src/backend/engine/onnx/inferenceSession";
import { runtime } from "../../../src/backend/engine/onnx/runtime";
import type { Network } from "../../../src/backend/nn/network";
import { findNetwork } from "../../../src/backend/nn/registry";
import { Random } from "../../../src/backend/util/random";
import { missingPython, python } from "../../skip";
import { readArrays } from "./readArrays";

const COUNT = 3;
const SIZES = [128, 224];
const statistics = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

/** Pictures of soft blobs: large areas as in photographs, with noise on them. */
function pictures(size: number): Uint8Array {
  const random = Random.of(27, "pictures", size);
  const waves = Array.from({ length: 3 * COUNT }, () => ({
    across: random.between(-9, 9),
    down: random.between(-9, 9),
    phase: random.between(0, 7),
  }));
  return Uint8Array.from({ length: COUNT * size * size * 3 }, (_, index) => {
    const [channel, x] = [index % 3, Math.floor(index / 3) % size];
    const [y, picture] = [Math.floor(index / 3 / size) % size, Math.floor(index / 3 / size / size)];
    const { across, down, phase } = waves[picture * 3 + channel]!;
    const wave = Math.sin((across * x + down * y) / size + phase);
    return 128 + 90 * wave + random.between(-30, 30);
  });
}

/** Runs the oracle; the network's arrays and, by name, its answers. */
function torchvision(network: string, classes: number): Weights {
  const folder = mkdtempSync(join(tmpdir(), "pupil-oracle-"));
  try {
    const request = { network, classes, sizes: SIZES, ...statistics };
    writeFileSync(join(folder, "case.json"), JSON.stringify(request));
    for (const size of SIZES) writeFileSync(join(folder, `${size}.bin`), pictures(size));
    const script = join(__dirname, "vision.py");
    const { status, stderr } = spawnSync(python, [script, folder], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    return readArrays(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function infer(network: Network, weights: Weights, options: CompileOptions) {
  const session = await inferenceSession(await runtime(), network, { weights, options });
  try {
    return await session.infer(pictures(options.imageSize), COUNT);
  } finally {
    await session.dispose();
  }
}

/** The largest difference over the oracle's range. */
function difference(ours: Float32Array, theirs: Float32Array): number {
  assert.equal(ours.length, theirs.length);
  const range = Math.max(...theirs) - Math.min(...theirs);
  assert.ok(range > 0.05, `the answers are all alike: ${range}`);
  return Math.max(...theirs.map((value, index) => Math.abs(value - ours[index]!))) / range;
}

describe("inference against torchvision", { skip: missingPython(["torch", "torchvision"]) }, () => {
  for (const [ours, theirs] of [
    ["resnet34", "resnet34"],
    ["resnet50", "resnet50"],
    ["mobileNetV2", "mobilenet_v2"],
  ] as const) {
    it(`gives ${ours}'s logits and features`, async () => {
      const network = findNetwork(ours);
      const weights = torchvision(theirs, 37);
      for (const imageSize of SIZES) {
        const options = { imageSize, classes: 37, statistics };
        const logits = await infer(network, weights, options);
        const error = difference(logits, weights.get(`logits.${imageSize}`)!.data);
        assert.ok(error < 1e-4, `logits at ${imageSize}: ${error}`);
        const features = await infer(network, weights, { ...options, part: "backbone" });
        const featureError = difference(features, weights.get(`features.${imageSize}`)!.data);
        assert.ok(featureError < 1e-4, `features at ${imageSize}: ${featureError}`);
      }
    });
  }
});
