// What a run makes of classes of unequal size: the pictures it uses, its statistics, its weights, and what it records.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, before, describe, it } from "node:test";
import type { TrainConfig, TrainingBalance } from "../../../src/protocol/training";
import { augment } from "../../../src/backend/augment/balance";
import { clean } from "../../../src/backend/augment/clean";
import { parseAugmentConfig } from "../../../src/backend/augment/training/config";
import { channelStatistics } from "../../../src/backend/dataset/statistics";
import { loadDataset } from "../../../src/backend/dataset/store";
import { describeRun } from "../../../src/backend/runs/summary";
import { settleConfig } from "../../../src/backend/train/balance";
import { parseConfig } from "../../../src/backend/train/config";
import { prepareMaterial } from "../../../src/backend/train/material";
import { resume } from "../../../src/backend/train/resume";
import { train } from "../../../src/backend/train/train";
import { silentContext } from "../../../src/backend/util/context";
import { CATS, DOGS, writePets } from "../augment/pets";
import { temporaryFolder } from "../dataset/support";
import { QUICK, rejectsWith, toolsOf } from "./support";
import { testEngine } from "./testEngine";

const context = silentContext();

const config = { ...QUICK, target: "species", epochs: 1 } as const;

describe("a run of classes of unequal size", () => {
  const directory = temporaryFolder();
  const materialFor = async (target: string, balance?: TrainingBalance) => {
    const dataset = await loadDataset(directory);
    const settled = await settleConfig(parseConfig({ ...config, target, balance }), dataset);
    const material = prepareMaterial(dataset, settled);
    const count = (name: string) =>
      material.split.train.filter(
        (index) => material.targets[0].classes[material.targets[0].labels[index]!] === name,
      ).length;
    return { dataset, settled, material, count };
  };
  const go = (change: Partial<TrainConfig> = {}, again = false) =>
    train(
      { directory, config: { ...config, ...change }, again },
      toolsOf(testEngine()),
      silentContext(),
    );

  before(async () => {
    await writePets(directory);
    await go(); // scans
  });

  afterEach(async () => {
    await clean({ directory }, context);
  });

  it("does nothing about them unless asked", async () => {
    const { settled, material, count } = await materialFor("species");
    assert.equal(settled.balance, "none");
    assert.equal(material.targets[0].weights, undefined);
    assert.ok(count("dog") > count("cat"));
    const found = await go({ balance: "none" });
    assert.equal(found.loaded, true); // it is the run of before
    assert.equal(found.config.balance, "none");
  });

  it("learns species from generated pictures, breeds without, each by its own statistics", async () => {
    const originals = (await materialFor("breed")).material;
    await augment({ directory, target: "species" }, context);
    const { dataset, settled, material, count } = await materialFor("species");
    assert.equal(settled.balance, "upsample");
    assert.equal(count("cat"), count("dog"));
    const used = material.split.train.map((index) => dataset.samples[index]!);
    const generated = used.filter(({ generatedFrom }) => generatedFrom !== undefined);
    assert.equal(generated.length, dataset.summary.generated);
    assert.ok(generated.length > 0);
    assert.deepEqual(material.statistics, channelStatistics(used));
    assert.equal(material.statistics.pictures, used.length);
    const without = channelStatistics(used.filter((each) => !generated.includes(each)));
    assert.notDeepEqual(material.statistics.mean, without.mean);

    const breed = await materialFor("breed");
    assert.equal(breed.settled.balance, "none");
    assert.deepEqual(breed.material.statistics, originals.statistics);
    assert.deepEqual(breed.material.split.summary, originals.split.summary);
    const bred = breed.material.split.train.map((index) => breed.dataset.samples[index]!);
    assert.ok(bred.every(({ generatedFrom }) => generatedFrom === undefined));
  });

  it("holds out the same pictures with generated ones as without", async () => {
    const heldOut = async (balance: TrainingBalance) => {
      const { dataset, material } = await materialFor("species", balance);
      const { validation, test } = material.split;
      return [validation, test].map((part) => part.map((index) => dataset.samples[index]!.path));
    };
    await augment({ directory, target: "species" }, context);
    assert.deepEqual(await heldOut("upsample"), await heldOut("none"));
    const { material } = await materialFor("species", "none");
    assert.equal(
      Object.values(material.split.summary.counts).reduce((a, b) => a + b),
      CATS + DOGS,
    );
  });

  it("leaves pictures of the larger class out, or weighs them, as the data set was balanced", async () => {
    await augment({ directory, target: "species", strategy: "downsample" }, context);
    const down = await materialFor("species");
    assert.equal(down.settled.balance, "downsample");
    assert.equal(down.count("cat"), down.count("dog"));
    assert.equal(down.material.split.summary.counts.train, 2 * down.count("cat"));
    assert.equal(down.material.statistics.pictures, 2 * down.count("cat"));
    assert.equal((await materialFor("breed")).settled.balance, "none");

    await augment({ directory, target: "species", strategy: "weights" }, context);
    const { material, count } = await materialFor("species");
    const [cat = 0, dog = 0] = material.targets[0].weights!;
    assert.ok(Math.abs(cat * count("cat") - dog * count("dog")) < 1e-9);
    assert.equal((await materialFor("species", "none")).material.targets[0].weights, undefined);
  });

  it("says in the run what it did, and does not take another one for it", async () => {
    const run = await go({ balance: "weights" });
    assert.equal(run.loaded, undefined);
    assert.equal((await describeRun(run.directory)).config.balance, "weights");
    assert.equal((await go({ balance: "weights" })).id, run.id);
    await augment({ directory, target: "species", strategy: "weights" }, context);
    assert.equal((await go()).id, run.id);
    const flipped = await go({ augmentation: { ...parseConfig(mirrored).augmentation! } });
    assert.notEqual(flipped.id, run.id);
    assert.deepEqual(
      (await describeRun(flipped.directory)).config.augmentation,
      parseConfig(mirrored).augmentation,
    );
    const off = parseConfig({ ...config, augmentation: {} }).augmentation;
    assert.equal((await go({ augmentation: off })).id, run.id);
  });

  it("counts in the run what leaks in the notebook's order", async () => {
    const { leaked } = await augment(
      { directory, target: "species", notebookOrder: true },
      context,
    );
    assert.ok(leaked > 0);
    const run = await go();
    assert.equal((await describeRun(run.directory)).split.leaked, leaked);
  });

  it("does not let pictures generated for one target change the runs of another", async () => {
    const settings = { ...config, target: "breed", epochs: 2, ...strong };
    const straight = await go(settings);
    const controller = new AbortController();
    const seen: string[] = [];
    const engine = testEngine({
      beforeStep: (step) => {
        if (step > 3) controller.abort();
      },
    });
    const tools = toolsOf(engine, (event, data) => {
      if (event === "runChanged") seen.push((data as { directory: string }).directory);
    });
    const request = { directory, config: settings, again: true };
    await rejectsWith("cancelled", train(request, tools, silentContext(controller.signal)));

    await augment({ directory, target: "species" }, context);
    assert.equal((await go(settings)).id, straight.id); // found, not trained again
    const resumed = await resume({ run: seen[0]! }, toolsOf(testEngine()), silentContext());
    const numbers = async (run: string) =>
      (await describeRun(run)).metrics.map(({ trainLoss, validationLoss }) => [
        trainLoss,
        validationLoss,
      ]);
    assert.deepEqual(await numbers(resumed.directory), await numbers(straight.directory));
    assert.equal((await numbers(resumed.directory)).length, 2);
  });

  it("refuses to learn from generated pictures where there are none", async () => {
    const message = await rejectsWith("not-found", go({ balance: "upsample" }));
    assert.match(message, /no pictures that were generated for species: augment it first\.$/);
  });

  it("reads a run of before there was a choice, and goes on with it", async () => {
    const run = await go({ seed: 5 });
    const file = join(run.directory, "run.json");
    const record = JSON.parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
    delete record.config["balance"];
    writeFileSync(file, JSON.stringify({ ...record, state: "stopped" }));
    const resumed = await resume({ run: run.directory }, toolsOf(testEngine()), silentContext());
    assert.deepEqual([resumed.state, resumed.config.balance], ["finished", "none"]);
  });
});

const strong = { augmentation: parseAugmentConfig({ horizontalFlip: 0.5, mixup: 0.5 }) };
const mirrored = { ...config, augmentation: { horizontalFlip: 0.5 } };
