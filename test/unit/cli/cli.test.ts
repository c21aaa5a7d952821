// The command line from drawing to classifying: both forms of answers, progress, exit codes.
import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import type { Comparison } from "../../../src/protocol/comparison";
import type { Evaluation, PredictResult } from "../../../src/protocol/evaluation";
import type { RunSummary } from "../../../src/protocol/training";
import { temporaryFolder } from "../dataset/support";
import { drawShades } from "../train/pictures";
import { enginesOf, pupil } from "./support";

const settings = ["--target", "class", "--batch", "8", "--lr", "0.01", "--image-size", "32"];

describe("pupil", () => {
  const root = temporaryFolder();
  const directory = join(root, "shades");
  let run: string;

  before(async () => {
    await drawShades(directory, 20);
    const { code, stdout, stderr } = await pupil([
      "train",
      directory,
      ...settings,
      "--epochs",
      "2",
      "--json",
    ]);
    assert.equal(code, 0, stderr);
    run = (JSON.parse(stdout) as RunSummary).directory;
  });

  it("reads like a manual, and knows its version", async () => {
    const help = await pupil(["--help"]);
    assert.equal(help.code, 0);
    for (const word of ["Exit codes:", "pupil sample pets", "evaluate", "--json"]) {
      assert.ok(help.stdout.includes(word), word);
    }
    for (const line of help.stdout.split("\n")) assert.ok(line.length <= 90, line);
    assert.match((await pupil(["train", "--help"])).stdout, /default: full 0\.00001/);
    assert.match((await pupil(["--version"])).stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it("draws, scans and splits", async () => {
    const pets = join(root, "pets");
    const drawn = await pupil(["sample", pets, "--images", "30", "--seed", "3", "-q"]);
    assert.match(drawn.stdout, /^Drew 30 pictures/);
    assert.equal(drawn.stderr, "");
    const scanned = await pupil(["scan", pets]);
    assert.match(scanned.stdout, /species +cat +10 +33\.3 %/);
    assert.match(scanned.stdout, /breed +Abyssinian +2 +6\.7 % +cat/);
    const split = await pupil(["split", pets, "--target", "species"]);
    assert.match(split.stdout, /^all +\d+ +\d+ +\d+$/m);
  });

  it("writes a row an epoch, and says what to do next", async () => {
    const { stdout, code } = await pupil(["train", directory, ...settings, "--epochs", "3", "-q"]);
    assert.equal(code, 0);
    const lines = stdout.trimEnd().split("\n");
    assert.match(lines[0]!, /Epoch +Train loss +Accuracy/);
    assert.match(lines[3]!, /^ +3 +\d\.\d{4} +[\d.]+ % +\d\.\d{4} +[\d.]+ %/);
    assert.equal(lines[0]!.length, lines[1]!.replace(/ \*$/, "").length);
    assert.match(lines.at(-1)!, /^Next: pupil evaluate .*class-catDogNet-/);
  });

  it("reports progress as lines of JSON where there is no terminal", async () => {
    const { stderr } = await pupil(["train", directory, ...settings, "--epochs", "1"]);
    const lines = stderr
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string });
    const types = new Set(lines.map(({ type }) => type));
    assert.deepEqual([...types].sort(), ["epoch", "progress", "run"]);
  });

  it("evaluates and classifies, in text and in JSON", async () => {
    const text = await pupil(["evaluate", run, "-q"]);
    assert.match(text.stdout, /^6 test pictures: accuracy 100\.0 %/);
    assert.match(text.stdout, /Actual \\ predicted +above +below\nabove +3 +0\nbelow +0 +3/);
    const json = await pupil(["evaluate", run, "--split", "validation", "--json"]);
    assert.equal((JSON.parse(json.stdout) as Evaluation).split, "validation");
    const pictures = ["above", "below"].map((name) => join(directory, name, `${name}_3.png`));
    const predicted = await pupil(["predict", run, ...pictures, "-q"]);
    assert.match(predicted.stdout, /above_3\.png +above +\d+\.\d % +below \d+\.\d %/);
    const both = await pupil(["predict", run, pictures[0]!, join(root, "nope.jpg"), "--json"]);
    assert.equal(both.code, 1);
    const result = JSON.parse(both.stdout) as PredictResult;
    assert.deepEqual(
      result.predictions.map(({ error }) => error !== undefined),
      [false, true],
    );
  });

  it("compares runs, in text and in JSON", async () => {
    const trained = await pupil(["train", directory, ...settings, "--epochs", "1", "--json"]);
    const other = (JSON.parse(trained.stdout) as RunSummary).directory;
    const missing = await pupil(["compare", run, other]);
    assert.ok(missing.stdout.includes(`Not evaluated: pupil evaluate ${other}`), missing.stdout);
    assert.match(missing.stdout, /^epochs +2 +1$/m);
    await pupil(["evaluate", other, "-q"]);
    const { stdout, code } = await pupil(["compare", run, other]);
    assert.equal(code, 0);
    assert.match(stdout, /^Accuracy +100\.0 %.? +[\d.]+ %/m);
    assert.match(stdout, /^6 common pictures, McNemar's exact test:$/m);
    assert.match(stdout, /^Errors of class +Pictures +A +B$/m);
    const json = await pupil(["compare", run, other, "--json"]);
    const comparison = JSON.parse(json.stdout) as Comparison;
    assert.deepEqual(
      comparison.runs.map((each) => each.run.directory),
      [run, other],
    );
    const alone = await pupil(["compare", run]);
    assert.deepEqual([alone.code, alone.stdout], [1, ""]);
  });

  it("lists runs, engines and layers", async () => {
    assert.match(
      (await pupil(["runs", directory])).stdout,
      /class-catDogNet-\S+ +finished +2\/2 +[\d.]+ %/,
    );
    assert.match((await pupil(["doctor"])).stdout, /^\* +cpu +works +test engine$/m);
    assert.match((await pupil(["describe"])).stdout, /35,110,402 parameters/);
  });

  it("trains what a pupil.json says, but for what is said beside it", async () => {
    const file = join(root, "pupil.json");
    const config = { network: "catDogNet", target: "class", epochs: 9, imageSize: 32, batch: 8 };
    writeFileSync(file, JSON.stringify({ dataset: "shades", ...config }));
    const { stdout } = await pupil(["train", "--config", file, "--epochs", "1", "--json"]);
    const trained = JSON.parse(stdout) as RunSummary;
    assert.deepEqual([trained.config.epochs, trained.config.batch], [1, 8]);
    assert.equal(trained.dataset, directory);
  });

  it("stops when told to with exit code 130, and goes on", async () => {
    const controller = new AbortController();
    const engines = enginesOf({
      beforeStep: (step) => {
        if (step === 3) controller.abort();
      },
    });
    const argv = ["train", directory, ...settings, "--epochs", "2", "--again", "-q"];
    const stopped = await pupil(argv, { engines, signal: controller.signal });
    assert.equal(stopped.code, 130);
    const path = /Go on with: pupil resume (.*)\n/.exec(stopped.stderr)?.[1];
    const resumed = await pupil(["train", "--resume", path!, "--json"]);
    assert.equal((JSON.parse(resumed.stdout) as RunSummary).state, "finished");
  });

  it("leaves nothing but its own folder in the data set", () => {
    assert.deepEqual(readdirSync(directory).sort(), [".pupil", "above", "below"]);
    const odd = readdirSync(join(directory, ".pupil"), { recursive: true, encoding: "utf8" });
    assert.deepEqual(
      odd.filter((name) => /\.tmp$|lock$/.test(name)),
      [],
    );
  });
});
