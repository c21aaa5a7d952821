// Balancing by the command and its questions; excluding by a row of the tree; the tree shows both.
import assert from "node:assert/strict";
import { commands } from "vscode";
import type { Node } from "../../../src/extension/views/tree";
import { activated, eventually, scannedPets } from "./support";

/** The contexts of a data set's row and of the rows below it. */
async function contexts(directory: string): Promise<readonly (string | undefined)[]> {
  const { trees } = await activated();
  const node = (await trees.datasets.getChildren()).find((one) => one.directory === directory);
  assert.ok(node, "the data set has no row");
  const below: readonly Node[] = await trees.datasets.getChildren(node);
  return [node, ...below].map((one) => one.row().context);
}

describe("looking after a data set", () => {
  it("asks what to balance and how, generates, and shows it in the tree", async () => {
    const { store, backend } = await activated();
    const directory = await scannedPets();
    const generated = () => store.dataset(directory)?.summary?.generated ?? 0;
    void commands.executeCommand("pupil.augment", directory);
    await eventually(async () => {
      // takes what is proposed: the first target, then generating after the split
      await commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
      return generated() > 0;
    });
    assert.deepEqual(
      (await contexts(directory)).filter((context) => context !== undefined),
      ["dataset.scanned.generated", "generated"],
    );
    const { removed, summary } = await backend.clean({ directory });
    assert.equal(removed, generated());
    assert.ok(summary);
    store.putSummary(summary);
    assert.deepEqual(
      (await contexts(directory)).filter((context) => context !== undefined),
      ["dataset.scanned"],
    );
  });

  it("cleans without a question where nothing was generated", async () => {
    const directory = await scannedPets();
    await commands.executeCommand("pupil.clean", directory);
  });

  it("excludes the picture of a row, and shows how many are out", async () => {
    const { store, backend } = await activated();
    const directory = await scannedPets();
    const { samples } = await backend.samples({ directory, limit: 1 });
    const [sample] = samples;
    assert.ok(sample);
    const { path } = sample;
    await commands.executeCommand("pupil.excludePicture", { directory, path });
    assert.equal(store.dataset(directory)?.summary?.excluded, 1);
    assert.ok((await contexts(directory)).includes("excluded"));
    store.putSummary(await backend.exclude({ directory, paths: [path], excluded: false }));
    assert.equal((await contexts(directory)).includes("excluded"), false);
  });
});
