// The Classify panel: the one that is open answers, unless another one is asked for.
import assert from "node:assert/strict";
import { join } from "node:path";
import { commands, Uri } from "vscode";
import { activated, eventually, scannedPets } from "./support";

/** A trained run and two pictures of its data set. */
async function prepared(): Promise<{ readonly run: string; readonly pictures: readonly string[] }> {
  const { store, trainer, backend } = await activated();
  const directory = await scannedPets();
  // a seed of its own: the same settings would be the same run as another test's
  const settings = { epochs: 1, batch: 16, imageSize: 32, seed: 5 };
  const config = { network: "catDogNet", target: "species", ...settings } as const;
  const [known] = store.models;
  const run = known ?? (await trainer.train({ directory, config }));
  const { samples } = await backend.samples({ directory, limit: 2 });
  return { run: run.directory, pictures: samples.map(({ path }) => join(directory, path)) };
}

describe("the Classify panel", function () {
  this.timeout(120_000);

  afterEach(async () => {
    await commands.executeCommand("workbench.action.closeAllEditors");
    const { panels } = await activated();
    await eventually(() => panels.keys.length === 0);
  });

  it("answers about other pictures instead of opening another panel", async () => {
    const { panels, choice } = await activated();
    const { run, pictures } = await prepared();
    await choice.remember(run);
    for (const picture of pictures) {
      await commands.executeCommand("pupil.classifyWith", Uri.file(picture));
      assert.deepEqual(panels.keys, [`classify ${picture}`]);
    }
  });

  it("is a new one when that is asked for, and the same about the same picture", async () => {
    const { panels, choice } = await activated();
    const { run, pictures } = await prepared();
    await choice.remember(run);
    const keys = pictures.map((picture) => `classify ${picture}`);
    const [first = "", second = ""] = pictures;
    await commands.executeCommand("pupil.classifyWith", Uri.file(first));
    await commands.executeCommand("pupil.classifyInNewPanel", Uri.file(second));
    assert.deepEqual(panels.keys, keys);
    await commands.executeCommand("pupil.classifyWith", Uri.file(first));
    assert.deepEqual(new Set(panels.keys), new Set(keys));
  });

  it("takes pictures of a dashboard only from data sets that are known", async () => {
    const { panels, choice } = await activated();
    const { run } = await prepared();
    await choice.remember(run);
    const directory = await scannedPets();
    for (const foreign of [
      { directory, path: "../../etc/passwd.jpg" },
      { directory, path: "/etc/passwd.jpg" },
    ]) {
      await commands.executeCommand("pupil.classifyWith", foreign);
      assert.deepEqual(panels.keys, []);
    }
  });
});
