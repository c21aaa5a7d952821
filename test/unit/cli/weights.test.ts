// pupil weights: a file is added, listed, used by name and removed; both languages of answers say the same.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { weightsStore } from "../../../src/backend/train/weightsStore";
import { writeTensors } from "../../../src/backend/util/safetensors";
import type { AddedWeights, WeightsList } from "../../../src/protocol/weights";
import { temporaryFolder } from "../dataset/support";
import { pupil } from "./support";

const folder = temporaryFolder();
const file = join(folder, "small.safetensors");
const store = join(folder, "store");
const variable = "PUPIL_WEIGHTS_FOLDER";
const given = process.env[variable];

before(async () => {
  process.env[variable] = store;
  const { specs } = weightsStore().networks.find(({ network }) => network === "mobileNetV2")!;
  const arrays = specs.map(({ name, shape }) => {
    const count = shape.reduce((product, size) => product * size, 1);
    return [name, { shape, data: new Float32Array(count) }] as const;
  });
  await writeTensors(file, { arrays: new Map(arrays), metadata: {} });
});
after(() => {
  if (given === undefined) Reflect.deleteProperty(process.env, variable);
  else process.env[variable] = given;
});

async function list(): Promise<WeightsList> {
  return JSON.parse((await pupil(["weights", "list", "--json"])).stdout) as WeightsList;
}

describe("pupil weights", () => {
  it("lists what can be downloaded when nothing is stored", async () => {
    const { code, stdout } = await pupil(["weights", "list"]);
    assert.equal(code, 0);
    assert.ok(stdout.startsWith(`There are no weights in ${store} yet.`), stdout);
    assert.match(stdout, /resnet50-imagenet-v2 +resnet50 +80\.9 % +102\.5 +BSD-3-Clause/);
    assert.match(stdout, /mobilenetv2_100\.ra_in1k .* Apache-2\.0 +huggingface\.co/);
  });

  it("adds a file, and says what it is and how to go on", async () => {
    const { code, stdout } = await pupil(["weights", "add", file, "--licence", "CC0-1.0"]);
    assert.equal(code, 0);
    assert.match(stdout, /^Added small \(mobileNetV2, 9\.1 MB, licence CC0-1\.0\)$/m);
    assert.match(stdout, /^Next: pupil train .* --network mobileNetV2 --weights small$/m);
    assert.match((await pupil(["weights", "list"])).stdout, /^small +mobileNetV2 +- +224 +9\.1/m);
    const again = await pupil(["weights", "add", file, "--json"]);
    const { isNew, entry } = JSON.parse(again.stdout) as AddedWeights;
    assert.deepEqual([isNew, entry.name, entry.source], [false, "small", file]);
  });

  it("refuses what is not weights in one sentence", async () => {
    const page = join(folder, "page.pth");
    writeFileSync(page, "<html><body>not found</body></html>");
    const { code, stdout, stderr } = await pupil(["weights", "add", page]);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, /^pupil: .*page\.pth cannot be used as weights: it is a web page/);
    assert.equal((await pupil(["weights", "download", "vgg16"])).code, 1);
    assert.equal((await pupil(["weights", "add", "ftp://host/w.pth"])).code, 1);
    assert.equal((await pupil(["weights"])).code, 2);
  });

  it("removes by name", async () => {
    assert.equal((await pupil(["weights", "remove", "large"])).code, 1);
    const { stdout } = await pupil(["weights", "remove", "small"]);
    assert.match(stdout, /^Removed small; 0 files of weights are left\./);
    assert.deepEqual((await list()).stored, []);
  });
});
