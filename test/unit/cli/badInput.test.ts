// Bad input through the command line: one clear sentence, an exit code, nothing half-written.
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import type { ErrorData } from "../../../src/protocol/errors";
import type { RunSummary } from "../../../src/protocol/training";
import { readTensors, writeTensors } from "../../../src/backend/util/safetensors";
import { temporaryFolder } from "../dataset/support";
import { drawShades } from "../train/pictures";
import { pupil } from "./support";

const settings = ["--target", "class", "--epochs", "1", "--batch", "8", "--image-size", "32"];

/** Expects a failure: the code in JSON, the same sentence as text, one line. */
async function refused(argv: readonly string[], exitCode = 1): Promise<ErrorData> {
  const json = await pupil([...argv, "--json"]);
  assert.equal(json.code, exitCode, json.stderr);
  const { error } = JSON.parse(json.stdout) as { error: ErrorData };
  const text = await pupil([...argv, "-q"]);
  assert.equal(text.code, exitCode);
  assert.equal(text.stdout, "");
  if (exitCode === 1) assert.equal(text.stderr, `pupil: ${error.message}\n`);
  return error;
}

describe("pupil with bad input", () => {
  const root = temporaryFolder();
  const folder = (name: string) => {
    mkdirSync(join(root, name), { recursive: true });
    return join(root, name);
  };
  const good = join(root, "good");
  let run: string;
  const copyOfRun = (name: string) => {
    const copy = join(good, ".pupil", "runs", name);
    cpSync(run, copy, { recursive: true });
    return copy;
  };

  before(async () => {
    await drawShades(good, 6);
    const { stdout } = await pupil(["train", good, ...settings, "--json"]);
    run = (JSON.parse(stdout) as RunSummary).directory;
  });

  it("refuses an empty folder", async () => {
    const empty = folder("empty");
    const error = await refused(["train", empty, ...settings]);
    assert.equal(error.code, "no-pictures");
    assert.equal((await refused(["scan", empty])).code, "no-pictures");
    assert.deepEqual(readdirSync(empty), []);
  });

  it("refuses a folder that does not exist, and a file", async () => {
    const nowhere = join(root, "nowhere");
    assert.equal((await refused(["train", nowhere, ...settings])).code, "not-found");
    assert.equal(existsSync(nowhere), false);
    const file = join(root, "file.jpg");
    writeFileSync(file, "");
    for (const argv of [
      ["scan", file],
      ["train", file, ...settings],
      ["runs", file],
    ]) {
      const error = await refused(argv);
      assert.deepEqual(
        [error.code, error.message],
        ["invalid-argument", `${file} is a file, not a folder of pictures.`],
      );
    }
  });

  it("refuses one class only, and a class of too few pictures", async () => {
    const one = folder("one");
    await drawShades(one, 6, ["only"]);
    const unclear = await refused(["train", one, ...settings]); // a lone folder may be anything
    assert.equal(unclear.code, "rule-mismatch");
    await pupil(["scan", one, "--rule", "folder-per-class"]);
    const only = await refused(["train", one, ...settings]);
    assert.equal(only.code, "one-class-only");
    const few = folder("few");
    await drawShades(few, 6, ["many", "others"]);
    await drawShades(few, 1, ["single"]);
    const error = await refused(["train", few, ...settings]);
    assert.deepEqual(
      [error.code, /"single" .* has 1 picture;/.test(error.message)],
      ["too-few-pictures", true],
    );
    assert.equal(existsSync(join(few, ".pupil", "runs")), false);
  });

  it("refuses a label that the pictures do not have", async () => {
    const error = await refused(["train", good, "--target", "species"]);
    assert.deepEqual(
      [error.code, error.message],
      ["unknown-target", 'The pictures have no label "species"; they have class.'],
    );
  });

  it("refuses settings that do not fit", async () => {
    const odd = await refused(["train", good, ...settings, "--image-size", "100"]);
    assert.equal(odd.code, "invalid-config");
    const network = await refused(["train", good, ...settings, "--network", "vgg"]);
    assert.match(network.message, /^network must be one of /);
    const missing = await refused(["train", good]);
    assert.match(missing.message, /"target" is missing/);
    assert.match((await refused(["train", ...settings])).message, /^Which pictures\?/);
  });

  it("refuses a damaged run, and one that is none", async () => {
    const broken = copyOfRun("broken");
    writeFileSync(join(broken, "run.json"), '{"version":1,"config":{}}');
    for (const argv of [
      ["evaluate", broken],
      ["resume", broken],
      ["predict", broken, "x.jpg"],
    ]) {
      const error = await refused(argv);
      assert.equal(error.code, "corrupt-run");
      assert.ok(error.message.includes(join(broken, "run.json")), error.message);
    }
    assert.equal(existsSync(join(broken, "lock")), false);
    assert.equal((await refused(["evaluate", good])).code, "not-found");
    assert.equal((await refused(["evaluate", join(root, "nowhere")])).code, "not-found");
  });

  it("refuses a damaged checkpoint", async () => {
    const damaged = copyOfRun("damaged");
    const best = join(damaged, "checkpoints", "best.safetensors");
    writeFileSync(best, readFileSync(best).subarray(0, 5000));
    const error = await refused(["evaluate", damaged]);
    assert.equal(error.code, "corrupt-run");
    assert.match(error.message, /best\.safetensors is damaged: .*ends early/);
    assert.equal(existsSync(join(damaged, "test.json")), false);
  });

  it("refuses a checkpoint of another network, by name and by its arrays", async () => {
    const other = copyOfRun("other");
    const path = join(other, "checkpoints", "best.safetensors");
    const { arrays, metadata } = await readTensors(path);
    await writeTensors(path, { arrays, metadata: { ...metadata, network: "resnet34" } });
    const named = await refused(["evaluate", other]);
    assert.equal(named.code, "checkpoint-mismatch");
    assert.match(named.message, /is a checkpoint of resnet34, but the run trains catDogNet/);
    const without = new Map([...arrays].filter(([name]) => name !== "fc1.bias"));
    await writeTensors(path, { arrays: without, metadata });
    const missing = await refused(["predict", other, join(good, "above", "above_0.png")]);
    assert.deepEqual(
      [missing.code, missing.message.includes("fc1.bias")],
      ["checkpoint-mismatch", true],
    );
  });

  it("refuses to resume what is finished", async () => {
    assert.match((await refused(["resume", run])).message, /there is nothing to resume/);
  });

  it("refuses wrong usage with exit code 2", async () => {
    for (const argv of [
      ["train", good, ...settings, "--epoch", "3"],
      ["frobnicate"],
      ["evaluate"],
      ["train", good, "--epochs", "many"],
      ["scan", good, "--rule", "tea-leaves"],
    ]) {
      const error = await refused(argv, 2);
      assert.equal(error.code, "invalid-argument");
      const { stderr } = await pupil(argv);
      assert.match(stderr, /^error: /);
    }
  });

  it("refuses a pupil.json that does not fit", async () => {
    const file = join(root, "pupil.json");
    writeFileSync(file, JSON.stringify({ dataset: "good", network: "catDogNet", epochs: 1 }));
    assert.match((await refused(["train", "--config", file])).message, /"target" is missing/);
    assert.equal((await refused(["train", "--config", join(root, "no.json")])).code, "not-found");
  });
});
