// Names: torchvision's, timm's, and those of wrappers, as a network's own; what does not fit is said.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parameters } from "../../../src/backend/nn/parameters";
import { findNetwork } from "../../../src/backend/nn/registry";
import { trace } from "../../../src/backend/nn/trace";
import {
  assertComplete,
  classesOf,
  isComplete,
  matchWeights,
} from "../../../src/backend/weights/match";
import { torchvisionNames } from "../../../src/backend/weights/names";
import type { NetworkName } from "../../../src/protocol/network";

type Shapes = readonly (readonly [name: string, shape: readonly number[]])[];

function wantedOf(network: NetworkName) {
  return { network, specs: parameters(trace(findNetwork(network), { classes: 3, imageSize: 64 })) };
}

function match(network: NetworkName, arrays: Shapes) {
  const entries = arrays.map(([name, shape]) => {
    const read = () => Promise.resolve(new Float32Array());
    return [name, { name, shape, read }] as const;
  });
  return matchWeights(wantedOf(network), { entries: new Map(entries) });
}

/** The backbone as the network names it, with a classifier for 1,000 classes. */
function ownNames(network: NetworkName): Shapes {
  const { specs } = wantedOf(network);
  const backbone = specs.filter(({ name }) => !/^(fc|classifier)/.test(name));
  return [
    ...backbone.map(({ name, shape }) => [name, shape] as const),
    ["fc.weight", [1000, 512]],
    ["fc.bias", [1000]],
  ];
}

/** timm's mobilenetv2_100, written down from its definition: stages of repeated blocks. */
function timmNames(): Shapes {
  const norm = (name: string, size: number): Shapes =>
    ["weight", "bias", "running_mean", "running_var"].map((leaf) => [`${name}.${leaf}`, [size]]);
  const all: (readonly [string, readonly number[]])[] = [["conv_stem.weight", [32, 3, 3, 3]]];
  all.push(...norm("bn1", 32));
  const stages = [
    [1, 16],
    [2, 24],
    [3, 32],
    [4, 64],
    [3, 96],
    [3, 160],
    [1, 320],
  ] as const;
  let channels = 32;
  for (const [stage, [count, out]] of stages.entries()) {
    for (let index = 0; index < count; index++) {
      const at = `blocks.${stage}.${index}`;
      const inside = stage === 0 ? channels : 6 * channels;
      const depthwise = [`${at}.conv_dw.weight`, [inside, 1, 3, 3]] as const;
      if (stage === 0) {
        all.push(depthwise, ...norm(`${at}.bn1`, inside));
        all.push([`${at}.conv_pw.weight`, [out, inside, 1, 1]], ...norm(`${at}.bn2`, out));
      } else {
        all.push([`${at}.conv_pw.weight`, [inside, channels, 1, 1]], ...norm(`${at}.bn1`, inside));
        all.push(depthwise, ...norm(`${at}.bn2`, inside));
        all.push([`${at}.conv_pwl.weight`, [out, inside, 1, 1]], ...norm(`${at}.bn3`, out));
      }
      channels = out;
    }
  }
  all.push(["conv_head.weight", [1280, 320, 1, 1]], ...norm("bn2", 1280));
  return [...all, ["classifier.weight", [1000, 1280]], ["classifier.bias", [1000]]];
}

describe("matching weights", () => {
  for (const network of ["resnet34", "resnet50", "mobileNetV2"] as const) {
    it(`finds ${network} by its own names and leaves the classifier out`, () => {
      const found = match(network, ownNames(network));
      assert.ok(isComplete(found));
      assert.equal(classesOf(found), 1000);
      assert.ok(![...found.found.keys()].some((name) => name.startsWith("fc")));
    });
  }

  it("finds mobileNetV2 by timm's names, every array of the right shape", () => {
    const found = match("mobileNetV2", timmNames());
    assert.ok(isComplete(found));
    assert.equal(found.found.size, found.wanted);
    assert.equal(classesOf(found), 1000);
    const of = (name: string) => found.found.get(name)?.name;
    assert.equal(of("features.0.0.weight"), "conv_stem.weight");
    assert.equal(of("features.1.conv.1.weight"), "blocks.0.0.conv_pw.weight");
    assert.equal(of("features.17.conv.3.running_var"), "blocks.6.0.bn3.running_var");
    assert.equal(of("features.18.1.bias"), "bn2.bias");
  });

  it("takes wrappers' names away, however many", () => {
    const names = ["module.model.conv1.weight", "module.model.bn1.bias"];
    assert.deepEqual(torchvisionNames(names), ["conv1.weight", "bn1.bias"]);
    assert.deepEqual(torchvisionNames(["model.a", "b"]), ["model.a", "b"]);
    assert.deepEqual(torchvisionNames([]), []);
  });

  it("does not mind counts of batches that became floating-point numbers", () => {
    assert.ok(
      isComplete(match("resnet34", [...ownNames("resnet34"), ["bn1.num_batches_tracked", []]])),
    );
  });

  const refusal = (arrays: Shapes, network: NetworkName = "resnet34") => {
    try {
      assertComplete(match(network, arrays), "w.pth");
      return "";
    } catch (error) {
      return String(error);
    }
  };

  it("says what is missing", () => {
    const text = refusal(ownNames("resnet34").filter(([name]) => name !== "bn1.bias"));
    assert.match(text, /w\.pth are not weights of resnet34: .* lacks 1 array .*"bn1\.bias"/);
  });

  it("says what has another shape", () => {
    const wide = ownNames("resnet34").map(([name, shape]) =>
      name === "conv1.weight" ? ([name, [64, 1, 7, 7]] as const) : ([name, shape] as const),
    );
    assert.match(refusal(wide), /"conv1\.weight" has another shape, \[64, 1, 7, 7\]/);
  });

  it("refuses a deeper network that has all of its arrays and more", () => {
    const more: Shapes = [...ownNames("resnet50"), ["layer3.6.conv1.weight", [256, 1024, 1, 1]]];
    assert.match(refusal(more, "resnet50"), /1 array .*"layer3\.6\.conv1\.weight".* does not have/);
  });

  it("does not take one network for another", () => {
    assert.notEqual(refusal(ownNames("resnet34"), "resnet50"), "");
    assert.notEqual(refusal(ownNames("resnet50"), "resnet34"), "");
  });
});
