import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import sharp from "sharp";
import { augment } from "../../../src/backend/augment/balance";
import { listCopies } from "../../../src/backend/dataset/copies";
import { excludePictures } from "../../../src/backend/dataset/excluded";
import { probe } from "../../../src/backend/dataset/image";
import { findOutliers } from "../../../src/backend/dataset/outliers";
import { previewRule } from "../../../src/backend/dataset/rulePreview";
import { pageSamples } from "../../../src/backend/dataset/samples";
import { scan } from "../../../src/backend/dataset/scan";
import { splitSamples } from "../../../src/backend/dataset/split";
import { channelStatistics } from "../../../src/backend/dataset/statistics";
import { loadDataset } from "../../../src/backend/dataset/store";
import { thumbnails } from "../../../src/backend/dataset/thumbnails";
import { silentContext } from "../../../src/backend/util/context";
import type { RuleOptions } from "../../../src/protocol/dataset";
import { jpeg, temporaryFolder, writeFiles } from "./support";

const run = (directory: string) => scan({ directory }, silentContext());

/** Six cats and ten dogs, one of the dogs twice and one of them also smaller. */
async function pets(folder: string): Promise<void> {
  for (let i = 1; i <= 6; i++) writeFiles(folder, { [`images/Bengal_${i}.jpg`]: await jpeg(i) });
  for (let i = 1; i <= 10; i++) {
    writeFiles(folder, { [`images/pug_${i}.jpg`]: await jpeg(20 + i) });
  }
  writeFiles(folder, {
    "images/pug_11.jpg": await jpeg(21),
    "images/pug_12.jpg": await sharp(await jpeg(22))
      .jpeg({ quality: 60 })
      .toBuffer(),
  });
}

describe("excluded pictures", () => {
  const folder = temporaryFolder();
  const exclude = (paths: string[], excluded = true) =>
    excludePictures({ directory: folder, paths, excluded });
  before(async () => {
    await pets(folder);
    await run(folder);
  });

  it("are known, and in no split and no statistics", async () => {
    const whole = await loadDataset(folder);
    const summary = await exclude(["images/pug_3.jpg", "images/Bengal_2.jpg"]);
    const { samples, excluded } = await loadDataset(folder);
    assert.deepEqual([summary.pictures, summary.excluded, samples.length], [16, 2, 16]);
    assert.deepEqual(
      excluded.map(({ path }) => path),
      ["images/Bengal_2.jpg", "images/pug_3.jpg"],
    );
    assert.notEqual(summary.fingerprint, whole.summary.fingerprint);
    assert.deepEqual(summary.statistics, channelStatistics(samples));
    const { train, validation, test } = splitSamples(samples, "species", 27);
    assert.equal(train.length + validation.length + test.length, 16);
    const page = pageSamples(await loadDataset(folder), { directory: folder, excluded: true });
    assert.deepEqual([page.total, page.samples[0]?.excluded], [2, true]);
    assert.ok(existsSync(join(folder, "images/pug_3.jpg")));
  });

  it("stay out in the next scan, which is what excluding says", async () => {
    const said = (await loadDataset(folder)).summary;
    const scanned = await run(folder);
    assert.equal(scanned.filesRead, 0);
    assert.deepEqual(scanned, { ...said, filesRead: 0, seconds: scanned.seconds });
  });

  it("take what was generated of them along", async () => {
    const { summary } = await augment({ directory: folder, target: "species" }, silentContext());
    const { samples } = await loadDataset(folder);
    const { generatedFrom } = samples.find((sample) => sample.generatedFrom !== undefined)!;
    const after = await exclude([generatedFrom!]);
    const gone = samples.filter((sample) => sample.generatedFrom === generatedFrom).length;
    assert.equal(after.generated, summary.generated - gone);
    assert.equal(after.excluded, 2 + 1 + gone);
    await exclude([generatedFrom!], false);
  });

  it("can be taken back in, and not beyond reason", async () => {
    const list = join(folder, ".pupil/excluded.json");
    const { paths } = JSON.parse(readFileSync(list, "utf8")) as { readonly paths: string[] };
    writeFileSync(list, JSON.stringify({ version: 1, paths: [...paths, "gone.jpg"] }));
    const summary = await exclude(["images/pug_3.jpg", "images/Bengal_2.jpg", "gone.jpg"], false);
    assert.equal(summary.excluded, undefined);
    await assert.rejects(exclude(["gone.jpg"], false), { code: "not-found" });
    await assert.rejects(exclude(["images/none.jpg"]), { code: "not-found" });
    const { samples } = await loadDataset(folder);
    await assert.rejects(exclude(samples.map(({ path }) => path)), { code: "invalid-argument" });
    writeFileSync(join(folder, ".pupil/excluded.json"), "[]");
    await assert.rejects(run(folder), { code: "corrupt-file", message: /excluded\.json/ });
    rmSync(join(folder, ".pupil/excluded.json"));
  });
});

describe("filters, copies and outliers", () => {
  const folder = temporaryFolder();
  before(() => pets(folder));

  it("lists copies side by side", async () => {
    await run(folder);
    const groups = listCopies(await loadDataset(folder));
    assert.deepEqual(
      groups.map(({ kind, samples }) => [kind, ...samples.map(({ path }) => path)]),
      [
        ["duplicate", "images/pug_1.jpg", "images/pug_11.jpg"],
        ["near-duplicate", "images/pug_12.jpg", "images/pug_2.jpg"],
      ],
    );
    assert.ok(!("channels" in groups[0]!.samples[0]!));
  });

  it("filters by finding and by being generated", async () => {
    await augment({ directory: folder, target: "species" }, silentContext());
    const dataset = await loadDataset(folder);
    const page = (request: object) => pageSamples(dataset, { directory: folder, ...request });
    const twice = page({ finding: "duplicate" });
    assert.deepEqual(
      twice.samples.map(({ path }) => path),
      ["images/pug_11.jpg"],
    );
    const generated = page({ generated: true });
    assert.equal(generated.total, dataset.summary.generated);
    assert.ok(generated.samples.every((sample) => sample.labels["species"] === "cat"));
    assert.equal(page({ generated: false }).total, 18);
    assert.equal(page({ generated: true, labels: { species: "dog" } }).total, 0);
  });

  it("finds pictures of odd size and shape, and none where all are alike", async () => {
    const odd = temporaryFolder();
    for (let i = 0; i < 12; i++) {
      const [width, height] = [90 + 3 * i, 70 + 2 * i];
      writeFiles(odd, { [`${i % 2 === 0 ? "a" : "b"}/${i}.jpg`]: await jpeg(i, width, height) });
    }
    await run(odd);
    assert.deepEqual(findOutliers(await loadDataset(odd)).outliers, []);
    writeFiles(odd, {
      "a/tiny.jpg": await jpeg(50, 12, 9),
      "a/huge.jpg": await jpeg(51, 900, 700),
      "b/wide.jpg": await jpeg(52, 400, 25),
      "b/tall.jpg": await jpeg(53, 25, 400),
    });
    await run(odd);
    const { outliers, area, aspect } = findOutliers(await loadDataset(odd));
    const kinds = outliers.map(({ sample, kinds: each }) => `${sample.path} ${each.join(" ")}`);
    assert.deepEqual(kinds.sort(), [
      "a/huge.jpg large",
      "a/tiny.jpg small",
      "b/tall.jpg tall",
      "b/wide.jpg wide",
    ]);
    assert.ok(area.min > 12 * 9 && area.max < 900 * 700 && aspect.min < 1.3 && aspect.max > 1.3);

    const alike = temporaryFolder();
    for (let i = 0; i < 9; i++) writeFiles(alike, { [`${i % 2}/${i}.jpg`]: await jpeg(i) });
    writeFiles(alike, { "1/cropped.jpg": await jpeg(60, 47, 40) });
    await run(alike);
    assert.deepEqual(findOutliers(await loadDataset(alike)).outliers, []);
  });
});

describe("thumbnails", () => {
  const folder = temporaryFolder();
  const paths = ["images/Bengal_1.jpg", "images/wide_1.jpg", "images/none.jpg"];
  const ask = async (wanted = paths) =>
    await thumbnails(
      await loadDataset(folder),
      { directory: folder, paths: wanted },
      silentContext(),
    );
  before(async () => {
    await pets(folder);
    writeFiles(folder, { "images/wide_1.jpg": await jpeg(70, 640, 320) });
    await run(folder);
  });

  it("are made on demand, at most 160 pixels, in the order asked for", async () => {
    const made = await ask();
    assert.deepEqual(
      made.map(({ path }) => path),
      paths,
    );
    assert.equal(made[2]?.file, null);
    const sizes = await Promise.all(made.slice(0, 2).map(({ file }) => probe(file!)));
    assert.deepEqual(
      sizes.map(({ width, height }) => [width, height]),
      [
        [48, 40], // never enlarged
        [160, 80],
      ],
    );
    assert.equal(readdirSync(join(folder, ".pupil/thumbnails")).length, 2);
  });

  it("are made once, also when asked for twice at once", async () => {
    const all = (await loadDataset(folder)).samples.map(({ path }) => path);
    const [one, other] = await Promise.all([ask(all), ask(all)]);
    assert.deepEqual(one, other);
    const file = one[0]!.file!;
    writeFileSync(file, "kept");
    assert.equal(readFileSync((await ask(all))[0]!.file!, "utf8"), "kept");
    assert.ok(
      readdirSync(join(folder, ".pupil/thumbnails")).every((name) => name.endsWith(".jpg")),
    );
    rmSync(file);
  });

  it("are not made of a picture that has changed since the scan", async () => {
    const before = readFileSync(join(folder, "images/Bengal_1.jpg"));
    writeFileSync(join(folder, "images/Bengal_1.jpg"), await jpeg(99));
    const [made] = await ask(["images/Bengal_1.jpg"]);
    assert.equal(made?.file, null);
    writeFileSync(join(folder, "images/Bengal_1.jpg"), before);
    assert.notEqual((await ask(["images/Bengal_1.jpg"]))[0]?.file, null);
  });
});

describe("preview of a rule", () => {
  const folder = temporaryFolder();
  const preview = (rule: RuleOptions, limit?: number) =>
    previewRule({ directory: folder, rule, limit }, silentContext());
  const regex = (pattern: string, limit?: number) => preview({ kind: "regex", pattern }, limit);
  before(() => {
    writeFiles(folder, {
      "été 2024/Grüße_猫_1.jpg": "",
      "été 2024/Grüße_犬_2.jpg": "",
      "été 2024/note.jpg": "",
      [`long/${"a".repeat(60)}b.jpg`]: "",
    });
  });

  it("shows what matches with its labels, and what does not", async () => {
    const shown = await regex("(?<season>\\S+) \\d+/[^_]+_(?<animal>.)_");
    assert.deepEqual([shown.matched, shown.unmatched, shown.error], [2, 2, undefined]);
    assert.deepEqual(
      shown.matches.map(({ labels }) => labels),
      [
        { season: "été", animal: "犬" },
        { season: "été", animal: "猫" },
      ],
    );
    assert.equal(shown.misses[0], `long/${"a".repeat(60)}b.jpg`);
    assert.deepEqual(
      shown.targets.map(({ target, classes }) => [target, classes.length]),
      [
        ["season", 1],
        ["animal", 2],
      ],
    );
    const few = await regex("(?<any>.)", 1);
    assert.deepEqual([few.matched, few.matches.length], [4, 1]);
  });

  it("says what is wrong with a pattern", async () => {
    for (const [pattern, message] of [
      ["(?<a>", /not valid/],
      ["[^/]+/", /no named group/],
      ["", /needs a pattern/],
      ["(?<a>zebra)", /labels no picture/],
    ] as const) {
      const { error, matched, unmatched } = await regex(pattern);
      assert.match(error!, message);
      assert.deepEqual([matched, unmatched], [0, 4]);
    }
    const { error } = await preview({ kind: "csv" });
    assert.match(error!, /no \.csv/);
  });

  it("stops a pattern that would never end, in a scan, too", async () => {
    const pattern = "^long/(?<x>(a+)+)$";
    assert.match((await regex(pattern)).error!, /takes too long/);
    const request = { directory: folder, rule: { kind: "regex", pattern } } as const;
    await assert.rejects(scan(request, silentContext()), { code: "invalid-argument" });
  });

  it("leaves this thread free meanwhile", async () => {
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 20);
    await regex("^long/(?<x>(a+)+)$");
    clearInterval(ticking);
    assert.ok(ticks > 5, `${ticks} ticks in a second`);
  });
});
