// The commands that balance a data set and look after it: text, JSON, exit codes, and the files that they leave.
import assert from "node:assert/strict";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, before, describe, it } from "node:test";
import type { BalanceReport, CleanReport, PreviewResult } from "../../../src/protocol/augment";
import type { DuplicateGroup, OutlierReport, RulePreview } from "../../../src/protocol/curation";
import type { DatasetSummary } from "../../../src/protocol/dataset";
import type { ErrorData } from "../../../src/protocol/errors";
import type { RunSummary } from "../../../src/protocol/training";
import { CATS, DOGS, filesOf, writePets } from "../augment/pets";
import { jpeg, temporaryFolder, writeFiles } from "../dataset/support";
import { pupil } from "./support";

/** A command's answer as JSON; fails unless it ends with that exit code. */
async function json<T>(argv: readonly string[], exitCode = 0): Promise<T> {
  const { code, stdout, stderr } = await pupil([...argv, "--json"]);
  assert.equal(code, exitCode, stderr);
  return JSON.parse(stdout) as T;
}

async function refusal(argv: readonly string[], exitCode = 1): Promise<ErrorData> {
  return (await json<{ error: ErrorData }>(argv, exitCode)).error;
}

describe("pupil, balancing", () => {
  const directory = temporaryFolder();
  const ofSpecies = [directory, "--target", "species"];

  before(async () => {
    await writePets(directory);
  });

  afterEach(async () => {
    await pupil(["clean", directory, "-q"]);
  });

  it("generates, shows classes before and after, and cleans exactly that away", async () => {
    const before = filesOf(directory);
    const { code, stdout } = await pupil(["augment", ...ofSpecies, "-q"]);
    assert.equal(code, 0);
    const row = /^cat +9 +(\d+) +(\d+) +(\d+)$/m.exec(stdout)!;
    const dogs = /^dog +20 +20 +(\d+) +(\d+)$/m.exec(stdout)!;
    assert.equal(row[3], dogs[2]);
    assert.match(stdout, /^\d+ generated pictures from training pictures alone; \d+ of them made/m);
    assert.doesNotMatch(stdout, /Warning/);
    const again = await json<BalanceReport>(["augment", ...ofSpecies]);
    assert.equal(again.made, 0);
    assert.equal(again.summary.pictures, CATS + DOGS + again.generated);

    writeFileSync(join(directory, "images/generated_art.jpg"), await jpeg(999));
    const cleaned = await pupil(["clean", directory, "-q"]);
    assert.match(cleaned.stdout, new RegExp(`^Removed ${again.generated} generated pictures`));
    assert.ok(existsSync(join(directory, "images/generated_art.jpg")));
    rmSync(join(directory, "images/generated_art.jpg"));
    assert.deepEqual(filesOf(directory), before);
    assert.equal((await json<CleanReport>(["clean", directory])).summary, null);
    assert.match((await pupil(["clean", directory, "-q"])).stdout, /^There is nothing to clean/);
  });

  it("warns of what leaks in the notebook's order", async () => {
    const { stdout } = await pupil(["augment", ...ofSpecies, "--notebook-order", "-q"]);
    assert.match(stdout, /^Warning: \d+ pictures of validation and test have a copy among/m);
    const error = await refusal([
      "augment",
      ...ofSpecies,
      ...["--notebook-order", "--strategy", "weights"],
    ]);
    assert.equal(error.code, "invalid-argument");
  });

  it("weighs classes, and trains so", async () => {
    const { stdout } = await pupil(["augment", ...ofSpecies, "--strategy", "weights", "-q"]);
    assert.match(stdout, /^cat .* 1\.\d{3}$/m);
    const settings = ["--epochs", "1", "--batch", "8", "--image-size", "32"];
    const run = await json<RunSummary>(["train", ...ofSpecies, ...settings, "--flip", "0.5"]);
    assert.equal(run.config.balance, "weights");
    assert.equal(run.config.augmentation?.horizontalFlip, 0.5);
    const other = await json<RunSummary>(["train", ...ofSpecies, ...settings, "--balance", "none"]);
    assert.deepEqual([other.config.balance, other.config.augmentation], ["none", undefined]);
    const strong = await refusal(["train", ...ofSpecies, "--rotate", "400"]);
    assert.match(strong.message, /^augmentation must be /);
  });

  it("names sources that cannot be read, with exit code 1", async () => {
    const { summary } = await json<BalanceReport>(["augment", ...ofSpecies]);
    const generated = Object.keys(filesOf(directory)).find((path) => path.includes("generated"))!;
    writeFileSync(join(directory, generated), await jpeg(7)); // a person changed it
    const { code, stdout } = await pupil(["augment", ...ofSpecies, "-q"]);
    assert.equal(code, 1);
    assert.ok(stdout.includes(`${generated} was changed since it was generated`), stdout);
    const { kept } = await json<CleanReport>(["clean", directory]);
    assert.deepEqual(kept, [generated]);
    rmSync(join(directory, generated));
    assert.ok(summary.generated > 0);
  });

  it("writes previews where it is told to", async () => {
    const folder = join(directory, ".pupil", "roll");
    const picture = "images/beagle_1.jpg";
    const text = await pupil(["preview", directory, picture, "--to", folder, "--count", "2", "-q"]);
    assert.equal(text.code, 0, text.stderr);
    assert.match(text.stdout, /beagle_1-1\.jpg {2}\(\w+/);
    assert.deepEqual(readdirSync(folder).sort(), ["beagle_1-1.jpg", "beagle_1-2.jpg"]);
    const path = join(directory, picture); // as a shell completes it
    const { pictures } = await json<PreviewResult>(["preview", directory, path, "--flip", "1"]);
    assert.equal(pictures[0]?.path, picture);
    assert.equal(pictures[0].variants.length, 4);
    for (const { file } of pictures[0].variants) assert.ok(existsSync(file));
    const outside = await refusal(["preview", directory, "../elsewhere.jpg"]);
    assert.notEqual(outside.code, "internal");
  });

  it("refuses wrong targets and strategies", async () => {
    const unknown = await refusal(["augment", directory, "--target", "colour"]);
    assert.equal(unknown.code, "unknown-target");
    await refusal(["augment", directory], 2);
    await refusal(["augment", ...ofSpecies, "--strategy", "luck"], 2);
  });
});

describe("pupil, looking after a data set", () => {
  const directory = temporaryFolder();

  before(async () => {
    await writePets(directory);
    writeFiles(directory, {
      "images/beagle_90.jpg": await jpeg(102), // the bytes of one of the beagles
      "images/beagle_91.jpg": await jpeg(500, 400, 30),
    });
  });

  it("asks for a scan first", async () => {
    for (const command of ["copies", "outliers"]) {
      assert.equal((await refusal([command, directory])).code, "not-found");
    }
    assert.equal((await pupil(["scan", directory, "-q"])).code, 0);
  });

  it("lists copies and outliers", async () => {
    const groups = await json<DuplicateGroup[]>(["copies", directory]);
    const [group] = groups;
    assert.deepEqual([groups.length, group?.kind, group?.samples.length], [1, "duplicate", 2]);
    const copies = await pupil(["copies", directory, "-q"]);
    assert.match(
      copies.stdout,
      /^1 group of copies.*\nequal to the byte:\n {2}images\/\w+\.jpg {2}48 x 40/,
    );
    const { outliers } = await json<OutlierReport>(["outliers", directory]);
    assert.deepEqual(
      outliers.map(({ sample }) => sample.path),
      ["images/beagle_91.jpg"],
    );
    const text = await pupil(["outliers", directory, "-q"]);
    assert.match(text.stdout, /^images\/beagle_91\.jpg +.*wide +400 +30 +13\.33$/m);
  });

  it("excludes pictures, named from here or from the data set, and takes them back", async () => {
    const path = join(directory, "images/beagle_90.jpg");
    const out = await pupil(["exclude", directory, path, "images/beagle_91.jpg", "-q"]);
    assert.match(out.stdout, /: 29 pictures used, 2 excluded\.$/m);
    assert.ok(existsSync(path));
    const summary = await json<DatasetSummary>(["exclude", directory, path, "--undo"]);
    assert.deepEqual([summary.pictures, summary.excluded], [30, 1]);
    for (const more of [[], ["--undo"]]) {
      const slip = ["exclude", directory, "images/nope.jpg", ...more];
      assert.equal((await refusal(slip)).code, "not-found");
    }
  });

  it("previews a rule without scanning", async () => {
    const argv = ["scan", directory, "--rule", "regex", "--preview", "2"];
    const good = [...argv, "--pattern", "^images/(?<kind>[a-z]+)_"];
    const preview = await json<RulePreview>(good);
    assert.deepEqual([preview.matches.length, preview.targets[0]?.target], [2, "kind"]);
    const text = await pupil([...good, "-q"]);
    assert.match(
      text.stdout,
      /^The rule matches \d+ pictures, 9 not\.\nkind: beagle \d+, pug \d+\n/,
    );
    const bad = await pupil([...argv, "--pattern", "(", "-q"]);
    assert.equal(bad.code, 1);
    assert.match(bad.stdout, /^The pattern is not valid/);
    assert.equal((await refusal(["scan", directory, "--preview", "2"])).code, "invalid-argument");
  });

  it("downloads known data sets only, and stops before the first byte when told to", async () => {
    await refusal(["download", "imagenet"], 2);
    const folder = join(directory, "published");
    const signal = AbortSignal.abort();
    const stopped = await pupil(["download", "oxford-iiit-pet", folder, "-q"], { signal });
    assert.equal(stopped.code, 130, stopped.stderr);
  });
});
