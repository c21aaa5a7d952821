// The store: one copy of each file, by its content; an index that survives several writers and crashes.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, it } from "node:test";
import { promisify } from "node:util";
import { silentContext } from "../../../src/backend/util/context";
import { encodeTensors, type NamedArray } from "../../../src/backend/util/safetensors";
import { addWeights } from "../../../src/backend/weights/add";
import { weightsFolder } from "../../../src/backend/weights/folder";
import { openWeights } from "../../../src/backend/weights/openWeights";
import { listWeights, removeWeights } from "../../../src/backend/weights/store";
import { temporaryFolder } from "../dataset/support";
import { rejectsWith } from "../train/support";
import { fileWriter } from "./support";
import { TINY, tinyArrays } from "./tiny";

const execute = promisify(execFile);
const write = fileWriter();
const root = temporaryFolder();
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(root, "store-"));
});

function bytesOf(arrays: ReadonlyMap<string, NamedArray>): Buffer {
  return Buffer.concat([...encodeTensors({ arrays, metadata: {} })]);
}

/** The tiny network's weights, different for each number, with a head for so many classes. */
function tinyFile(fill: number, name: string, classes = 5): string {
  const head = { shape: [classes, 4], data: new Float32Array(4 * classes).fill(fill) };
  return write(bytesOf(new Map([...tinyArrays(), ["fc.weight", head]])), name);
}

const add = (source: string, more: { readonly name?: string; readonly licence?: string } = {}) =>
  addWeights({ source, ...more }, { folder, networks: [TINY] }, silentContext());

const stored = async () => (await listWeights(folder)).stored;
const files = () => readdirSync(join(folder, "files"));

describe("the store of weights", () => {
  it("keeps a file by its content, and says what it is", async () => {
    const path = tinyFile(1, "tiny-0123abcd.safetensors");
    const { entry, isNew, notes } = await add(path, { licence: "MIT" });
    assert.ok(isNew);
    const sha256 = createHash("sha256").update(readFileSync(path)).digest("hex");
    const { addedAt, ...rest } = entry;
    assert.ok(Math.abs(Date.now() - Date.parse(addedAt)) < 60_000);
    assert.deepEqual(rest, {
      name: "tiny",
      network: "resnet34",
      source: path,
      licence: "MIT",
      sha256,
      bytes: readFileSync(path).length,
      classes: 5,
      imageSize: 224,
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
      file: join(folder, "files", `${sha256}.weights`),
    });
    assert.deepEqual(readFileSync(entry.file), readFileSync(path));
    assert.match(notes.join(), /classifier \(5 classes\) is left out/);
    assert.deepEqual(await stored(), [entry]);
    assert.deepEqual(files(), [`${sha256}.weights`]);
  });

  it("keeps the same file once, and other files of one name beside one another", async () => {
    const first = await add(tinyFile(1, "w.safetensors"));
    const again = await add(tinyFile(1, "copy.safetensors"));
    assert.deepEqual([again.isNew, again.entry], [false, first.entry]);
    const other = await add(tinyFile(2, "w.safetensors"));
    assert.deepEqual([other.isNew, other.entry.name], [true, "w-2"]);
    assert.equal(files().length, 2);
  });

  it("does not take a name that a person gives twice", async () => {
    await add(tinyFile(1, "w.safetensors"), { name: "mine" });
    const second = add(tinyFile(2, "w.safetensors"), { name: "mine" });
    assert.match(await rejectsWith("invalid-argument", second), /called "mine" already/);
    await rejectsWith("invalid-argument", add(tinyFile(2, "w.safetensors"), { name: "../x" }));
  });

  it("keeps nothing of what it refuses", async () => {
    await rejectsWith("corrupt-file", add(write(Buffer.from("once upon a time there was"))));
    const arrays = new Map([...tinyArrays()].slice(1));
    const message = await rejectsWith("checkpoint-mismatch", add(write(bytesOf(arrays))));
    assert.match(message, /closest to: of its 10 arrays it lacks 1 array .*"conv1\.weight"/);
    const alien = new Map([["a", { shape: [1], data: Float32Array.of(1) }]]);
    assert.match(
      await rejectsWith("checkpoint-mismatch", add(write(bytesOf(alien)))),
      /none of Pupil's networks: resnet34/,
    );
    await rejectsWith("not-found", add(join(folder, "nowhere.pth")));
    await rejectsWith("corrupt-file", add(folder));
    assert.deepEqual([await stored(), files()], [[], []]);
  });

  it("takes numbers that are not finite, and says so", async () => {
    const arrays = tinyArrays();
    arrays.get("bn1.bias")!.data[1] = Number.NaN;
    const { notes } = await add(write(bytesOf(arrays)));
    assert.match(notes.join(), /1 array holds numbers that are not finite .*"bn1\.bias"/);
  });

  it("removes by name or by the beginning of the checksum", async () => {
    const one = await add(tinyFile(1, "one.safetensors"));
    const two = await add(tinyFile(2, "two.safetensors"));
    assert.deepEqual((await removeWeights(folder, "one")).stored, [two.entry]);
    assert.ok(!existsSync(one.entry.file));
    assert.deepEqual((await removeWeights(folder, two.entry.sha256.slice(0, 6))).stored, []);
    await rejectsWith("not-found", removeWeights(folder, "one"));
    assert.deepEqual(files(), []);
  });

  it("loses nothing when many write at once", async () => {
    const paths = Array.from({ length: 8 }, (_, index) => tinyFile(index, `w${index}.safetensors`));
    await Promise.all(paths.map((path) => add(path)));
    const names = (await stored()).map(({ name }) => name);
    assert.deepEqual(
      names,
      paths.map((_, index) => `w${index}`),
    );
    await Promise.all(names.map((name) => removeWeights(folder, name)));
    assert.deepEqual([await stored(), files()], [[], []]);
    assert.ok(!existsSync(join(folder, "store.lock")));
  });

  it("loses nothing when processes write at once", async () => {
    const paths = Array.from({ length: 6 }, (_, index) => tinyFile(index, `p${index}.safetensors`));
    const program = join(import.meta.dirname, "addFiles.ts");
    const run = (part: readonly string[]) =>
      execute(process.execPath, ["--import", "tsx", program, folder, ...part]);
    await Promise.all([run(paths.slice(0, 3)), run(paths.slice(3)), run(paths.slice(1, 5))]);
    const names = (await stored()).map(({ name }) => name);
    assert.deepEqual(names, ["p0", "p1", "p2", "p3", "p4", "p5"]);
    assert.equal(files().length, 6);
  });

  it("gets over a lock that a killed process left", async () => {
    const lock = join(folder, "store.lock");
    writeFileSync(lock, "gone");
    const past = new Date(Date.now() - 60_000);
    utimesSync(lock, past, past);
    await add(tinyFile(1, "w.safetensors"));
    assert.equal((await stored()).length, 1);
  });

  it("does not list a file that is gone, and says what to do about a damaged index", async () => {
    const { entry } = await add(tinyFile(1, "w.safetensors"));
    await removeWeights(folder, "w");
    writeFileSync(
      join(folder, "index.json"),
      JSON.stringify({ version: 1, entries: [{ ...entry, file: undefined }] }),
    );
    assert.deepEqual(await stored(), []);
    writeFileSync(join(folder, "index.json"), "{");
    assert.match(await rejectsWith("corrupt-file", stored()), /Move it away/);
  });
});

describe("opening weights", () => {
  it("takes a name, a checksum's beginning, or a path", async () => {
    const path = tinyFile(1, "w.safetensors");
    const { entry } = await add(path, { name: "mine" });
    for (const reference of ["mine", entry.sha256.slice(0, 8), path]) {
      const opened = await openWeights(reference, TINY, folder);
      assert.deepEqual(opened.arrays, tinyArrays());
      assert.equal(opened.entry.sha256, entry.sha256);
      assert.equal(opened.entry.classes, 5);
    }
  });

  it("says what is wrong with a reference", async () => {
    await add(tinyFile(1, "w.safetensors"));
    const message = await rejectsWith("not-found", openWeights("nothing", TINY, folder));
    assert.match(message, /neither in the store/);
    const other = { ...TINY, network: "resnet50" } as const;
    assert.match(
      await rejectsWith("checkpoint-mismatch", openWeights("w", other, folder)),
      /has weights of resnet34, but the run trains resnet50/,
    );
  });
});

describe("the store's folder", () => {
  it("is the variable's, else the platform's", { skip: process.platform !== "linux" }, () => {
    assert.equal(weightsFolder({ PUPIL_WEIGHTS_FOLDER: "/data/w" }), "/data/w");
    assert.equal(weightsFolder({ XDG_DATA_HOME: "/data" }), "/data/pupil/weights");
    const home = weightsFolder({});
    assert.match(home, /\.local\/share\/pupil\/weights$/);
    assert.equal(weightsFolder({ XDG_DATA_HOME: "relative", PUPIL_WEIGHTS_FOLDER: " " }), home);
  });
});
