// A new run while it is being asked for: which numbers it has, what stays when a person goes back, what is asked of the backend.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  configOf,
  type Draft,
  fittingAugmentation,
  methodOf,
  numberOf,
  settingsOf,
} from "../../../src/extension/wizard/draft";
import { parseConfig } from "../../../src/backend/train/config";
import { NO_AUGMENTATION } from "../../../src/protocol/augment";
import type { TrainConfig } from "../../../src/protocol/training";
import type { WeightsEntry } from "../../../src/protocol/weights";

/** The window's settings, as a person set them. */
const window = {
  epochs: 7,
  batch: 50,
  learningRate: 2e-5,
  seed: 5,
  imageSize: 96,
  earlyStop: 2,
  engine: "cpu",
} as const satisfies Partial<TrainConfig>;

const weights: WeightsEntry = {
  name: "small",
  network: "mobileNetV2",
  source: "/w/small.safetensors",
  licence: null,
  sha256: "00",
  bytes: 9e6,
  classes: 1000,
  imageSize: 160,
  mean: [0.5, 0.5, 0.5],
  std: [0.25, 0.25, 0.25],
  file: "/store/00.safetensors",
  addedAt: "2026-05-04T09:12:44.000Z",
};

const scratch: Draft = { network: "mobileNetV2", target: "species", weights: null };
const frozen: Draft = { ...scratch, weights, method: "frozen" };

describe("a new run", () => {
  it("from scratch has the window's settings and no method", () => {
    const draft: Draft = { ...scratch, method: "frozen" }; // chosen before weights were taken back
    assert.equal(methodOf(draft), "full");
    const config = configOf(draft, settingsOf(draft, window));
    const whole = parseConfig(config);
    assert.deepEqual({ ...whole, ...window, method: "full" }, whole);
    assert.equal(whole.weights, undefined);
  });

  it("from weights leaves numbers to the method, and says which it will have", () => {
    const settings = settingsOf(frozen, window);
    const whole = parseConfig(configOf(frozen, settings));
    assert.deepEqual([whole.method, whole.weights], ["frozen", "small"]);
    assert.deepEqual([whole.seed, whole.engine, whole.earlyStop], [5, "cpu", 2]);
    for (const field of ["epochs", "batch", "learningRate", "seed", "earlyStop"] as const) {
      assert.equal(numberOf(frozen, settings, field), whole[field], field);
    }
    assert.equal(numberOf(frozen, settings, "imageSize"), 160, "the size of the weights");
    const odd = { ...frozen, weights: { ...weights, imageSize: 299 } };
    assert.equal(numberOf(odd, settings, "imageSize"), whole.imageSize, "no multiple of 32");
    assert.equal(numberOf(frozen, { ...settings, imageSize: 64 }, "imageSize"), 64);
  });

  it("keeps what was said for its method, and of another method what all share", () => {
    const said = { ...settingsOf(frozen, window), epochs: 90, seed: 8, secondTarget: "breed" };
    const again: Draft = { ...frozen, settings: said, settledMethod: "frozen" };
    assert.deepEqual(settingsOf(again, window), said);
    const tuned = settingsOf({ ...again, method: "fineTune" }, window);
    assert.deepEqual([tuned.epochs, tuned.seed, tuned.secondTarget], [undefined, 8, "breed"]);
    const full = settingsOf({ ...again, weights: null }, window);
    assert.deepEqual([full.epochs, full.seed], [7, 8]);
  });

  it("does not learn its target twice", () => {
    const settings = { ...settingsOf(frozen, window), secondTarget: "breed" };
    const turned: Draft = { ...frozen, target: "breed", settings, settledMethod: "frozen" };
    assert.equal(settingsOf(turned, window).secondTarget, undefined);
  });

  it("only mirrors pictures that a frozen backbone sees once", () => {
    const augmentation = { ...NO_AUGMENTATION, horizontalFlip: 0.3, rotation: 10 };
    const mirrored = { ...NO_AUGMENTATION, horizontalFlip: 0.3 };
    assert.deepEqual(fittingAugmentation(augmentation, "frozen"), mirrored);
    assert.deepEqual(settingsOf(frozen, window, augmentation).augmentation, mirrored);
    const config = configOf(frozen, settingsOf(frozen, window, augmentation));
    assert.deepEqual(parseConfig(config).augmentation, mirrored, "the backend takes it");
    const tuned: Draft = { ...frozen, method: "fineTune" };
    assert.deepEqual(settingsOf(tuned, window, augmentation).augmentation, augmentation);
  });
});
