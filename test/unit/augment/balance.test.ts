import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { augment } from "../../../src/backend/augment/balance";
import { clean } from "../../../src/backend/augment/clean";
import { readBalance } from "../../../src/backend/augment/strategies";
import { readManifest } from "../../../src/backend/dataset/generated";
import { scan } from "../../../src/backend/dataset/scan";
import { splitSamples } from "../../../src/backend/dataset/split";
import { loadDataset } from "../../../src/backend/dataset/store";
import { silentContext } from "../../../src/backend/util/context";
import type { BalanceRequest } from "../../../src/protocol/augment";
import { jpeg, temporaryFolder, writeFiles } from "../dataset/support";
import { agrees, CATS, DOGS, filesOf, writePets } from "./pets";

const balance = (directory: string, request: Partial<BalanceRequest> = {}) =>
  augment({ directory, target: "species", ...request }, silentContext());

const cleaned = (directory: string) => clean({ directory }, silentContext());

async function partsOf(directory: string, target: string, seed = 27) {
  const { samples } = await loadDataset(directory);
  const split = splitSamples(samples, target, seed);
  const paths = (indices: readonly number[]) => indices.map((index) => samples[index]!.path);
  return {
    train: paths(split.train),
    validation: paths(split.validation),
    test: paths(split.test),
    leaked: split.summary.leaked,
  };
}

const isGenerated = (path: string) => path.includes("generated");

describe("balancing by generated pictures", () => {
  const folder = temporaryFolder();
  before(() => writePets(folder));

  it("levels the training part, and leaves validation and test as they were", async () => {
    await scan({ directory: folder }, silentContext());
    const plain = await partsOf(folder, "species");
    const report = await balance(folder);
    const parts = await partsOf(folder, "species");
    assert.deepEqual([parts.validation, parts.test], [plain.validation, plain.test]);
    const originals = parts.train.filter((path) => !isGenerated(path));
    assert.deepEqual(originals, plain.train);

    const [cat, dog] = report.classes;
    assert.deepEqual([cat?.name, cat?.before, dog?.name, dog?.before], ["cat", CATS, "dog", DOGS]);
    assert.equal(cat?.trainAfter, dog?.trainAfter);
    assert.equal(dog?.trainAfter, dog?.trainBefore);
    assert.equal(report.generated, dog!.trainBefore - cat!.trainBefore);
    assert.equal(report.made, report.generated);
    assert.equal(parts.train.filter(isGenerated).length, report.generated);
    assert.deepEqual([report.leaked, parts.leaked], [0, undefined]);
    assert.equal(report.summary.generated, report.generated);
    assert.ok(await agrees(folder));
  });

  it("generates from training pictures only, by one or two different manipulations", async () => {
    const { train } = await partsOf(folder, "species");
    const manifest = (await readManifest(folder))!;
    const { samples } = await loadDataset(folder);
    for (const entry of manifest.entries) {
      assert.ok(train.includes(entry.source));
      assert.match(entry.path, /^images\/generated\d+\.jpg$/);
      const kinds = entry.manipulations.map(({ kind }) => kind);
      assert.ok(kinds.length === 1 || kinds.length === 2);
      assert.equal(new Set(kinds).size, kinds.length);
      const sample = samples.find(({ path }) => path === entry.path)!;
      const source = samples.find(({ path }) => path === entry.source)!;
      assert.deepEqual(sample.labels, source.labels); // the breed, too
      assert.equal(sample.group, source.group);
      assert.equal(sample.generatedFrom, entry.source);
      assert.equal(sample.box, undefined);
    }
    assert.ok(manifest.entries.some(({ manipulations }) => manipulations.length === 2));
  });

  it("does not serve other targets, nor reach what another seed holds out", async () => {
    const breeds = await partsOf(folder, "breed");
    assert.ok(
      Object.values(breeds)
        .flat()
        .every((path) => !isGenerated(String(path))),
    );
    const { summary } = await loadDataset(folder);
    const count = (target: string) =>
      summary.targets
        .find((each) => each.target === target)!
        .classes.reduce((sum, each) => sum + each.count, 0);
    assert.deepEqual([count("species"), count("breed")], [summary.pictures, CATS + DOGS]);
    for (const seed of [1, 2, 3]) {
      const { train, validation, test } = await partsOf(folder, "species", seed);
      assert.ok([...validation, ...test].every((path) => !isGenerated(path)));
      const manifest = (await readManifest(folder))!;
      const sources = new Map(manifest.entries.map(({ path, source }) => [path, source]));
      for (const path of train.filter(isGenerated)) {
        assert.ok(train.includes(sources.get(path)!));
      }
    }
  });

  it("gives the same bytes again, and does nothing when all is there", async () => {
    const first = filesOf(folder);
    const again = await balance(folder);
    assert.deepEqual([again.made, again.removed], [0, 0]);
    const other = temporaryFolder();
    await writePets(other);
    await balance(other);
    assert.deepEqual(filesOf(other), first);
    const seeded = await balance(other, { seed: 28 });
    assert.ok(seeded.made > 0 && seeded.removed > 0);
    assert.notDeepEqual(filesOf(other), first);
    assert.ok(await agrees(other));
    await balance(other);
    assert.deepEqual(filesOf(other), first);
  });

  it("makes again what was deleted; its absence is a finding", async () => {
    const first = filesOf(folder);
    rmSync(join(folder, "images/generated1.jpg"));
    rmSync(join(folder, "images/generated3.jpg"));
    const { findings } = await scan({ directory: folder }, silentContext());
    assert.deepEqual(
      findings.map(({ kind, path }) => `${kind} ${path}`),
      ["missing-file images/generated1.jpg", "missing-file images/generated3.jpg"],
    );
    assert.equal((await balance(folder)).made, 2);
    assert.deepEqual(filesOf(folder), first);
  });

  it("cleans away exactly what it made", async () => {
    const art = await jpeg(500);
    writeFiles(folder, { "images/generated_art.jpg": art, "images/generated900.jpg": art });
    const edited = join(folder, "images/generated2.jpg");
    writeFileSync(edited, art);
    rmSync(join(folder, "images/generated1.jpg"));
    const { entries } = (await readManifest(folder))!;
    const report = await cleaned(folder);
    assert.deepEqual(report.kept, ["images/generated2.jpg"]);
    assert.deepEqual(report.missing, ["images/generated1.jpg"]);
    assert.equal(report.removed, entries.length - 2);
    assert.equal(report.summary?.generated, 0);
    const left = Object.keys(filesOf(folder)).filter(isGenerated).sort();
    assert.deepEqual(
      left,
      ["2.jpg", "900.jpg", "_art.jpg"].map((end) => `images/generated${end}`),
    );
    assert.deepEqual(readFileSync(join(folder, "images/generated_art.jpg")), art);
    assert.ok(!existsSync(join(folder, ".pupil/generated.json")));
    assert.deepEqual(await cleaned(folder), { removed: 0, kept: [], missing: [], summary: null });
  });

  it("never writes over a person's file", async () => {
    const art = readFileSync(join(folder, "images/generated2.jpg"));
    const report = await balance(folder);
    assert.ok(report.made > 2);
    assert.deepEqual(readFileSync(join(folder, "images/generated2.jpg")), art);
    const { entries } = (await readManifest(folder))!;
    assert.ok(entries.every(({ path }) => path !== "images/generated2.jpg"));
    writeFileSync(join(folder, "images/generated3.jpg"), art); // edited: not made anew
    const again = await balance(folder);
    assert.deepEqual(
      [again.made, again.skipped.map(({ path }) => path)],
      [0, ["images/generated3.jpg"]],
    );
    assert.deepEqual(readFileSync(join(folder, "images/generated3.jpg")), art);
  });
});

describe("balancing in other ways", () => {
  it("reproduces the notebook's order, and counts what leaks", async () => {
    const folder = temporaryFolder();
    await writePets(folder);
    const report = await balance(folder, { notebookOrder: true });
    assert.equal(report.generated, DOGS - CATS);
    const [cat, dog] = report.classes;
    assert.deepEqual([cat?.after, dog?.after], [DOGS, DOGS]);
    const parts = await partsOf(folder, "species");
    const { entries } = (await readManifest(folder))!;
    const family = new Map(entries.map(({ path, source }) => [path, source]));
    const root = (path: string) => family.get(path) ?? path;
    const trained = new Set(parts.train.map(root));
    const leaked = [...parts.validation, ...parts.test].filter((path) => trained.has(root(path)));
    assert.ok(leaked.length > 0);
    assert.deepEqual([report.leaked, parts.leaked], [leaked.length, leaked.length]);
    // Split as any other picture: 70 percent of all, generated or not.
    assert.equal(parts.train.length, 0.7 * 2 * DOGS);

    const back = await balance(folder);
    assert.equal(back.leaked, 0);
    assert.ok(await agrees(folder));
  });

  it("leaves out or weighs without touching a file, and forgets when cleaned", async () => {
    const folder = temporaryFolder();
    await writePets(folder);
    const plain = filesOf(folder);
    await balance(folder);
    const cut = await balance(folder, { strategy: "downsample" });
    assert.deepEqual(filesOf(folder), plain); // the generated ones are gone
    const [cat, dog] = cut.classes;
    assert.deepEqual([dog?.trainAfter, dog?.after], [cat?.trainBefore, DOGS]);
    const chosen = { version: 1, strategy: "downsample", target: "species", seed: 27 };
    assert.deepEqual(await readBalance(folder), chosen);

    const weighed = await balance(folder, { strategy: "weights", seed: 3 });
    const total = weighed.classes.map(({ trainAfter, weight }) => trainAfter * weight!);
    assert.ok(Math.abs(total[0]! - total[1]!) < 1e-9);
    assert.equal((await readBalance(folder))?.strategy, "weights");
    assert.ok((await cleaned(folder)).summary);
    assert.equal(await readBalance(folder), undefined);
    assert.deepEqual(filesOf(folder), plain);
  });

  it("levels any number of classes in folders, and of a table's", async () => {
    const folder = temporaryFolder();
    for (const [name, count] of [
      ["chat noir", 5],
      ["犬", 12],
      ["été", 7],
    ] as const) {
      for (let i = 0; i < count; i++) {
        writeFiles(folder, { [`${name}/${i}.jpg`]: await jpeg(count * 100 + i) });
      }
    }
    const report = await balance(folder, { target: "class" });
    assert.equal(new Set(report.classes.map(({ trainAfter }) => trainAfter)).size, 1);
    assert.deepEqual(
      report.classes.map(({ name }) => name),
      ["chat noir", "été", "犬"],
    );
    const { entries } = (await readManifest(folder))!;
    for (const { path, source } of entries) {
      assert.equal(path.split("/")[0], source.split("/")[0]);
    }

    const table = temporaryFolder();
    const rows = ["path,colour"];
    for (let i = 0; i < 16; i++) {
      writeFiles(table, { [`all/${i}.jpg`]: await jpeg(900 + i) });
      rows.push(`all/${i}.jpg,${i < 5 ? "red" : "blue"}`);
    }
    writeFiles(table, { "labels.csv": rows.join("\n") });
    const coloured = await balance(table, { target: "colour" });
    assert.ok(coloured.generated > 0);
    assert.deepEqual(coloured.summary.findings, []);
    const reds = coloured.summary.targets[0]!.classes.find(({ name }) => name === "red");
    assert.equal(reds?.count, 5 + coloured.generated);
  });

  it("says in a sentence what cannot be balanced", async () => {
    const folder = temporaryFolder();
    await writePets(folder);
    await assert.rejects(balance(folder, { target: "colour" }), { code: "unknown-target" });
    await assert.rejects(balance(folder, { seed: 0.5 }), { code: "invalid-argument" });
    await assert.rejects(balance(folder, { strategy: "weights", notebookOrder: true }), {
      code: "invalid-argument",
    });
    writeFiles(folder, { ".pupil/generated.json": "{" });
    await assert.rejects(balance(folder), { code: "corrupt-file", message: /generated\.json/ });
    writeFiles(folder, {
      "../secret.jpg": "mine",
      ".pupil/generated.json": JSON.stringify({
        version: 1,
        target: "species",
        seed: 27,
        strategy: "upsample",
        notebookOrder: false,
        entries: [
          {
            path: "../secret.jpg",
            source: "images/pug_2.jpg",
            sourceSha256: "0".repeat(64),
            manipulations: [],
            seed: 1,
            sha256: "0".repeat(64),
          },
        ],
      }),
    });
    await assert.rejects(cleaned(folder), { code: "outside-workspace" });
    rmSync(join(folder, "../secret.jpg"));
  });
});
