// `pupil sweep`, `pupil sweeps` and `pupil train-on-all`: from a pupil.json file to a run on all pictures.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { before, describe, it } from "node:test";
import type { ErrorData } from "../../../src/protocol/errors";
import type { Sweep } from "../../../src/protocol/sweep";
import type { RunSummary } from "../../../src/protocol/training";
import { temporaryFolder } from "../dataset/support";
import { drawShades } from "../train/pictures";
import { enginesOf, pupil } from "./support";

describe("pupil sweep", () => {
  const root = temporaryFolder();
  const directory = join(root, "shades");
  const file = join(root, "pupil.json");
  const common = { dataset: "shades", network: "catDogNet", target: "class", imageSize: 32 };
  const settings = { ...common, epochs: 2, batch: 8 };
  const sweep = { search: "grid", settings: { learningRate: [1e-7, 0.01] } };
  const write = (content: object) => {
    writeFileSync(file, JSON.stringify(content));
  };

  before(async () => {
    await drawShades(directory, 20);
    write({ ...settings, sweep });
  });

  it("ranks the trials by validation, says so, and what to do next", async () => {
    const { code, stdout, stderr } = await pupil(["sweep", file, "-q"]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Sweep class-catDogNet-\d{8}-\d{6}, finished: 2 of 2 trials finished\./);
    assert.match(stdout, /Trial +learningRate +Validation +Loss +Best epoch +Time +State/);
    assert.match(stdout, /\* 2 +0\.01 +100\.0 %/);
    assert.match(stdout, /Ranked by validation accuracy, never by the test\./);
    assert.match(stdout, /Next: pupil train-on-all .*\.pupil.runs/);
    assert.doesNotMatch(stdout, /[Tt]est accuracy/);
  });

  it("takes the folder of the file, too, trains nothing twice, and lists what there is", async () => {
    const { stdout } = await pupil(["sweep", root, "--json"]);
    const again = JSON.parse(stdout) as Sweep;
    const { stdout: list } = await pupil(["sweeps", directory, "--json"]);
    assert.deepEqual(JSON.parse(list), [again]);
    const { stdout: text } = await pupil(["sweeps", directory]);
    assert.match(text, new RegExp(`${again.id} +finished +2/2 +100\\.0 % +learningRate`));
    const { stdout: one } = await pupil(["sweeps", directory, again.id]);
    assert.match(one, /\* 2 +0\.01/);
    for (const command of ["sweeps", "runs"]) {
      const { code, stderr } = await pupil([command, join(root, "shade")]);
      assert.equal(code, 1);
      assert.match(stderr, /shade does not exist\.$/m);
    }
  });

  it("trains the best on all pictures but the test's", async () => {
    const { stdout } = await pupil(["sweep", file, "--json"]);
    const { trials, ranking } = JSON.parse(stdout) as Sweep;
    const best = trials[ranking[0]! - 1]!;
    const { stdout: text } = await pupil(["train-on-all", best.run!, "-q"]);
    assert.match(text, /all but the test pictures were learned from, and epoch \d is used/);
    const { stdout: json } = await pupil(["train-on-all", best.run!, "--json"]);
    const run = JSON.parse(json) as RunSummary;
    assert.deepEqual([run.loaded, run.config.validation], [true, false]);
    const { code } = await pupil(["evaluate", run.directory, "-q"]);
    assert.equal(code, 0);
    assert.notEqual(basename(run.directory), basename(best.run!));
  });

  it("says after Ctrl-C how the sweep goes on, not one of its trials", async () => {
    write({ ...settings, sweep: { search: "grid", settings: { learningRate: [0.02] } } });
    const controller = new AbortController();
    const engines = enginesOf({
      beforeStep: () => {
        controller.abort();
      },
    });
    const { code, stderr } = await pupil(["sweep", file], { engines, signal: controller.signal });
    assert.equal(code, 130);
    assert.match(stderr, /The same command goes on with the sweep/);
    assert.doesNotMatch(stderr, /pupil resume/);
    assert.equal((await pupil(["sweep", file, "-q"])).code, 0);
  });

  it("has not done its work when no trial came to an end", async () => {
    write({ ...settings, sweep: { search: "grid", settings: { learningRate: [0.03] } } });
    const { code, stdout } = await pupil(["sweep", file], {
      engines: enginesOf({ loss: () => NaN }),
    });
    assert.equal(code, 1);
    assert.match(stdout, /0 of 1 trial finished[^]*failed: .*no longer a number/);
  });

  it("says what is wrong with the file", async () => {
    const failing = async (content: object) => {
      write(content);
      const { code, stdout } = await pupil(["sweep", file, "--json"]);
      assert.equal(code, 1);
      return (JSON.parse(stdout) as { readonly error: ErrorData }).error.message;
    };
    assert.match(await failing(settings), /says no sweep: add "sweep"/);
    const settingsOfSweep = { learningRate: [2] };
    assert.match(
      await failing({ ...settings, sweep: { search: "grid", settings: settingsOfSweep } }),
      /^sweep\.settings\["learningRate"\] must be a list of values/,
    );
    assert.match(await failing({ ...settings, sweeps: {} }), /no setting "sweeps"/);
  });

  it("is left alone by `train`, which takes the settings beside it", async () => {
    write({ ...settings, learningRate: 0.01, sweep });
    const { code, stdout } = await pupil(["train", "--config", file, "--json"]);
    assert.equal(code, 0);
    assert.equal((JSON.parse(stdout) as RunSummary).config.learningRate, 0.01);
  });
});
