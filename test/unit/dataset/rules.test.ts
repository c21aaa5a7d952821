import assert from "node:assert/strict";
import { resolve } from "node:path";
import { describe, it } from "node:test";
import { parseBox } from "../../../src/backend/dataset/box";
import type { Listing } from "../../../src/backend/dataset/listing";
import { labelPictures } from "../../../src/backend/dataset/rules";
import { temporaryFolder, writeFiles } from "./support";

/** A listing of made-up files; those named like pictures are pictures. */
function listing(paths: readonly string[], directory = "/nowhere"): Listing {
  const stamp = { bytes: 1, modifiedMs: 1 };
  return {
    directory: resolve(directory),
    files: new Map(paths.map((path) => [path, stamp])),
    pictures: paths.filter((path) => /\.(jpe?g|png|webp)$/i.test(path) && !/trimaps/.test(path)),
    findings: [],
  };
}

const labelsOf = async (...args: Parameters<typeof labelPictures>) =>
  Object.fromEntries(
    [...(await labelPictures(...args)).pictures].map(([path, { labels }]) => [path, labels]),
  );

describe("oxford-pet", () => {
  it("reads species and breed from names, boxes and masks from annotations", async () => {
    const { pictures, findings, rule } = await labelPictures(
      listing([
        "images/Maine_Coon_12.jpg",
        "images/great_pyrenees_3.JPG",
        "images/notes.jpg",
        "cover.jpg",
        "annotations/list.txt",
        "annotations/xmls/Maine_Coon_12.xml",
        "annotations/trimaps/great_pyrenees_3.png",
      ]),
    );
    assert.equal(rule.kind, "oxford-pet");
    assert.deepEqual(Object.fromEntries(pictures), {
      "images/Maine_Coon_12.jpg": {
        labels: { species: "cat", breed: "Maine_Coon" },
        boxFile: "annotations/xmls/Maine_Coon_12.xml",
      },
      "images/great_pyrenees_3.JPG": {
        labels: { species: "dog", breed: "great_pyrenees" },
        mask: "annotations/trimaps/great_pyrenees_3.png",
      },
    });
    assert.deepEqual(
      findings.map(({ kind, path, skipped }) => [kind, path, skipped]),
      [["no-label", "images/notes.jpg", true]],
    );
  });

  it("is guessed from flat names of both cases, not from folders", async () => {
    const flat = await labelPictures(listing(["Bengal_1.jpg", "pug_2.jpg"]));
    assert.equal(flat.rule.kind, "oxford-pet");
    const folders = await labelPictures(listing(["a/IMG_1.jpg", "b/img_2.jpg"]));
    assert.equal(folders.rule.kind, "folder-per-class");
  });
});

describe("boxes", () => {
  const xml = (inner: string) => `<annotation>${inner}</annotation>`;
  const object = (a: number | string, b: number, c: number, d: number) =>
    `<object><name>cat</name><bndbox><xmin>${a}</xmin><ymin>${b}</ymin>` +
    `<xmax>${c}</xmax><ymax>${d}</ymax></bndbox></object>`;

  it("counts from 0 with an exclusive end", () => {
    const box = { left: 0, top: 9, right: 20, bottom: 30 };
    assert.deepEqual(parseBox(xml(object(1, 10, 20, 30))), box);
    assert.deepEqual(parseBox(xml(object(1, 10, 20, 30) + object(5, 5, 6, 6))), box);
  });

  it("takes broken files for files without a box", () => {
    const broken = [
      "",
      "<annotation><object>",
      "not xml <<<",
      "\u0000\u0001",
      xml(""),
      xml(object("x", 1, 2, 3)),
      xml(object(20, 10, 5, 30)),
      xml("<object><bndbox><xmin>1</xmin></bndbox></object>"),
    ];
    for (const text of broken) assert.equal(parseBox(text), undefined, JSON.stringify(text));
  });
});

describe("folder-per-class", () => {
  it("takes the outermost folder; names of any script survive", async () => {
    const paths = [
      "grand chien/1.jpg",
      "кошка/x/2.png",
      "猫/3.webp",
      "e\u0301pagneul/4.jpg",
      "5.jpg",
    ];
    const labelling = await labelPictures(listing(paths));
    assert.deepEqual(
      [...labelling.pictures.values()].map(({ labels }) => labels["class"]),
      ["grand chien", "кошка", "猫", "\u00e9pagneul"],
    );
    assert.deepEqual(
      labelling.findings.map(({ path }) => path),
      ["5.jpg"],
    );
  });

  it("looks below train and test", async () => {
    const labels = await labelsOf(listing(["train/a/1.jpg", "test/b/2.jpg", "Val/a/3.jpg"]));
    assert.deepEqual(labels, {
      "train/a/1.jpg": { class: "a" },
      "test/b/2.jpg": { class: "b" },
      "Val/a/3.jpg": { class: "a" },
    });
  });
});

describe("csv", () => {
  const folder = temporaryFolder();
  const paths = ["p/1.jpg", "p/2.jpg", "p/3.jpg", "p/4.jpg", "labels.csv", "p/below.csv", "x.txt"];

  it("makes every other column a target", async () => {
    const rows = [
      "\ufeffcolour;path;kind",
      '"rouge; foncé";p/1.jpg;chat',
      ";./p/2.jpg;chien",
      `blue;${resolve(folder, "p/3.jpg")};`,
      "green;p/none.jpg;x",
      "green;../../etc/passwd.jpg;x",
      "green;p/1.jpg;again",
    ];
    writeFiles(folder, { "labels.csv": rows.join("\r\n") });
    const { pictures, findings, rule } = await labelPictures(listing(paths, folder));
    assert.deepEqual(rule, { kind: "csv", csvFile: "labels.csv", pathColumn: "path" });
    assert.deepEqual(
      Object.fromEntries([...pictures].map(([path, { labels }]) => [path, labels])),
      {
        "p/1.jpg": { colour: "rouge; foncé", kind: "chat" },
        "p/2.jpg": { kind: "chien" },
        "p/3.jpg": { colour: "blue" },
      },
    );
    assert.deepEqual(
      findings.map(({ kind, path }) => [kind, path]),
      [
        ["missing-file", "p/none.jpg"],
        ["missing-file", "../../etc/passwd.jpg"],
        ["no-label", "p/4.jpg"],
      ],
    );
    assert.match(findings[1]!.message, /Row 6 of labels\.csv leads out of the data set/);
  });

  it("finds paths relative to the table, and Windows' separators", async () => {
    writeFiles(folder, { "p/below.csv": "name,file\na,1.jpg\nb,p\\2.jpg\n" });
    const rule = { kind: "csv", csvFile: "p/below.csv" } as const;
    assert.deepEqual(await labelsOf(listing(paths, folder), rule), {
      "p/1.jpg": { name: "a" },
      "p/2.jpg": { name: "b" },
    });
  });

  it("says what is wrong with a table", async () => {
    const files = listing(paths, folder);
    const reject = async (rule: { csvFile?: string; pathColumn?: string }, code: string) =>
      assert.rejects(labelPictures(files, { kind: "csv", ...rule }), { code });
    await reject({ csvFile: "../outside.csv" }, "outside-workspace");
    await reject({ csvFile: "none.csv" }, "not-found");
    await reject({ csvFile: "labels.csv", pathColumn: "nix" }, "invalid-argument");
    writeFiles(folder, { "x.txt": 'a,b\n"open,1\n' });
    await reject({ csvFile: "x.txt" }, "corrupt-file");
    writeFiles(folder, { "x.txt": "path,class\nnone.jpg,1\n" });
    await reject({ csvFile: "x.txt" }, "rule-mismatch");
    await assert.rejects(labelPictures(listing(["a.jpg"]), { kind: "csv" }), {
      code: "rule-mismatch",
    });
  });
});

describe("regex", () => {
  const files = listing(["a/été 1_x.jpg", "a/2_y.jpg", "b/none.jpg"]);

  it("makes every named group a target", async () => {
    const pattern = "^(?<folder>[^/]+)/(?:(?<season>\\p{L}+) )?\\d+_(?<letter>.)\\.";
    const { pictures, findings } = await labelPictures(files, { kind: "regex", pattern });
    assert.deepEqual(
      [...pictures.values()],
      [
        { labels: { folder: "a", season: "été", letter: "x" } },
        { labels: { folder: "a", letter: "y" } },
      ],
    );
    assert.deepEqual(
      findings.map(({ kind, path }) => [kind, path]),
      [["no-label", "b/none.jpg"]],
    );
  });

  it("refuses patterns that cannot label", async () => {
    for (const pattern of [undefined, "", "(", "(a)(b)"]) {
      const rule = { kind: "regex", pattern } as const;
      await assert.rejects(labelPictures(files, rule), { code: "invalid-argument" });
    }
    const rule = { kind: "regex", pattern: "(?<n>zzz)" } as const;
    await assert.rejects(labelPictures(files, rule), { code: "rule-mismatch" });
  });

  it("is never guessed", async () => {
    const flat = listing(["1.jpg", "2.jpg", "3.jpg"]);
    await assert.rejects(labelPictures(flat), { code: "rule-mismatch" });
  });
});
