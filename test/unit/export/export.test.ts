// Exports: the examples beside them answer as `pupil predict` does, and the folder is written whole or not at all.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { exportRun } from "../../../src/backend/export/exportRun";
import { type Content, writeFolder } from "../../../src/backend/export/folder";
import { NETWORK_NAMES } from "../../../src/protocol/network";
import { pupil } from "../cli/support";
import { temporaryFolder } from "../dataset/support";
import { rejectsWith } from "../train/support";
import {
  answersOf,
  assertAlike,
  context,
  drawPictures,
  headOf,
  type Pictures,
  predicted,
  prepare,
  RESIZING,
  ROUNDING,
  runOf,
} from "./support";

describe("an export for Node", () => {
  const folder = temporaryFolder();
  let pictures: Pictures;

  before(async () => {
    await prepare(folder);
    pictures = await drawPictures(folder);
  });

  for (const network of NETWORK_NAMES) {
    for (const format of ["onnx", "tfjs"] as const) {
      it(`of ${network} as ${format} answers as predict does`, async () => {
        const run = await runOf({ folder, pictures }, network);
        const directory = join(folder, `${network}-${format}`);
        const { example } = await exportRun({ run, format, directory }, context);
        const { exact } = pictures;
        const theirs = answersOf([process.execPath, join(directory, example)], exact);
        assertAlike(await predicted(run, exact), theirs, ROUNDING);
      });
    }
  }

  it("reads pictures of all kinds, for two targets, averaged over mirror images", async () => {
    const two = { secondTarget: "third", flipAveraging: true } as const;
    const run = await runOf({ folder, pictures }, "catDogNet", two);
    const { exact, kinds } = pictures;
    for (const format of ["onnx", "tfjs"] as const) {
      const directory = join(folder, `two-${format}`);
      const { example } = await exportRun({ run, format, directory }, context);
      const command = [process.execPath, join(directory, example)];
      assertAlike(await predicted(run, exact), answersOf(command, exact), ROUNDING);
      const ours = await predicted(run, kinds);
      assert.deepEqual(Object.keys(ours[0]!), ["shade", "third"]);
      assertAlike(ours, answersOf(command, kinds), RESIZING);
    }
  });
});

describe("an exported file", () => {
  const folder = temporaryFolder();
  let run: string;

  before(async () => {
    await prepare(folder);
    run = await runOf({ folder, pictures: await drawPictures(folder) }, "catDogNet");
  });

  it("says in its metadata what a program needs, and asks for ONNX's own operators only", async () => {
    const directory = join(folder, "onnx");
    await exportRun({ run, format: "onnx", directory }, context);
    const { irVersion, opsets, metadata } = headOf(join(directory, "model.onnx"));
    assert.deepEqual([irVersion, opsets], [8, [["", 17]]]);
    const targets = JSON.parse(metadata["targets"]!) as unknown;
    const [from, to] = [0, 2];
    const target = {
      name: "shade",
      classes: ["above", "below"],
      from,
      to,
      output: "probabilities",
    };
    assert.deepEqual(targets, [target]);
    assert.equal(metadata["imageSize"], "64");
    assert.match(metadata["resize"]!, /stretched to 64 x 64 .* antialiased/);
    assert.equal((JSON.parse(metadata["mean"]!) as number[]).length, 3);
    assert.equal(JSON.stringify(metadata).includes(folder), false); // nothing of this machine
  });

  it("is cut into pieces of 4 MiB for browsers, which model.json names with its metadata", async () => {
    const directory = join(folder, "tfjs");
    const { files } = await exportRun({ run, format: "tfjs", directory }, context);
    const model = JSON.parse(readFileSync(join(directory, "model.json"), "utf8")) as {
      readonly weightsManifest: readonly { readonly paths: readonly string[] }[];
      readonly userDefinedMetadata: Readonly<Record<string, string>>;
    };
    const pieces = files.filter(({ name }) => name.endsWith(".bin"));
    assert.ok(pieces.length > 1 && pieces.every(({ bytes }) => bytes <= 4 * 2 ** 20));
    const paths = model.weightsManifest[0]!.paths;
    assert.deepEqual([...paths].sort(), pieces.map(({ name }) => name).sort());
    assert.equal(model.userDefinedMetadata["network"], "catDogNet");
  });

  it("is not replaced unless asked to, and never beside other files", async () => {
    const directory = join(folder, "kept");
    mkdirSync(directory); // one that is empty will do
    const ask = ["export", run, "--format", "onnx", "--output", directory];
    const first = await pupil(ask);
    assert.equal(first.code, 0, first.stderr);
    assert.match(first.stdout, /model\.onnx +[\d,]{9,}\n/);
    const again = await pupil([...ask, "--json"]);
    assert.equal(again.code, 1);
    assert.match(again.stdout, /has an export in it, which is replaced only with --force/);
    const other = await pupil([...ask, "--force", "--format", "safetensors"]);
    assert.equal(other.code, 0, other.stderr);
    assert.deepEqual(readdirSync(directory).sort(), ["classify.py", "model.safetensors"]);
    writeFileSync(join(directory, "notes.txt"), "mine");
    const beside = await pupil([...ask, "--force", "--json"]);
    assert.match(beside.stdout, /has other files in it, such as notes\.txt: name a new folder/);
    const onFile = exportRun({ run, format: "onnx", directory: join(run, "run.json") }, context);
    await rejectsWith("invalid-argument", onFile);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes(".tmp")),
      [],
    );
  });

  it("is not there at all, or as it was, when writing fails in between", async () => {
    const directory = join(folder, "whole");
    const failing = function* (): Generator<Uint8Array> {
      yield new Uint8Array(4);
      throw new Error("the disk is gone");
    };
    const half = new Map<string, Content>([
      ["model.json", "{}"],
      ["model.onnx", failing()],
    ]);
    await assert.rejects(writeFolder(directory, half, false), /the disk is gone/);
    assert.equal(
      readdirSync(folder).some((name) => name.startsWith("whole")),
      false,
    );
    await writeFolder(directory, new Map([["model.onnx", "old"]]), false);
    const next = new Map([["model.onnx", failing()]]);
    await assert.rejects(writeFolder(directory, next, true), /the disk is gone/);
    assert.equal(readFileSync(join(directory, "model.onnx"), "utf8"), "old");
    await writeFolder(directory, new Map([["model.json", "new"]]), true);
    assert.deepEqual(readdirSync(directory), ["model.json"]);
    assert.equal(
      readdirSync(folder).some((name) => name.startsWith("whole.")),
      false,
    );
  });
});
