// Grad-CAM's maps against PyTorch's, by hooks on the same networks with the same weights.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { Weights } from "../../../src/backend/engine/engine";
import { openExplanation } from "../../../src/backend/engine/onnx/explanationSession";
import { findNetwork } from "../../../src/backend/nn/registry";
import { Random } from "../../../src/backend/util/random";
import { missingPython, python } from "../../skip";
import { readArrays } from "../engine/readArrays";

const CLASSES = 5;
/** For each picture the logits that are explained. */
const LOGITS = [[0, 3], [4], [1, 2]];
const statistics = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

/** Pictures with one bright patch each, and noise. */
function pictures(size: number): Uint8Array {
  const random = Random.of(27, "pictures", size);
  const patches = LOGITS.map(() => [random.between(0, size / 2), random.between(0, size / 2)]);
  return Uint8Array.from({ length: LOGITS.length * size * size * 3 }, (_, index) => {
    const [x, y] = [Math.floor(index / 3) % size, Math.floor(index / 3 / size) % size];
    const [left, top] = patches[Math.floor(index / 3 / size / size)] as [number, number];
    const isInside = x >= left && x < left + size / 2 && y >= top && y < top + size / 2;
    return (isInside ? 190 : 60) + random.between(-40, 40);
  });
}

/** The network's arrays and, as "map.PICTURE.LOGIT", its maps. */
function torch(network: string, size: number): Weights {
  const folder = mkdtempSync(join(tmpdir(), "pupil-oracle-"));
  try {
    const request = { network, size, classes: CLASSES, logits: LOGITS, ...statistics };
    writeFileSync(join(folder, "case.json"), JSON.stringify(request));
    writeFileSync(join(folder, "pictures.bin"), pictures(size));
    const script = join(__dirname, "gradCam.py");
    const { status, stderr } = spawnSync(python, [script, folder], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    return readArrays(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * In float32 a map is off by the rounding of the forward pass, as the logits are (1e-4 of their range,
 * see the test of inference), and by a little more where channels cancel: 2e-4 of its maximum.
 */
const TOLERANCE = 2e-4;

describe("Grad-CAM against PyTorch", { skip: missingPython(["torch", "torchvision"]) }, () => {
  for (const [ours, theirs, size, side] of [
    ["catDogNet", "catDogNet", 64, 8],
    ["resnet34", "resnet34", 224, 7],
    ["resnet50", "resnet50", 224, 7],
    ["mobileNetV2", "mobilenet_v2", 224, 7],
  ] as const) {
    it(`gives ${ours}'s maps`, async () => {
      const weights = torch(theirs, size);
      const options = { imageSize: size, classes: CLASSES, statistics };
      const session = await openExplanation(findNetwork(ours), weights, options);
      assert.deepEqual([session.height, session.width], [side, side]);
      const all = pictures(size);
      try {
        for (const [index, logits] of LOGITS.entries()) {
          const picture = all.subarray(index * size * size * 3, (index + 1) * size * size * 3);
          for (const logit of logits) {
            const expected = weights.get(`map.${index}.${logit}`)!;
            assert.deepEqual(expected.shape, [side, side]);
            const map = await session.explain(picture, logit);
            const highest = Math.max(...expected.data);
            assert.ok(highest > 0, `PyTorch's map of logit ${logit} is empty`);
            const differences = [...map].map((value, at) => Math.abs(value - expected.data[at]!));
            const error = Math.max(...differences) / highest;
            assert.ok(error < TOLERANCE, `picture ${index}, logit ${logit}: ${error}`);
          }
        }
      } finally {
        await session.dispose();
      }
    });
  }
});
