// Classifying many pictures into a file: what is in it, whatever the names, and what is left when it fails.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { before, describe, it } from "node:test";
import { parse } from "csv-parse/sync";
import { picturePaths } from "../../../src/backend/dataset/picturePaths";
import { predictToFile } from "../../../src/backend/evaluate/batch/predictToFile";
import { Models } from "../../../src/backend/evaluate/models";
import { predict } from "../../../src/backend/evaluate/predict";
import { train } from "../../../src/backend/train/train";
import { silentContext } from "../../../src/backend/util/context";
import { csvPath, csvRow } from "../../../src/backend/util/csv";
import type { PredictResult } from "../../../src/protocol/evaluation";
import type { Progress } from "../../../src/protocol/progress";
import { jpeg, temporaryFolder, writeFiles } from "../dataset/support";
import { drawShades } from "../train/pictures";
import { rejectsWith, toolsOf } from "../train/support";
import { testEngine } from "../train/testEngine";

const context = silentContext();

describe("cells of a CSV file", () => {
  it("come back from a parser as they were", () => {
    const cells = ['a "b", c', "two\r\nlines", "", "plain", "é, ü"];
    assert.deepEqual(parse(csvRow(cells)), [cells]);
  });

  it("are never formulas, but for numbers, which are no texts", () => {
    assert.equal(csvRow(["=1+1", "+a", "-b", "@c", "\td", -1]), "'=1+1,'+a,'-b,'@c,'\td,-1\r\n");
    assert.equal(csvRow(['=HYPERLINK("x")']), `"'=HYPERLINK(""x"")"\r\n`);
    assert.equal(
      csvRow(["\uff1d1", "\uff20a", "\n=1", "\0=1"]),
      `'\uff1d1,'\uff20a,"'\n=1",'\0=1\r\n`,
    );
    assert.deepEqual(["=1.jpg", "-/a.jpg", "a=.jpg", "/x"].map(csvPath), [
      "./=1.jpg",
      "./-/a.jpg",
      "a=.jpg",
      "/x",
    ]);
  });
});

describe("many pictures into a file", () => {
  const root = temporaryFolder();
  const directory = join(root, "shades");
  const pictures = join(root, "pictures");
  const models = new Models(() => Promise.resolve(testEngine()));
  let run: string;
  /** In the order in which they are to be written. */
  let expected: readonly string[];

  before(async () => {
    await drawShades(directory, 20);
    const settings = { network: "catDogNet", target: "class", epochs: 2, batch: 8 } as const;
    const config = { ...settings, learningRate: 0.01, imageSize: 32 };
    run = (await train({ directory, config }, toolsOf(testEngine()), context)).directory;
    await drawShades(pictures, 20);
    writeFiles(pictures, {
      "broken.jpg": "not a picture",
      'quoted, "so".jpg': await jpeg(1),
      "notes.txt": "no picture at all",
      ".hidden/a.jpg": await jpeg(2),
      "annotations/trimaps/mask.png": "no picture, whatever its name",
    });
    symlinkSync(join(directory, "above"), join(pictures, "link"));
    const names = (name: string) => readdirSync(join(pictures, name)).sort();
    expected = [
      join(pictures, "broken.jpg"),
      join(pictures, 'quoted, "so".jpg'),
      ...["above", "below"].flatMap((name) =>
        names(name).map((each) => join(pictures, name, each)),
      ),
    ];
  });

  const writing = (output: string, more: { readonly top?: number; replace?: boolean } = {}) =>
    predictToFile(
      { run, pictures: [pictures], output: join(root, output), ...more },
      models,
      context,
    );

  it("as CSV: a row a picture, with classes, probabilities, and what went wrong", async () => {
    const written = await writing("all.csv");
    assert.deepEqual(
      [written.pictures, written.unreadable, written.problems.length],
      [expected.length, 1, 1],
    );
    const rows: Record<string, string>[] = parse(readFileSync(written.file), { columns: true });
    assert.deepEqual(
      rows.map(({ picture }) => picture),
      expected,
    );
    assert.deepEqual(Object.keys(rows[0]!), [
      "picture",
      "class",
      "class_probability",
      "class_2",
      "class_2_probability",
      "error",
    ]);
    assert.match(rows[0]!["error"]!, /broken\.jpg is not a readable picture/);
    assert.equal(rows[0]!["class"], "");
    const { predictions } = await predict({ run, pictures: expected.slice(1) }, models, context);
    for (const [index, { top }] of predictions.entries()) {
      const row = rows[index + 1]!;
      assert.deepEqual([row["class"], row["class_2"]], [top[0]!.name, top[1]!.name]);
      assert.ok(Math.abs(Number(row["class_probability"]) - top[0]!.probability) < 1e-6);
      assert.equal(row["error"], "");
    }
    const said = Object.values(written.counts["class"]!).reduce((sum, count) => sum + count, 0);
    assert.equal(said, expected.length - 1);
  });

  it("as CSV of a run with two targets: each with its own classes and probabilities", async () => {
    const folder = join(root, "two");
    await drawShades(folder, 20);
    const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".png"))
      .sort();
    const parities = ['odd, "so"', "=even"];
    const rows = paths.map((path, at) => csvRow([path, dirname(path), parities[at % 2]!]));
    writeFiles(folder, { "labels.csv": `path,shade,parity\r\n${rows.join("")}` });
    const targets = { target: "shade", secondTarget: "parity" };
    const settings = { network: "catDogNet", ...targets, epochs: 1, batch: 8 } as const;
    const config = { ...settings, learningRate: 0.01, imageSize: 32 };
    const both = await train({ directory: folder, config }, toolsOf(testEngine()), context);
    const pictures = paths.map((path) => join(folder, path));
    const output = join(root, "two.csv");
    const request = { run: both.directory, pictures, output, top: 2 };
    const written = await predictToFile(request, models, context);
    const [head, ...said]: string[][] = parse(readFileSync(output));
    const titles = ["shade", "parity"].flatMap((name) => [
      ...[name, `${name}_probability`],
      ...[`${name}_2`, `${name}_2_probability`],
    ]);
    assert.deepEqual(head, ["picture", ...titles, "error"]);
    const { predictions } = await predict(request, models, context);
    assert.equal(said.length, predictions.length);
    for (const [at, { picture, top, second }] of predictions.entries()) {
      const cells = [...top, ...second!].flatMap(({ name, probability }) => [
        name.replace(/^=/, "'="),
        String(Number(probability.toPrecision(6))),
      ]);
      assert.deepEqual(said[at], [picture, ...cells, ""]);
    }
    const totals = ["shade", "parity"].map((target) =>
      Object.values(written.counts[target]!).reduce((sum, count) => sum + count, 0),
    );
    assert.deepEqual(totals, [paths.length, paths.length]);
  });

  it("as JSON: what `predict` answers, with the totals", async () => {
    const { file } = await writing("all.json", { top: 1 });
    const document = JSON.parse(readFileSync(file, "utf8")) as PredictResult & { pictures: number };
    assert.deepEqual(document.pictures, expected.length);
    const { predictions, ...rest } = await predict(
      { run, pictures: expected, top: 1 },
      models,
      context,
    );
    const { target, network } = rest;
    assert.deepEqual([document.target, document.network], [target, network]);
    const rounded = (all: typeof predictions) =>
      all.map(({ picture, top, error }) => [picture, top.map(({ name }) => name), error]);
    assert.deepEqual(rounded(document.predictions), rounded(predictions));
  });

  it("replaces a file only when told to, and writes no other form", async () => {
    writeFileSync(join(root, "taken.csv"), "precious");
    await rejectsWith("invalid-argument", writing("taken.csv"));
    assert.equal(readFileSync(join(root, "taken.csv"), "utf8"), "precious");
    await writing("taken.csv", { replace: true });
    assert.match(readFileSync(join(root, "taken.csv"), "utf8"), /^picture,class,/);
    await rejectsWith("invalid-argument", writing("table.xlsx"));
    await rejectsWith("invalid-argument", writing("top.csv", { top: 0 }));
  });

  it("leaves nothing behind when it is stopped, and the old file as it was", async () => {
    const folder = join(root, "stopped");
    mkdirSync(folder);
    const output = join(folder, "old.csv");
    writeFileSync(output, "as it was");
    const stop = new AbortController();
    const progress = ({ done }: Progress) => {
      if (done > 0) stop.abort();
    };
    const many = [pictures, pictures, pictures];
    const request = { run, pictures: many, output, replace: true };
    await rejectsWith(
      "cancelled",
      predictToFile(request, models, { signal: stop.signal, progress }),
    );
    assert.deepEqual(readdirSync(folder), ["old.csv"]);
    assert.equal(readFileSync(output, "utf8"), "as it was");
  });

  it("takes a mask for a picture only where that is asked for by name", async () => {
    const trimaps = join(pictures, "annotations", "trimaps");
    const found: string[] = [];
    for await (const path of picturePaths([trimaps], context.signal)) found.push(path);
    assert.deepEqual(found, [join(trimaps, "mask.png")]);
  });

  it("says so where there are no pictures, and no folder", async () => {
    const empty = join(root, "empty");
    mkdirSync(empty);
    const output = join(root, "none.csv");
    const of = (paths: string[]) =>
      predictToFile({ run, pictures: paths, output }, models, context);
    await rejectsWith("no-pictures", of([empty]));
    const gone = await of([join(root, "gone.jpg")]);
    assert.deepEqual([gone.pictures, gone.unreadable], [1, 1]);
  });
});
