// Label mistakes from a folder to decisions: found by cross-validation, derived anew from what was decided since.
import assert from "node:assert/strict";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { isPoorJudge, type LabelMistakes } from "../../../src/protocol/labels";
import { excludePictures } from "../../../src/backend/dataset/excluded";
import { relabelPictures } from "../../../src/backend/dataset/relabel";
import { scan } from "../../../src/backend/dataset/scan";
import { findMistakes, labelMistakes } from "../../../src/backend/mistakes/mistakes";
import { silentContext } from "../../../src/backend/util/context";
import { pupil } from "../cli/support";
import { temporaryFolder } from "../dataset/support";
import { drawShades } from "../train/pictures";
import { QUICK, rejectsWith, toolsOf } from "../train/support";
import { testEngine } from "../train/testEngine";

const config = { ...QUICK, epochs: 6 } as const;

describe("label mistakes", () => {
  const directory = temporaryFolder();
  const empty = temporaryFolder();
  /** Put into the other class's folder. */
  const planted = ["above/below_3.png", "below/above_7.png"];
  let found: LabelMistakes;
  const again = async () => {
    const mistakes = await labelMistakes({ directory });
    assert.ok(mistakes);
    return mistakes;
  };
  const stateOf = ({ suspects }: LabelMistakes, path: string) =>
    suspects.find((suspect) => suspect.path === path);
  const relabel = (path: string, label: string | null) =>
    relabelPictures({ directory, paths: [path], target: "class", label });

  before(async () => {
    await drawShades(directory, 24);
    renameSync(join(directory, "below/below_3.png"), join(directory, planted[0]!));
    renameSync(join(directory, "above/above_7.png"), join(directory, planted[1]!));
    const request = { directory, config, folds: 4 };
    found = await findMistakes(request, toolsOf(testEngine()), silentContext());
  });

  it("lists those that were planted first, with what they are", () => {
    const top = found.suspects.slice(0, 2);
    assert.deepEqual(top.map(({ path }) => path).sort(), [...planted].sort());
    for (const { path, given, suggested, state, ...suspect } of top) {
      assert.equal(found.classes[given]?.name, path.split("/")[0]);
      assert.equal(found.classes[suggested]?.name, path.split("/")[1]?.split("_")[0]);
      assert.equal(state, "open");
      assert.ok(suspect.givenProbability < suspect.suggestedProbability && suspect.margin < 0);
    }
    const confidences = found.suspects.map(({ givenProbability }) => givenProbability);
    assert.deepEqual(
      confidences,
      [...confidences].sort((a, b) => a - b),
    );
  });

  it("estimates how many are wrong in each class", () => {
    for (const { pictures, wrong } of found.classes) {
      assert.equal(pictures, 24);
      assert.ok(wrong >= 0.9 && wrong < 4, String(wrong));
    }
    const all = found.joint.flat().reduce((sum, value) => sum + value, 0);
    assert.ok(Math.abs(all - 48) < 1e-9);
  });

  it("is derived from the newest cross-validation without a network", async () => {
    assert.deepEqual(await again(), found);
    assert.equal(await labelMistakes({ directory, target: "colour" }), null);
    await drawShades(empty, 3);
    await scan({ directory: empty }, silentContext());
    assert.equal(await labelMistakes({ directory: empty }), null);
  });

  it("says what was decided since, and takes it back", async () => {
    const [first, second] = planted as [string, string];
    await relabel(first, "below");
    const corrected = await again();
    assert.deepEqual(
      [stateOf(corrected, first)?.state, stateOf(corrected, first)?.label, corrected.isOutdated],
      ["corrected", "below", true],
    );
    await relabel(second, "below"); // what it is labelled as: it is right
    assert.equal(stateOf(await again(), second)?.state, "confirmed");
    await excludePictures({ directory, paths: [second], excluded: true });
    assert.equal(stateOf(await again(), second)?.state, "excluded");
    await excludePictures({ directory, paths: [second], excluded: false });
    await relabel(first, null);
    await relabel(second, null);
    assert.deepEqual(await again(), found);
  });

  it("does not ask again about what a person corrected", async () => {
    const [first] = planted as [string, string];
    await relabel(first, "below");
    await relabel("below/below_5.png", "above"); // a person may be wrong, too
    const request = { directory, config, folds: 4 };
    const next = await findMistakes(request, toolsOf(testEngine()), silentContext());
    assert.equal(next.isOutdated, false);
    assert.equal(stateOf(next, first), undefined);
    assert.equal(stateOf(next, "below/below_5.png")?.state, "confirmed");
    await relabel("below/below_5.png", null);
    await relabel(first, null);
  });

  it("leaves pictures out that are gone", async () => {
    const [first] = planted as [string, string];
    renameSync(join(directory, first), join(directory, "away"));
    await scan({ directory }, silentContext());
    assert.equal(stateOf(await again(), first), undefined);
    renameSync(join(directory, "away"), join(directory, first));
    await scan({ directory }, silentContext());
  });

  it("knows a poor judge: one that is right no more often than the commonest label", () => {
    assert.equal(isPoorJudge(found), false);
    assert.equal(isPoorJudge({ ...found, accuracy: 24 / 48 }), true);
    assert.equal(isPoorJudge({ ...found, accuracy: 25 / 48 }), false);
  });

  describe("on the command line", () => {
    it("lists them, takes decisions and looks again", async () => {
      const settings = ["--image-size", "32", "--epochs", "6", "--batch", "8", "--lr", "0.01"];
      const target = ["--target", "class"];
      const { code, stdout, stderr } = await pupil([
        "mistakes",
        directory,
        ...target,
        ...settings,
        "--folds",
        "4",
        "-q",
      ]);
      assert.equal(code, 0, stderr);
      assert.match(
        stdout,
        /^class: \d+ labels? of 48 may be wrong; the estimated number of wrong ones is \d+/m,
      );
      assert.match(stdout, /below_3\.png +above +\d+\.\d % +below +\d+\.\d %/);
      const path = join(directory, planted[0]!);
      const said = await pupil(["relabel", directory, path, ...target, "--label", "below", "-q"]);
      assert.match(said.stdout, /1 picture with the class "below"/);
      const last = await pupil(["mistakes", directory, ...target, "--last", "-q"]);
      assert.match(last.stdout, /below_3\.png.*now below/);
      assert.match(last.stdout, /have changed since/);
      const undone = await pupil(["relabel", directory, path, ...target, "--undo", "--json"]);
      assert.equal((JSON.parse(undone.stdout) as { pictures: number }).pictures, 48);
    });

    it("refuses what does not fit together", async () => {
      const relabelling = ["relabel", directory, planted[0]!, "--target", "class"];
      for (const wrong of [[], ["--label", "below", "--undo"], ["--label", "nope"]]) {
        const { code, stdout } = await pupil([...relabelling, ...wrong, "--json"]);
        assert.equal(code, 1, wrong.join());
        assert.match(stdout, /invalid-argument/);
      }
      for (const many of ["-1", "1.5"]) {
        const shown = await pupil(["mistakes", directory, "--last", "--show", many, "--json"]);
        assert.equal(shown.code, 1, many);
        assert.match(shown.stdout, /--show must be a whole number/);
      }
      const { code, stdout } = await pupil(["mistakes", empty, "--last", "--json"]);
      assert.equal(code, 1);
      assert.match(stdout, /not-found/);
    });
  });

  it("is stopped as asked, and a damaged list of decisions is said", async () => {
    const controller = new AbortController();
    controller.abort();
    const context = silentContext(controller.signal);
    const request = { directory, config, folds: 4 };
    await rejectsWith("cancelled", findMistakes(request, toolsOf(testEngine()), context));
    writeFileSync(join(directory, ".pupil/labels.json"), "{");
    await rejectsWith("corrupt-file", labelMistakes({ directory }));
  });
});
