// Networks in two parts: what each holds, and the stages that learning rates are graded by.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NETWORK_NAMES } from "../../../src/protocol/network";
import { initialise } from "../../../src/backend/nn/initialise";
import { parameters } from "../../../src/backend/nn/parameters";
import { findNetwork } from "../../../src/backend/nn/registry";
import { featureCount, trace } from "../../../src/backend/nn/trace";

const namesOf = (name: string, part: "whole" | "backbone" | "head") =>
  parameters(trace(findNetwork(name), { classes: 5, imageSize: 64, part })).map(
    (spec) => spec.name,
  );

describe("the parts of a network", () => {
  const features = { catDogNet: 8192, mobileNetV2: 1280, resnet34: 512, resnet50: 2048 };
  for (const name of NETWORK_NAMES) {
    it(`are all of ${name}, and stages all of its backbone, from input to output`, () => {
      const backbone = namesOf(name, "backbone");
      assert.deepEqual([...backbone, ...namesOf(name, "head")], namesOf(name, "whole"));
      const stageOf = (array: string) =>
        findNetwork(name).stages.findIndex((prefixes) =>
          prefixes.some((prefix) => array.startsWith(`${prefix}.`)),
        );
      const stages = backbone.map(stageOf);
      assert.ok(!stages.includes(-1), backbone[stages.indexOf(-1)]);
      assert.deepEqual(
        stages,
        stages.toSorted((a, b) => a - b),
      );
      assert.equal(new Set(stages).size, findNetwork(name).stages.length);
    });

    it(`meet in ${features[name]} features of ${name}`, () => {
      const network = findNetwork(name);
      assert.equal(featureCount(network, 64), features[name]);
      const head = trace(network, { classes: 5, imageSize: 64, part: "head" });
      assert.deepEqual(head[0]?.shape, [features[name]]);
      assert.deepEqual(head.at(-1)?.shape, [5]);
    });
  }

  it("have no name in common with the last layers that torchvision's networks were trained with", () => {
    for (const name of ["resnet34", "resnet50", "mobileNetV2"]) {
      const names = namesOf(name, "whole");
      for (const last of ["fc", "classifier.1"]) {
        assert.ok(!names.includes(`${last}.weight`) && !names.includes(`${last}.bias`), name);
      }
    }
  });
});

describe("a depthwise convolution", () => {
  it("starts as torchvision's: normal, by its outputs without regard to groups", () => {
    const specs = parameters(trace(findNetwork("mobileNetV2"), { classes: 2, imageSize: 64 }));
    const spec = specs.find(({ name }) => name === "features.18.0.weight")!;
    const deep = specs.find(({ name }) => name === "features.17.conv.1.0.weight")!;
    assert.deepEqual(deep.shape, [960, 1, 3, 3]);
    for (const { initial, shape } of [spec, deep]) {
      assert.deepEqual(initial, {
        kind: "normal",
        std: Math.sqrt(2 / (shape[0]! * shape[2]! ** 2)),
      });
    }
    const values = initialise(deep, 3);
    const std = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    assert.ok(Math.abs(std / Math.sqrt(2 / (960 * 9)) - 1) < 0.05, `${std}`);
  });
});
