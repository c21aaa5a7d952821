// The trees show a data set that appears in the workspace, what is in it, and what was trained on it.
import assert from "node:assert/strict";
import { commands, type TreeItem, type TreeItemLabel, Uri } from "vscode";
import type { Node, Tree } from "../../../src/extension/views/tree";
import { activated, drawnPets, eventually, scannedPets } from "./support";

const text = (label: string | TreeItemLabel | undefined): string =>
  typeof label === "string" ? label : (label?.label ?? "");

async function rows(tree: Tree, parent?: Node): Promise<readonly TreeItem[]> {
  return (await tree.getChildren(parent)).map((node) => tree.getTreeItem(node));
}

async function child(tree: Tree, label: string, parent?: Node): Promise<Node> {
  const node = (await tree.getChildren(parent)).find((one) => one.row().label === label);
  assert.ok(node, `no row ${label}`);
  return node;
}

describe("the views", () => {
  it("show a folder that is added with the Explorer's command", async () => {
    const { trees, store } = await activated();
    const directory = await drawnPets();
    await commands.executeCommand("pupil.addDataset", Uri.file(directory));
    const item = (await rows(trees.datasets)).find(({ label }) => text(label) === "pets");
    assert.equal(item?.contextValue, "dataset.scanned");
    assert.match(String(item.description), /60/);
    assert.match(item.accessibilityInformation?.label ?? "", /pets/);
    assert.equal(store.dataset(directory)?.summary?.pictures, 60);
  });

  it("show its targets with classes, its split and its findings", async () => {
    const { trees } = await activated();
    await scannedPets();
    const pets = await child(trees.datasets, "pets");
    const labels = (await rows(trees.datasets, pets)).map(({ label }) => text(label));
    assert.deepEqual(new Set(labels), new Set(["species", "breed", "Split", "Findings"]));
    const species = await child(trees.datasets, "species", pets);
    const classes = (await rows(trees.datasets, species)).map(({ label }) => text(label));
    assert.deepEqual(classes, ["cat", "dog"]);
  });

  it("show the engine that is used first, with a reason", async () => {
    const { trees } = await activated();
    const [first] = await rows(trees.engines);
    assert.ok(first);
    assert.match(first.accessibilityInformation?.label ?? "", /, used, .+/);
  });

  it("show a run while it trains and when it is finished and tested", async function () {
    this.timeout(120_000);
    const { trees, store, trainer } = await activated();
    const directory = await scannedPets();
    const seen = new Set<string>();
    const listening = store.onDidChange((change) => {
      if (change.kind === "run") seen.add(change.run.state);
    });
    const settings = { epochs: 1, batch: 16, imageSize: 32, learningRate: 1e-3 };
    const config = { network: "catDogNet", target: "species", ...settings } as const;
    const run = await trainer.train({ directory, config });
    await commands.executeCommand("pupil.evaluate", run.directory);
    listening.dispose();
    assert.deepEqual([...seen], ["running", "finished"]);
    const node = await child(trees.runs, "catDogNet · species");
    const item = trees.runs.getTreeItem(node);
    assert.equal(item.contextValue, "run.finished.model");
    assert.match(String(item.description), /% validation · .+% test/);
    const parts = (await rows(trees.runs, node)).map(({ label }) => text(label));
    assert.deepEqual(parts.slice(0, 2), ["Test result", "Best epoch"]);
    assert.ok(parts.some((label) => label.endsWith("best.safetensors")));
  });

  it("forget a data set that is taken off the list, and leave its files", async () => {
    const { trees, list } = await activated();
    const directory = await scannedPets();
    await commands.executeCommand("pupil.removeDataset", directory);
    assert.deepEqual(await rows(trees.datasets), []);
    await list.add(directory);
    await eventually(async () => (await rows(trees.datasets)).length === 1);
  });
});
