// `pupil insights`: evaluates what was not, says it in text and in JSON, and counts generated pictures apart.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import type { ErrorData } from "../../../src/protocol/errors";
import type { Insights } from "../../../src/protocol/insights";
import { writePets } from "../augment/pets";
import { temporaryFolder } from "../dataset/support";
import { pupil } from "./support";

describe("pupil insights", () => {
  const directory = temporaryFolder();
  let run: string;

  before(async () => {
    await writePets(directory);
    const target = ["--target", "species"];
    await pupil(["augment", directory, ...target, "--notebook-order", "-q"]);
    const settings = ["--image-size", "32", "--epochs", "1", "--batch", "8"];
    const { code, stderr } = await pupil(["train", directory, ...target, ...settings, "-q"]);
    assert.equal(code, 0, stderr);
    const runs = join(directory, ".pupil", "runs");
    run = join(runs, readdirSync(runs)[0]!);
  });

  it("evaluates the pictures, and those of validation, before it says more of them", async () => {
    assert.equal(existsSync(join(run, "validation.json")), false);
    const { code, stdout, stderr } = await pupil(["insights", run, "-q"]);
    assert.equal(code, 0, stderr);
    assert.ok(existsSync(join(run, "test.json")) && existsSync(join(run, "validation.json")));
    assert.match(stdout, /^Accuracy \d+\.\d % \(\d+\.\d % to \d+\.\d %\), macro F1/);
    assert.match(stdout, /^Class +Pictures +Recall .* ROC area +Average precision$/m);
    assert.match(stdout, /^Calibration: expected error/m);
    assert.match(stdout, /temperature/);
  });

  it("gives every point as JSON, the generated pictures of the part among them", async () => {
    const { stdout } = await pupil(["insights", run, "--split", "train", "--json"]);
    const insights = JSON.parse(stdout) as Insights;
    assert.equal(insights.split, "train");
    assert.deepEqual(
      insights.curves.map(({ name }) => name),
      ["cat", "dog"],
    );
    const { paths, classes, unknown } = insights.generated;
    assert.ok(
      paths.length > 0 && paths.every((path) => /\/generated\d+\.jpg$/.test(path)),
      paths[0],
    );
    assert.deepEqual(
      classes.map(({ name, generated }) => [name, generated.pictures]),
      [["cat", paths.length]],
    );
    assert.equal(unknown, 0);
  });

  it("refuses what is no run", async () => {
    const { code, stdout } = await pupil(["insights", directory, "--json"]);
    assert.equal(code, 1);
    const { error } = JSON.parse(stdout) as { readonly error: ErrorData };
    assert.equal(error.code, "not-found");
  });
});
