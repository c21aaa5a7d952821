// The networks' sizes, by the numbers that PyTorch's own count gives.
import assert from "node:assert/strict";
import { describe as suite, it } from "node:test";
import { describe } from "../../../src/backend/nn/describe";
import { findNetwork } from "../../../src/backend/nn/registry";

suite("the description of a network", () => {
  // sum(p.numel() for p in model.parameters()) in PyTorch, with the head linear 512 - linear classes
  const sizes = [
    ["catDogNet", 2, 128, 35_110_402],
    ["catDogNet", 2, 64, 9_944_578],
    ["mobileNetV2", 2, 128, 2_880_770],
    ["resnet34", 2, 128, 21_548_354],
    ["resnet50", 37, 128, 24_576_101],
    ["resnet50", 37, 224, 24_576_101],
  ] as const;
  for (const [name, classes, size, parameters] of sizes) {
    it(`counts ${parameters} parameters for ${name}, ${classes} classes, ${size} pixels`, () => {
      assert.equal(describe(findNetwork(name), classes, size).parameters, parameters);
    });
  }

  it("counts a multiply-add as two operations", () => {
    // 4.09 billion multiply-adds for ResNet-50 at 224 (torchvision's own figure, "GFLOPS 4.09")
    const { flops } = describe(findNetwork("resnet50"), 1000, 224);
    assert.ok(Math.abs(flops / 2 / 4.09e9 - 1) < 0.02, `${flops / 2}`);
  });

  it("lists each layer with its inputs, shape and settings", () => {
    const { layers } = describe(findNetwork("catDogNet"), 2, 128);
    assert.deepEqual(layers[0], {
      name: "conv1",
      kind: "conv2d",
      inputs: [-1],
      outputShape: [64, 128, 128],
      parameters: 64 * 27 + 64,
      flops: 64 * 128 * 128 * (2 * 27 + 1),
      settings: { out: 64, kernel: 3, stride: 1, padding: 1, bias: true, groups: 1 },
    });
    assert.deepEqual(layers.at(-1)?.outputShape, [2]);
  });

  it("refuses a size that is not a multiple of 32, and a network that is not there", () => {
    assert.throws(() => describe(findNetwork("catDogNet"), 2, 100), { code: "invalid-argument" });
    assert.throws(() => findNetwork("alexnet"), { code: "unknown-network" });
  });
});
