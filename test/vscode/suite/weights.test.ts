// The Pretrained Weights view and the setting that says where they are kept.
import assert from "node:assert/strict";
import { join } from "node:path";
import { commands, ConfigurationTarget, Uri, workspace } from "vscode";
import { weightsStore } from "../../../src/backend/train/weightsStore";
import { writeTensors } from "../../../src/backend/util/safetensors";
import { activated, eventually, workspaceFolder } from "./support";

describe("pretrained weights", () => {
  it("are kept where the setting says, and shown", async () => {
    const { backend, trees } = await activated();
    const folder = join(workspaceFolder(), ".weights");
    const settings = workspace.getConfiguration("pupil");
    await settings.update("weights.folder", folder, ConfigurationTarget.Global);
    try {
      await eventually(async () => (await backend.weights({})).folder === folder);
      assert.deepEqual(await trees.weights.getChildren(), []);

      const { specs = [] } =
        weightsStore().networks.find((one) => one.network === "resnet34") ?? {};
      const arrays = specs.map(({ name, shape }) => {
        const count = shape.reduce((product, size) => product * size, 1);
        return [name, { shape, data: new Float32Array(count) }] as const;
      });
      const file = join(workspaceFolder(), ".files", "zeros.safetensors");
      await writeTensors(file, { arrays: new Map(arrays), metadata: {} });
      await commands.executeCommand("pupil.addWeights", Uri.file(file));
      const [node, ...others] = await trees.weights.getChildren();
      assert.ok(node);
      assert.deepEqual(others, []);
      const item = trees.weights.getTreeItem(node);
      assert.equal(item.label, "zeros");
      assert.match(String(item.description), /^resnet34 · 85.* MB$/);
      assert.equal(item.contextValue, "weights");

      await backend.removeWeights({ name: "zeros" });
      assert.deepEqual(await trees.weights.getChildren(), []);
    } finally {
      await settings.update("weights.folder", undefined, ConfigurationTarget.Global);
      await eventually(async () => (await backend.weights({})).folder !== folder);
    }
  });
});
