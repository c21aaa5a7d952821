// What a person says of labels: applied, kept over scans, taken back, and given up where it no longer fits.
import assert from "node:assert/strict";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import type { DatasetSummary, RuleOptions } from "../../../src/protocol/dataset";
import { excludePictures } from "../../../src/backend/dataset/excluded";
import { relabelPictures } from "../../../src/backend/dataset/relabel";
import { scan } from "../../../src/backend/dataset/scan";
import { splitSamples } from "../../../src/backend/dataset/split";
import { loadDataset } from "../../../src/backend/dataset/store";
import { silentContext } from "../../../src/backend/util/context";
import { augment } from "../../../src/backend/augment/balance";
import { rejectsWith } from "../train/support";
import { jpeg, temporaryFolder, writeFiles } from "./support";

const BREEDS = ["Bengal", "Siamese", "beagle", "pug"];

async function drawPets(folder: string, each = 4): Promise<void> {
  for (const [which, breed] of BREEDS.entries()) {
    for (let number = 1; number <= each; number++) {
      const name = `images/${breed}_${number}.jpg`;
      writeFiles(folder, { [name]: await jpeg(100 * which + number) });
    }
  }
}

function countsOf(summary: DatasetSummary, target: string): Record<string, number> {
  const { classes = [] } = summary.targets.find((each) => each.target === target) ?? {};
  return Object.fromEntries(classes.map(({ name, count }) => [name, count]));
}

async function labelsOf(directory: string, path: string) {
  const { samples } = await loadDataset(directory);
  const sample = samples.find((each) => each.path === path);
  return { labels: sample?.labels, given: sample?.given };
}

const look = (directory: string, rule?: RuleOptions) =>
  scan({ directory, ...(rule && { rule }) }, silentContext());

describe("labels that a person decides", () => {
  const directory = temporaryFolder();
  const listFile = join(directory, ".pupil/labels.json");
  const path = "images/Bengal_1.jpg";
  let scanned: DatasetSummary;
  const relabel = (label: string | null, target = "breed", paths = [path]) =>
    relabelPictures({ directory, paths, target, label });

  before(async () => {
    await drawPets(directory);
    scanned = await look(directory);
  });

  it("count, are split and change the fingerprint; coarser ones follow", async () => {
    const summary = await relabel("pug");
    assert.deepEqual(countsOf(summary, "breed"), { Bengal: 3, Siamese: 4, beagle: 4, pug: 5 });
    assert.deepEqual(countsOf(summary, "species"), { cat: 7, dog: 9 });
    assert.notEqual(summary.fingerprint, scanned.fingerprint);
    assert.deepEqual(await labelsOf(directory, path), {
      labels: { species: "dog", breed: "pug" },
      given: { species: "cat", breed: "Bengal" },
    });
    const { samples } = await loadDataset(directory);
    const { train, validation, test } = splitSamples(samples, "breed", 27);
    const pugs = [...train, ...validation, ...test].filter(
      (index) => samples[index]?.labels["breed"] === "pug",
    );
    assert.equal(pugs.length, 5);
    assert.equal(summary.targets[1]?.classes.find(({ name }) => name === "pug")?.parent, "dog");
  });

  it("stay over a scan, and over taking a picture out and back in", async () => {
    const before = (await loadDataset(directory)).summary.fingerprint;
    assert.equal((await look(directory)).fingerprint, before);
    await excludePictures({ directory, paths: [path], excluded: true });
    const { excluded } = await loadDataset(directory);
    assert.equal(excluded[0]?.labels["breed"], "pug");
    const back = await excludePictures({ directory, paths: [path], excluded: false });
    assert.equal(back.fingerprint, before);
  });

  it("let a finer label go that belongs to another class", async () => {
    await relabel("dog", "species", ["images/Siamese_1.jpg"]);
    assert.deepEqual((await labelsOf(directory, "images/Siamese_1.jpg")).labels, {
      species: "dog",
    });
    await relabel("beagle", "breed", ["images/Siamese_1.jpg"]);
    assert.deepEqual((await labelsOf(directory, "images/Siamese_1.jpg")).labels, {
      species: "dog",
      breed: "beagle",
    });
    await relabel(null, "breed", ["images/Siamese_1.jpg"]);
    await relabel(null, "species", ["images/Siamese_1.jpg"]);
    assert.equal((await labelsOf(directory, "images/Siamese_1.jpg")).given, undefined);
  });

  it("are taken back, also where a label only follows from another one", async () => {
    assert.equal((await relabel(null)).fingerprint, scanned.fingerprint);
    await relabel("pug");
    assert.equal((await relabel(null, "species")).fingerprint, scanned.fingerprint);
    assert.deepEqual(JSON.parse(readFileSync(listFile, "utf8")), { version: 1, decisions: [] });
  });

  it("change nothing where they say that the label is right", async () => {
    const { fingerprint } = await relabel("Bengal");
    assert.equal(fingerprint, scanned.fingerprint);
    assert.equal((await labelsOf(directory, path)).given, undefined);
    await relabel(null);
  });

  it("are refused for unknown classes, targets and pictures", async () => {
    assert.match(await rejectsWith("invalid-argument", relabel("poodle")), /beagle, pug/);
    await rejectsWith("unknown-target", relabel("x", "colour"));
    await rejectsWith("not-found", relabel("pug", "breed", ["images/none.jpg"]));
    await rejectsWith("not-found", relabel(null, "breed", ["images/none.jpg"]));
    await rejectsWith("unknown-target", relabel(null, "colour"));
    await rejectsWith("unknown-target", relabel("x", "constructor"));
    assert.deepEqual(JSON.parse(readFileSync(listFile, "utf8")), { version: 1, decisions: [] });
  });

  it("no longer apply to a file that has changed, and a finding says so", async () => {
    await relabel("pug");
    writeFileSync(join(directory, path), await jpeg(999));
    const summary = await look(directory);
    assert.deepEqual(countsOf(summary, "breed"), { Bengal: 4, Siamese: 4, beagle: 4, pug: 4 });
    const [finding] = summary.findings.filter(({ kind }) => kind === "stale-label");
    assert.deepEqual([finding?.path, finding?.skipped], [path, false]);
    assert.match(finding?.message ?? "", /the file has changed/);
    const again = await relabel("pug"); // deciding again is about the file as it is
    assert.equal(again.findings.length, 0);
    assert.equal(countsOf(again, "breed")["pug"], 5);
  });

  it("wait for a file that is gone", async () => {
    const file = join(directory, path);
    renameSync(file, `${file}.away`);
    assert.equal((await look(directory)).findings.length, 0);
    renameSync(`${file}.away`, file);
    assert.equal(countsOf(await look(directory), "breed")["pug"], 5);
    await relabel(null);
  });

  it("are not read when the list is damaged or of another version", async () => {
    const list = readFileSync(listFile);
    writeFileSync(listFile, '{"version": 2, "decisions": []}');
    await rejectsWith("corrupt-file", look(directory));
    writeFileSync(listFile, list);
    await look(directory);
  });
});

describe("labels that a person decides, whatever the rule", () => {
  it("follow a table until the table says something else", async () => {
    const directory = temporaryFolder();
    const table = (first: string) => `path,kind\na.jpg,${first}\nb.jpg,x\nc.jpg,y\nd.jpg,z\n`;
    for (const [at, name] of ["a", "b", "c", "d"].entries()) {
      writeFiles(directory, { [`${name}.jpg`]: await jpeg(at) });
    }
    writeFiles(directory, { "labels.csv": table("x") });
    await look(directory);
    const request = { directory, paths: ["a.jpg"], target: "kind", label: "y" };
    assert.deepEqual(countsOf(await relabelPictures(request), "kind"), { x: 1, y: 2, z: 1 });
    writeFiles(directory, { "labels.csv": table("y") }); // now it says so, too
    const agreed = await look(directory);
    assert.deepEqual([countsOf(agreed, "kind"), agreed.findings], [{ x: 1, y: 2, z: 1 }, []]);
    writeFiles(directory, { "labels.csv": table("z") });
    const changed = await look(directory);
    assert.deepEqual(countsOf(changed, "kind"), { x: 1, y: 1, z: 2 });
    assert.match(changed.findings[0]?.message ?? "", /by the rule has become "z"/);
    const other = await look(directory, { kind: "regex", pattern: "(?<letter>[a-d])\\.jpg" });
    assert.deepEqual(other.findings, []); // a rule without that target says nothing against it
  });

  it("are taken back for one target alone where neither follows from the other", async () => {
    const directory = temporaryFolder();
    for (const [at, name] of ["a", "b", "c", "d"].entries()) {
      writeFiles(directory, { [`${name}.jpg`]: await jpeg(at) });
    }
    const rows = ["a.jpg,red,round", "b.jpg,red,square", "c.jpg,blue,round", "d.jpg,blue,square"];
    writeFiles(directory, { "labels.csv": `path,colour,shape\n${rows.join("\n")}\n` });
    await look(directory);
    const request = { directory, paths: ["a.jpg"] };
    await relabelPictures({ ...request, target: "colour", label: "blue" });
    await relabelPictures({ ...request, target: "shape", label: null });
    const { labels } = await labelsOf(directory, "a.jpg");
    assert.deepEqual(labels, { colour: "blue", shape: "round" });
    await relabelPictures({ ...request, target: "colour", label: null });
    assert.equal((await labelsOf(directory, "a.jpg")).given, undefined);
  });

  it("are those of what was generated, which cannot be relabelled itself", async () => {
    const directory = temporaryFolder();
    for (let number = 0; number < 12; number++) {
      const folder = number < 8 ? "many" : "few";
      writeFiles(directory, { [`${folder}/${number}.jpg`]: await jpeg(number) });
    }
    await look(directory);
    await augment({ directory, target: "class" }, silentContext());
    const { samples } = await loadDataset(directory);
    const made = samples.find(({ generatedFrom }) => generatedFrom !== undefined)!;
    const source = made.generatedFrom!;
    const labelled = (label: string | null, paths = [source]) =>
      relabelPictures({ directory, paths, target: "class", label });
    await labelled("many");
    assert.deepEqual((await labelsOf(directory, made.path)).labels, { class: "many" });
    await look(directory);
    assert.deepEqual((await labelsOf(directory, made.path)).labels, { class: "many" });
    assert.match(
      await rejectsWith("invalid-argument", labelled("many", [made.path])),
      /relabel that one/,
    );
    await labelled(null);
    assert.deepEqual((await labelsOf(directory, made.path)).labels, { class: "few" });
    rmSync(join(directory, ".pupil/labels.json"));
    await look(directory);
  });
});
