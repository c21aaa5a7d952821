import assert from "node:assert/strict";
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import sharp from "sharp";
import { pageSamples } from "../../../src/backend/dataset/samples";
import { scan } from "../../../src/backend/dataset/scan";
import { channelStatistics } from "../../../src/backend/dataset/statistics";
import { loadDataset } from "../../../src/backend/dataset/store";
import { silentContext } from "../../../src/backend/util/context";
import type { Finding, ScanRequest } from "../../../src/protocol/dataset";
import type { Progress } from "../../../src/protocol/progress";
import { jpeg, temporaryFolder, writeFiles } from "./support";

const run = (directory: string, request: Partial<ScanRequest> = {}) =>
  scan({ directory, ...request }, silentContext());

const found = (findings: readonly Finding[]) =>
  findings.map(({ kind, path, skipped }) => `${kind} ${path}${skipped ? " skipped" : ""}`);

/** Eight good pictures in the Oxford-IIIT layout. */
async function pets(folder: string): Promise<void> {
  for (let i = 1; i <= 4; i++) {
    writeFiles(folder, {
      [`images/Bengal_${i}.jpg`]: await jpeg(i),
      [`images/pug_${i}.jpg`]: await jpeg(i + 10),
    });
  }
  writeFiles(folder, {
    "annotations/trimaps/pug_1.png": await sharp(await jpeg(1))
      .png()
      .toBuffer(),
    "annotations/xmls/pug_1.xml":
      "<annotation><object><bndbox><xmin>3</xmin><ymin>2</ymin><xmax>9</xmax><ymax>8</ymax></bndbox></object></annotation>",
    "annotations/xmls/pug_2.xml": "<annotation><obj",
  });
}

/** Runs as a user whom permissions bind, with `folder` as that user's own: root may do anything. */
async function asNobody<T>(folder: string, task: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return await task();
  const nobody = 65534;
  for (const path of ["", "a", "a/1.jpg", "shut"]) chownSync(join(folder, path), nobody, nobody);
  process.seteuid?.(nobody);
  try {
    return await task();
  } finally {
    process.seteuid?.(0);
  }
}

describe("scan", () => {
  const folder = temporaryFolder();
  before(() => pets(folder));

  it("counts classes, formats and sizes, with boxes and masks", async () => {
    const reports: Progress[] = [];
    const context = { ...silentContext(), progress: (each: Progress) => reports.push(each) };
    const summary = await scan({ directory: folder }, context);
    assert.equal(summary.pictures, 8);
    assert.equal(summary.filesRead, 8);
    assert.deepEqual(summary.findings, []);
    assert.deepEqual(summary.targets, [
      {
        target: "breed",
        classes: [
          { name: "Bengal", count: 4 },
          { name: "pug", count: 4 },
        ],
      },
      {
        target: "species",
        classes: [
          { name: "cat", count: 4 },
          { name: "dog", count: 4 },
        ],
      },
    ]);
    assert.deepEqual(summary.formats, { jpeg: 8 });
    assert.deepEqual([summary.sizes.minWidth, summary.sizes.maxHeight], [48, 40]);
    assert.equal(summary.statistics?.pictures, 8);
    assert.equal(reports.at(-1)?.done, 8);
    const { samples } = await loadDataset(folder);
    const pug = samples.find(({ path }) => path === "images/pug_1.jpg")!;
    assert.deepEqual(pug.box, { left: 2, top: 1, right: 9, bottom: 8 });
    assert.equal(pug.mask, "annotations/trimaps/pug_1.png");
    assert.equal(samples.find(({ path }) => path === "images/pug_2.jpg")?.box, undefined);
    assert.deepEqual(channelStatistics(samples), summary.statistics);
  });

  it("reads only what changed, and forgets what is gone", async () => {
    const first = await run(folder);
    assert.equal(first.filesRead, 0);
    assert.equal((await run(folder, { statistics: false })).statistics, undefined);

    writeFileSync(join(folder, "images/pug_4.jpg"), await jpeg(99, 60));
    writeFiles(folder, { "images/Bengal_9.jpg": await jpeg(77) });
    const second = await run(folder);
    assert.deepEqual([second.filesRead, second.pictures], [2, 9]);
    assert.notEqual(second.fingerprint, first.fingerprint);
    assert.equal(second.sizes.maxWidth, 60);

    const touched = new Date(Date.now() - 50_000);
    utimesSync(join(folder, "images/pug_1.jpg"), touched, touched); // the same bytes
    rmSync(join(folder, "images/Bengal_9.jpg"));
    writeFileSync(join(folder, "images/pug_4.jpg"), await jpeg(14));
    const third = await run(folder);
    assert.deepEqual([third.filesRead, third.pictures], [2, 8]);
    assert.equal(third.fingerprint, first.fingerprint);
  });

  it("reads an annotation again when it changed", async () => {
    const path = join(folder, "annotations/xmls/pug_1.xml");
    writeFileSync(path, readFileSync(path, "utf8").replace("<xmax>9<", "<xmax>10<"));
    assert.equal((await run(folder)).filesRead, 0);
    const { samples } = await loadDataset(folder);
    assert.equal(samples.find(({ path: each }) => each.endsWith("pug_1.jpg"))?.box?.right, 10);
  });

  it("makes a damaged or older scan anew, and moves with its folder", async () => {
    const file = join(folder, ".pupil/scan.json");
    const text = readFileSync(file, "utf8");
    for (const damaged of [
      text.slice(0, 200),
      text.replace(/"version":\d+/, '"version":0'),
      "[]",
    ]) {
      writeFileSync(file, damaged);
      await assert.rejects(loadDataset(folder), { code: "corrupt-file" });
      assert.equal((await run(folder)).filesRead, 8);
    }
    const moved = join(temporaryFolder(), "moved");
    cpSync(folder, moved, { recursive: true, preserveTimestamps: true });
    assert.equal((await loadDataset(moved)).summary.directory, moved);
    assert.equal((await run(moved)).filesRead, 0);
  });

  it("is loaded once, and again when it was scanned or changed by another process", async () => {
    const first = await loadDataset(folder);
    assert.equal(await loadDataset(folder), first);
    await run(folder);
    const second = await loadDataset(folder);
    assert.notEqual(second, first);
    assert.deepEqual(second.samples, first.samples);
    const file = join(folder, ".pupil/scan.json");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replaceAll('"Bengal"', '"Bangel"')); // as long, and maybe as old
    const breeds = new Set(
      (await loadDataset(folder)).samples.map(({ labels }) => labels["breed"]),
    );
    assert.ok(breeds.has("Bangel") && !breeds.has("Bengal"));
    writeFileSync(file, text);
  });

  it("pages through samples by label, text and part", async () => {
    const dataset = await loadDataset(folder);
    const cats = pageSamples(dataset, { directory: folder, labels: { species: "cat" }, limit: 3 });
    assert.deepEqual([cats.total, cats.offset, cats.samples.length], [4, 0, 3]);
    assert.ok(!("channels" in cats.samples[0]!));
    const rest = pageSamples(dataset, { directory: folder, labels: { species: "cat" }, offset: 3 });
    assert.equal(rest.samples[0]?.path, "images/Bengal_4.jpg");
    const bengal = pageSamples(dataset, { directory: folder, text: "bENGAL_2" });
    assert.deepEqual(
      bengal.samples.map(({ path }) => path),
      ["images/Bengal_2.jpg"],
    );
    const part = new Set(["images/Bengal_1.jpg", "images/Bengal_4.jpg"]);
    const page = pageSamples(dataset, { directory: folder }, part);
    assert.deepEqual(
      page.samples.map(({ path }) => path),
      [...part],
    );
    assert.throws(() => pageSamples(dataset, { directory: folder, offset: -1 }), {
      code: "invalid-argument",
    });
  });

  it("stops when asked and leaves the last scan", async () => {
    const file = join(folder, ".pupil/scan.json");
    rmSync(file);
    const stop = new AbortController();
    const context = {
      signal: stop.signal,
      progress: () => {
        stop.abort();
      },
    };
    await assert.rejects(scan({ directory: folder }, context), { code: "cancelled" });
    await assert.rejects(loadDataset(folder), { code: "not-found" });
  });
});

describe("scan of a bad folder", () => {
  it("turns every oddity into a finding", async () => {
    const folder = temporaryFolder();
    await pets(folder);
    const good = await jpeg(1);
    const outside = temporaryFolder();
    writeFiles(outside, { "secret_1.jpg": good });
    writeFiles(folder, {
      "images/pug_20.jpg": "",
      "images/pug_21.jpg": good.subarray(0, good.length >> 1),
      "images/pug_22.jpg": "just text",
      "images/Bengal_23.jpg": await sharp(await jpeg(50))
        .gif()
        .toBuffer(),
      "images/Bengal_24.png": await sharp(await jpeg(51))
        .webp()
        .toBuffer(),
      "images/Bengal_25.jpg": good,
      "images/holiday.jpg": good,
      "images/.hidden_1.jpg": good,
      ".pupil/thumb_1.jpg": good,
    });
    mkdirSync(join(folder, "images/Bengal_26.jpg"));
    symlinkSync(folder, join(folder, "images/loop"));
    symlinkSync(join(outside, "secret_1.jpg"), join(folder, "images/out_1.jpg"));
    symlinkSync("/nowhere/at/all.jpg", join(folder, "images/dangling_1.jpg"));
    const summary = await run(folder);
    assert.deepEqual(found(summary.findings), [
      "extension-mismatch images/Bengal_23.jpg",
      "extension-mismatch images/Bengal_24.png",
      "duplicate images/Bengal_25.jpg",
      "unreadable images/dangling_1.jpg skipped",
      "no-label images/holiday.jpg skipped",
      "unreadable images/loop skipped",
      "unreadable images/out_1.jpg skipped",
      "empty-file images/pug_20.jpg skipped",
      "unreadable images/pug_21.jpg skipped",
      "unreadable images/pug_22.jpg skipped",
    ]);
    assert.equal(summary.pictures, 11);
    assert.deepEqual(summary.formats, { gif: 1, jpeg: 9, webp: 1 });
    for (const { message } of summary.findings) assert.match(message, /^\S.*\.$/);
    const { samples } = await loadDataset(folder);
    const group = (name: string) => samples.find(({ path }) => path.endsWith(name))?.group;
    assert.equal(group("Bengal_25.jpg"), group("Bengal_1.jpg"));
    assert.equal(new Set(samples.map((each) => each.group)).size, 10);
  });

  it("takes only .jpg when asked, whatever the case", async () => {
    const folder = temporaryFolder();
    for (const [i, name] of ["a/1.JPG", "a/2.jpeg", "b/3.png", "b/4.webp", "b/5.jpg"].entries()) {
      writeFiles(folder, { [name]: await jpeg(i) });
    }
    assert.equal((await run(folder)).pictures, 5);
    const only = await run(folder, { onlyJpg: true });
    assert.deepEqual([only.pictures, only.filesRead], [2, 0]);
  });

  it("gives a finer class its coarser one", async () => {
    const folder = temporaryFolder();
    const names = ["Bengal_1", "Birman_1", "pug_1", "pug_2"];
    for (const [i, name] of names.entries()) writeFiles(folder, { [`${name}.jpg`]: await jpeg(i) });
    const { targets } = await run(folder);
    assert.deepEqual(
      targets.map(({ target }) => target),
      ["species", "breed"],
    );
    assert.deepEqual(targets[1]?.classes, [
      { name: "Bengal", count: 1, parent: "cat" },
      { name: "Birman", count: 1, parent: "cat" },
      { name: "pug", count: 2, parent: "dog" },
    ]);
  });

  it("says in one sentence why there is nothing to scan", async () => {
    const folder = temporaryFolder();
    await assert.rejects(run(folder), { code: "no-pictures", message: /\.jpg, .*\.webp/ });
    await assert.rejects(run(join(folder, "none")), { code: "not-found" });
    writeFiles(folder, { "a/1.jpg": "", "b/2.jpg": "text" });
    await assert.rejects(run(join(folder, "a/1.jpg")), { code: "not-found" });
    await assert.rejects(run(folder), { code: "no-pictures", message: /can be read/ });
  });

  it("survives files and folders without permission", async () => {
    const folder = temporaryFolder();
    for (let i = 0; i < 3; i++) {
      writeFiles(folder, { [`a/${i}.jpg`]: await jpeg(i), [`b/${i}.jpg`]: await jpeg(9 + i) });
    }
    writeFiles(folder, { "shut/1.jpg": await jpeg(5) });
    chmodSync(join(folder, "a/1.jpg"), 0);
    chmodSync(join(folder, "shut"), 0);
    const { findings } = await asNobody(folder, () => run(folder));
    chmodSync(join(folder, "shut"), 0o755);
    assert.deepEqual(found(findings), ["unreadable a/1.jpg skipped", "unreadable shut skipped"]);
    chmodSync(folder, 0);
    await assert.rejects(
      asNobody(folder, () => run(folder)),
      { code: "no-permission" },
    );
    chmodSync(folder, 0o755);
  });

  it("does not depend on the names' order on disk", async () => {
    const one = temporaryFolder();
    await pets(one);
    const other = temporaryFolder();
    cpSync(join(one, "images"), join(other, "images"), { recursive: true });
    renameSync(join(other, "images/pug_1.jpg"), join(other, "images/tmp"));
    renameSync(join(other, "images/tmp"), join(other, "images/pug_1.jpg"));
    assert.equal((await run(one)).fingerprint, (await run(other)).fingerprint);
  });
});
