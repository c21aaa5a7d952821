// Settings: defaults are the notebook's, and what does not fit is one sentence.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { UserError } from "../../../src/protocol/errors";
import { parseConfig } from "../../../src/backend/train/config";
import { FINE_TUNE_DEFAULTS } from "../../../src/protocol/defaults";
import { pupilJsonSchema, readPupilFile } from "../../../src/backend/train/pupilFile";
import { temporaryFolder } from "../dataset/support";
import { rejectsWith } from "./support";

const least = { network: "catDogNet", target: "species" };

function refusal(value: unknown): string {
  try {
    parseConfig(value);
  } catch (error) {
    assert.ok(error instanceof UserError && error.code === "invalid-config");
    return error.message;
  }
  assert.fail("it was accepted");
}

describe("the settings of a run", () => {
  it("are the notebook's where none are given", () => {
    assert.deepEqual(parseConfig(least), {
      ...least,
      epochs: 15,
      batch: 100,
      learningRate: 1e-5,
      seed: 27,
      imageSize: 128,
      earlyStop: 0,
      engine: "auto",
      method: "full",
      normalisation: "data",
      schedule: "constant",
      warmup: 0,
      weightDecay: 0,
      labelSmoothing: 0,
      gradientClipping: 0,
      flipAveraging: false,
      validation: true,
    });
  });

  it("are the method's own where it has others", () => {
    const frozen = parseConfig({ ...least, network: "mobileNetV2", method: "frozen" });
    assert.deepEqual([frozen.imageSize, frozen.normalisation], [224, "weights"]);
    assert.equal(frozen.fineTune, undefined);
    assert.deepEqual([frozen.augmentation?.horizontalFlip, frozen.flipAveraging], [0.5, true]);
    const given = { stages: 1 };
    const tuned = parseConfig({
      ...least,
      network: "mobileNetV2",
      method: "fineTune",
      fineTune: given,
    });
    assert.deepEqual(tuned.fineTune, { headEpochs: 20, ...FINE_TUNE_DEFAULTS, stages: 1 });
    const short = parseConfig({ ...least, network: "mobileNetV2", method: "fineTune", epochs: 3 });
    assert.equal(short.fineTune?.headEpochs, 2);
    assert.equal(parseConfig({ ...least, ...frozen, epochs: 3 }).epochs, 3);
  });

  const refused: readonly (readonly [object | string | null, RegExp])[] = [
    [{ ...least, epoch: 3 }, /^There is no setting "epoch"; the settings are network, target, /],
    [
      { ...least, epochs: "three" },
      /^epochs must be a whole number from 1 to 10000, not "three"\.$/,
    ],
    [{ ...least, epochs: 2.5 }, /^epochs must be .*, not 2\.5\.$/],
    [{ ...least, batch: 0 }, /^batch must be a whole number from 1 to 4096, not 0\.$/],
    [{ ...least, learningRate: 0 }, /^learningRate must be a number above 0/],
    [{ ...least, imageSize: 100 }, /^imageSize must be a multiple of 32 .*, not 100\.$/],
    [
      { ...least, network: "vgg" },
      /^network must be one of catDogNet, mobileNetV2, resnet34, resnet50, not/,
    ],
    [{ ...least, engine: "tpu" }, /^engine must be one of auto, /],
    [
      { ...least, balance: "evenly" },
      /^balance must be one of none, upsample, downsample, weights/,
    ],
    [
      { ...least, augmentation: { rotation: 400 } },
      /^augmentation must be an object of .*rotation \(0 to 180\).*, not \{"rotation":400\}\.$/,
    ],
    [{ ...least, augmentation: { flip: 1 } }, /^augmentation must be an object of horizontalFlip/],
    [{ ...least, method: "thaw" }, /^method must be one of full, frozen, fineTune/],
    [{ ...least, schedule: "step" }, /^schedule must be one of constant, cosine, oneCycle/],
    [{ ...least, labelSmoothing: 1 }, /^labelSmoothing must be a number from 0 to below 1/],
    [{ ...least, secondTarget: "species" }, /^secondTarget must be another label/],
    [{ ...least, normalisation: "weights" }, /^normalisation can be that of the weights only/],
    [{ ...least, warmup: 16 }, /^warmup must not be longer than the 15 epochs\.$/],
    [{ ...least, schedule: "oneCycle", warmup: 1 }, /^oneCycle has a warm-up of its own/],
    [
      { ...least, fineTune: { stages: 1 } },
      /^fineTune is for the method fineTune, not for full\.$/,
    ],
    [{ ...least, method: "fineTune", fineTune: { stages: 9 } }, /^catDogNet has 4 stages/],
    [
      { ...least, method: "fineTune", fineTune: { headEpochs: 25 } },
      /^fineTune\.headEpochs must be lower than epochs, which is 25/,
    ],
    [{ ...least, method: "fineTune", fineTune: { depth: 1 } }, /^fineTune must be an object of /],
    [
      { ...least, method: "frozen", augmentation: { rotation: 5 } },
      /^augmentation\.rotation cannot be used with the method frozen/,
    ],
    [{ network: "catDogNet" }, /^The setting "target" is missing/],
    ["settings", /^The settings must be a JSON object\.$/],
    [null, /^The settings must be a JSON object\.$/],
  ];
  for (const [value, sentence] of refused) {
    it(`refuse ${JSON.stringify(value)}`, () => {
      assert.match(refusal(value), sentence);
    });
  }
});

describe("pupil.json", () => {
  const folder = temporaryFolder();
  const write = (text: string) => {
    writeFileSync(join(folder, "pupil.json"), text);
    return join(folder, "pupil.json");
  };

  it("gives a data set relative to itself, and whole settings", async () => {
    const path = write(JSON.stringify({ $schema: "x", dataset: "../pets", ...least, epochs: 2 }));
    const { dataset, config } = await readPupilFile(path);
    assert.equal(dataset, join(folder, "../pets"));
    assert.deepEqual(config, { ...least, epochs: 2 });
  });

  it("names weights that lie beside it, or are in the store, also for a sweep to try", async () => {
    writeFileSync(join(folder, "own.pth"), "");
    const weights = ["own.pth", "mobilenet"];
    const sweep = { search: "grid", settings: { weights } };
    const text = JSON.stringify({ dataset: "pets", ...least, weights: "own.pth", sweep });
    const file = await readPupilFile(write(text));
    assert.equal(file.config.weights, join(folder, "own.pth"));
    assert.deepEqual(file.sweep?.settings, { weights: [join(folder, "own.pth"), "mobilenet"] });
  });

  it("is refused with a sentence", async () => {
    const refused = (text: string) => rejectsWith("invalid-config", readPupilFile(write(text)));
    assert.match(await refused("{"), /pupil\.json is not JSON/);
    assert.match(await refused(JSON.stringify(least)), /^The setting "dataset" is missing/);
    const unknown = JSON.stringify({ dataset: "x", ...least, lr: 1 });
    assert.match(await refused(unknown), /^There is no setting "lr"/);
    await rejectsWith("not-found", readPupilFile(join(folder, "nope.json")));
  });

  it("has the schema that is in schemas/ (npm run schema)", () => {
    const committed: unknown = JSON.parse(readFileSync("schemas/pupil.schema.json", "utf8"));
    assert.deepEqual(committed, JSON.parse(JSON.stringify(pupilJsonSchema())));
  });
});
