// Weights that PyTorch writes are read bit for bit, in every format and form; real ones can be added.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { before, describe, it } from "node:test";
import { weightsStore } from "../../src/backend/train/weightsStore";
import { silentContext } from "../../src/backend/util/context";
import { bytesOf } from "../../src/backend/util/safetensors";
import { addWeights } from "../../src/backend/weights/add";
import { withArrayFile } from "../../src/backend/weights/readFile";
import { openWeights } from "../../src/backend/weights/openWeights";
import type { NetworkName } from "../../src/protocol/network";
import { missingPython, python } from "../skip";
import { temporaryFolder } from "../unit/dataset/support";

interface Expected {
  readonly file: string;
  readonly network: NetworkName;
  /** By the file's names: shape, and SHA-256 of the float32 numbers. */
  readonly arrays: Readonly<Record<string, readonly [readonly number[], string]>>;
  /** By the network's names: files of float32 numbers that come out of other sums. */
  readonly close: Readonly<Record<string, string>>;
}

/** PyTorch folds in float32, in another order than its exporter; seen is 2e-7 of the largest number. */
const TOLERANCE = 1e-5;

const sha256 = (data: Float32Array) => createHash("sha256").update(bytesOf(data)).digest("hex");
const folder = temporaryFolder();
const store = { ...weightsStore(), folder: join(folder, "store") };

function wanted(network: NetworkName) {
  const found = store.networks.find((one) => one.network === network);
  assert.ok(found);
  return found;
}

describe("weights from PyTorch", { skip: missingPython(["torch", "torchvision", "numpy"]) }, () => {
  let written: readonly Expected[] = [];
  before(() => {
    const script = resolve("test/oracle/weights.py");
    const answer = spawnSync(python, [script, folder], { encoding: "utf8", maxBuffer: 2 ** 26 });
    assert.equal(answer.status, 0, answer.stderr);
    written = JSON.parse(answer.stdout) as readonly Expected[];
  });

  it("are the same bit for bit, by the file's own names", async () => {
    let compared = 0;
    for (const { file, arrays } of written) {
      if (Object.keys(arrays).length === 0) continue;
      await withArrayFile(file, async ({ entries }) => {
        // an exporter leaves out what no operation reads, and keeps nothing else
        const names = Object.keys(arrays).filter((name) => !name.endsWith("num_batches_tracked"));
        for (const name of names) {
          const [shape, sum] = arrays[name]!;
          const entry = entries.get(name);
          assert.deepEqual(entry?.shape, shape, `${file}: ${name}`);
          assert.equal(sha256(await entry.read()), sum, `${file}: ${name}`);
          compared++;
        }
      });
    }
    assert.ok(compared > 3000, `only ${compared} arrays were compared`);
  });

  it("are each a network's backbone, for 7 classes", async () => {
    for (const { file, network } of written) {
      const { arrays, entry } = await openWeights(file, wanted(network), store.folder);
      assert.deepEqual(
        [...arrays.keys()],
        wanted(network).specs.map(({ name }) => name),
        file,
      );
      assert.equal(entry.classes, 7, file);
    }
  });

  it("are what folding makes of them, where an export folded them", async () => {
    const folded = written.filter(({ close }) => Object.keys(close).length > 0);
    assert.equal(folded.length, 2);
    for (const { file, network, close } of folded) {
      const { arrays, notes } = await openWeights(file, wanted(network), store.folder);
      assert.match(notes.join(), /folded into its convolutions/);
      for (const [name, path] of Object.entries(close)) {
        const bytes = readFileSync(path);
        const theirs = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
        const { data: ours } = arrays.get(name)!;
        const largest = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const apart = ours.reduce(
          (most, value, at) => Math.max(most, Math.abs(value - theirs[at]!)),
          0,
        );
        assert.ok(apart <= TOLERANCE * largest, `${file}: ${name} is ${apart} apart`);
      }
    }
  });

  it("are added to the store as the network that they are of", async () => {
    for (const { file, network } of written.filter((one) => one.file.endsWith(".safetensors"))) {
      const { entry } = await addWeights({ source: file }, store, silentContext());
      assert.deepEqual([entry.network, entry.classes], [network, 7]);
    }
  });
});

/** ImageNet weights that somebody keeps beside the real pictures. */
const pets = process.env["PUPIL_PETS"];
const real = pets && join(pets, "..", "weights", "mobilenet_v2-imagenet.safetensors");
const isThere = real !== undefined && existsSync(real);
const noReal = isThere ? false : "PUPIL_PETS names no folder with weights beside it";

describe("real ImageNet weights", { skip: noReal }, () => {
  it("can be added and opened", async () => {
    const { entry, notes } = await addWeights({ source: real! }, store, silentContext());
    assert.deepEqual([entry.network, entry.classes, entry.imageSize], ["mobileNetV2", 1000, 224]);
    assert.deepEqual(notes, [
      "Its own classifier (1000 classes) is left out: a new one is trained.",
    ]);
    const { arrays } = await openWeights(entry.name, wanted("mobileNetV2"), store.folder);
    assert.equal(arrays.size, wanted("mobileNetV2").specs.length);
  });
});
