// Where each picture is, and what balancing made of the classes, as the dashboards ask: read from what lies on disk.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, before, describe, it } from "node:test";
import { augment } from "../../../src/backend/augment/balance";
import { clean } from "../../../src/backend/augment/clean";
import { excludePictures } from "../../../src/backend/dataset/excluded";
import { readManifest } from "../../../src/backend/dataset/generated";
import { scan } from "../../../src/backend/dataset/scan";
import { createService } from "../../../src/backend/service";
import { silentContext } from "../../../src/backend/util/context";
import type { SplitPart } from "../../../src/protocol/dataset";
import { CATS, DOGS, writePets } from "../augment/pets";
import { temporaryFolder } from "../dataset/support";

const context = silentContext();
const PARTS: readonly SplitPart[] = ["train", "validation", "test", "left-out"];

describe("the parts of a balanced data set", () => {
  const directory = temporaryFolder();
  const { service } = createService({ emit: () => undefined });
  const balance = (target: string) => service.balance({ directory, target }, context);
  const picture = (path: string) => service.picture({ directory, path }, context);
  const pathsIn = async (name: SplitPart, target = "species", seed = 27) => {
    const split = { name, target, seed };
    const { samples } = await service.samples({ directory, split, limit: 1000 }, context);
    return samples.map(({ path }) => path);
  };

  before(async () => {
    await writePets(directory);
    await scan({ directory }, context);
  });

  afterEach(async () => {
    await clean({ directory }, context);
  });

  it("are three without balancing, which changes no class", async () => {
    const state = await balance("species");
    assert.deepEqual([state.strategy, state.seed, state.generated], ["none", 27, 0]);
    for (const each of state.classes) {
      assert.equal(each.after, each.before);
      assert.equal(each.trainAfter, each.trainBefore);
    }
    const sizes = await Promise.all(PARTS.map(async (part) => (await pathsIn(part)).length));
    assert.equal(sizes[3], 0);
    assert.equal(
      sizes.reduce((sum, size) => sum + size, 0),
      CATS + DOGS,
    );
  });

  it("say what was generated, by which seed, for which target", async () => {
    const report = await augment({ directory, target: "species", seed: 5 }, context);
    const state = await balance("species");
    assert.deepEqual(state.classes, report.classes);
    assert.deepEqual(
      [state.strategy, state.seed, state.generated, state.notebookOrder, state.leaked],
      ["upsample", 5, report.generated, false, 0],
    );
    assert.equal((await balance("breed")).strategy, "none");
    const train = await pathsIn("train", "species", 5);
    assert.equal(train.filter((path) => path.includes("generated")).length, report.generated);
  });

  it("count what leaks in the notebook's order", async () => {
    const report = await augment({ directory, target: "species", notebookOrder: true }, context);
    assert.ok(report.leaked > 0);
    const state = await balance("species");
    assert.deepEqual([state.notebookOrder, state.leaked], [true, report.leaked]);
  });

  it("name the pictures that downsampling leaves out, which are in no other part", async () => {
    const report = await augment({ directory, target: "species", strategy: "downsample" }, context);
    const dogs = report.classes.find(({ name }) => name === "dog")!;
    const leftOut = await pathsIn("left-out");
    assert.equal(leftOut.length, dogs.trainBefore - dogs.trainAfter);
    const split = await service.split({ directory, target: "species" }, context);
    assert.equal(split.leftOut, leftOut.length);
    const train = new Set(await pathsIn("train"));
    assert.equal(train.size, split.counts.train);
    assert.ok(leftOut.every((path) => !train.has(path)));
    const { parts } = await picture(leftOut[0]!);
    assert.deepEqual(
      parts.map(({ target, part }) => [target, part]).find(([target]) => target === "species"),
      ["species", "left-out"],
    );
  });

  it("tell all of a picture: parts, what it was made of and how, what was made of it", async () => {
    await augment({ directory, target: "species" }, context);
    const [entry] = (await readManifest(directory))!.entries;
    const made = await picture(entry!.path);
    assert.deepEqual(made.manipulations, entry!.manipulations);
    assert.equal(made.sample.generatedFrom, entry!.source);
    assert.equal(made.parts.find(({ target }) => target === "species")?.part, "train");
    const source = await picture(entry!.source);
    assert.ok(source.generated.includes(entry!.path));
    assert.deepEqual(source.copies, []);
    assert.equal(source.manipulations, undefined);
  });

  it("tell of an excluded picture, but not of one that nobody knows", async () => {
    const path = "images/pug_2.jpg";
    await excludePictures({ directory, paths: [path], excluded: true });
    const { sample, parts } = await picture(path);
    assert.deepEqual([sample.excluded, parts], [true, []]);
    await excludePictures({ directory, paths: [path], excluded: false });
    await assert.rejects(picture("images/nobody.jpg"), { code: "not-found" });
    await assert.rejects(picture("../secret.jpg"), { code: "not-found" });
  });

  it("are those of the manifest although a generated file was lost", async () => {
    await augment({ directory, target: "species" }, context);
    const entries = (await readManifest(directory))!.entries;
    rmSync(join(directory, entries[0]!.path));
    await scan({ directory }, context);
    const state = await balance("species");
    assert.equal(state.generated, entries.length - 1);
    const [cat, dog] = state.classes;
    assert.equal(cat!.trainAfter, dog!.trainAfter - 1);
  });
});
