// `pupil report`: one file with all of a run, evaluated first where it was not, and what becomes of it when data are gone.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import type { ErrorData } from "../../../src/protocol/errors";
import type { RunSummary } from "../../../src/protocol/training";
import type { Report } from "../../../src/protocol/report";
import { writePets } from "../augment/pets";
import { temporaryFolder } from "../dataset/support";
import { pupil } from "./support";

describe("pupil report", () => {
  const root = temporaryFolder();
  const directory = join(root, "pets & <friends>");
  let run: string;

  const page = (file: string) => readFileSync(file, "utf8");

  before(async () => {
    await writePets(directory);
    const target = ["--target", "species"];
    await pupil(["augment", directory, ...target, "-q"]);
    const settings = ["--image-size", "32", "--epochs", "2", "--batch", "8"];
    const { code, stderr } = await pupil(["train", directory, ...target, ...settings, "-q"]);
    assert.equal(code, 0, stderr);
    const runs = join(directory, ".pupil", "runs");
    run = join(runs, readdirSync(runs)[0]!);
  });

  it("evaluates what was not, and writes report.html into the run's folder", async () => {
    const { code, stdout, stderr } = await pupil(["report", run, "-q"]);
    assert.equal(code, 0, stderr);
    const file = join(run, "report.html");
    assert.equal(stdout, `Wrote ${file} (${Math.ceil(page(file).length / 1000)} kB).\n`);
    assert.ok(existsSync(join(run, "test.json")) && existsSync(join(run, "validation.json")));
  });

  it("says what data there are, what they are balanced by, and how to train the same", () => {
    const text = page(join(run, "report.html"));
    assert.match(text, /pets &amp; &lt;friends&gt;/);
    assert.match(text, /upsample: generated pictures of the smaller classes/);
    const record = JSON.parse(page(join(run, "run.json"))) as { readonly fingerprint: string };
    assert.ok(text.includes(record.fingerprint));
    assert.match(text, /All of the run(&#39;|')s pictures are there/);
    const [, file = ""] = /<pre><code>(\{.*?\})<\/code><\/pre>/s.exec(text) ?? [];
    const settings = JSON.parse(
      file.replaceAll("&quot;", '"').replaceAll(/&amp;|&lt;|&gt;/g, "_"),
    ) as {
      readonly epochs: number;
      readonly balance: string;
    };
    assert.deepEqual([settings.epochs, settings.balance], [2, "upsample"]);
    assert.match(text, /pupil augment (&#39;).* --target species --seed 27/);
  });

  it("names no folder of this machine", () => {
    assert.ok(!page(join(run, "report.html")).includes(root));
  });

  it("carries the mistakes' pictures", () => {
    const text = page(join(run, "report.html"));
    const { predictions } = JSON.parse(page(join(run, "test.json"))) as {
      readonly predictions: readonly { readonly actual: number; readonly predicted: number }[];
    };
    const wrong = predictions.filter(({ actual, predicted }) => actual !== predicted).length;
    const pictures = text.match(/src="data:image\/jpeg;base64,[^"]{100,}"/g) ?? [];
    assert.equal(pictures.length, Math.min(24, wrong));
  });

  it("writes where it is told, and says so as JSON", async () => {
    const output = join(root, "out", "pets.html");
    const { stdout } = await pupil(["report", run, "-o", output, "--json"]);
    const report = JSON.parse(stdout) as Report;
    assert.deepEqual(report, { run, file: output, bytes: Buffer.byteLength(page(output)) });
  });

  it("refuses to write what is no page, before it works", async () => {
    const { code, stdout } = await pupil(["report", run, "-o", join(run, "run.json"), "--json"]);
    assert.equal(code, 1);
    const { error } = JSON.parse(stdout) as { readonly error: ErrorData };
    assert.equal(error.code, "invalid-argument");
    assert.match(error.message, /must end in \.html/);
  });

  it("replaces an older report, and no other page", async () => {
    const output = join(root, "out", "precious.html");
    writeFileSync(output, "<p>precious</p>");
    const { code, stdout } = await pupil(["report", run, "-o", output, "--json"]);
    assert.equal(code, 1);
    assert.match(stdout, /invalid-argument/);
    assert.equal(page(output), "<p>precious</p>");
    const { stdout: again } = await pupil(["report", run, "-o", join(root, "out", "pets.html")]);
    assert.match(again, /^Wrote /);
  });

  it("says of a run without validation that it learned from all but the test pictures", async () => {
    const settings = ["--image-size", "32", "--epochs", "2", "--batch", "8", "--no-validation"];
    const args = ["train", directory, "--target", "species", ...settings, "--json"];
    const { stdout } = await pupil(args);
    const { directory: all } = JSON.parse(stdout) as RunSummary;
    const { code, stderr } = await pupil(["report", all, "-q"]);
    assert.equal(code, 0, stderr);
    const text = page(join(all, "report.html"));
    assert.match(text, /the last ones, for all but the test pictures were learned from/);
    assert.match(text, /No temperature was fitted/);
    assert.doesNotMatch(text, /lowest validation loss|chosen by the validation loss/);
  });

  it("says that pictures were changed since, and does without the data set", async () => {
    const elsewhere = join(root, "elsewhere.html");
    const split = JSON.parse(page(join(run, "split.json"))) as {
      readonly pictures: { readonly train: Readonly<Record<string, string>> };
    };
    const [path = ""] = Object.keys(split.pictures.train);
    rmSync(join(directory, path));
    await pupil(["scan", directory, "-q"]);
    await pupil(["report", run, "-o", elsewhere, "-q"]);
    assert.match(page(elsewhere), /[1-9]\d* pictures? of the run(&#39;|')s (is|are) gone/);

    rmSync(join(directory, ".pupil", "scan.json"));
    const { code, stderr } = await pupil(["report", run, "-o", elsewhere, "-q"]);
    assert.equal(code, 0, stderr);
    assert.match(page(elsewhere), /The data set was not there any more/);
    assert.doesNotMatch(page(elsewhere), /<img/);
  });
});
