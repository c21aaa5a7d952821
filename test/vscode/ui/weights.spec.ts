// Pretrained weights in the side bar: added from the Explorer, offered for download with size and licence, removed.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { temporaryFolder } from "../../unit/dataset/support";
import { writeMobileNet } from "./pretrained";
import { withWorkbench } from "./session";

describe("the packaged extension, with pretrained weights", () => {
  it("adds them, offers others and removes them", async () => {
    const folder = temporaryFolder();
    const store = join(temporaryFolder(), "store");
    await writeMobileNet(join(folder, "small.safetensors")); // before the window, which misses renames
    const settings = { "pupil.weights.folder": store };
    await withWorkbench({ name: "weights", folder, settings }, async (workbench) => {
      await workbench.openActivity("Pupil");
      await workbench.viewTitle("Pretrained Weights").click();
      await workbench.viewButton("Download Pretrained Weights").waitFor();

      const row = await workbench.explorerRow("small.safetensors");
      await workbench.contextMenu(row, "Add Pretrained Weights");
      await workbench.notification("small is added: pretrained weights of mobileNetV2").waitFor();
      await workbench.openActivity("Pupil");
      await workbench.treeRow(/small.*mobileNetV2 · 9.*MB/).waitFor();
      assert.equal(readdirSync(join(store, "files")).length, 1);

      await workbench.palette("Pupil: Download Pretrained Weights");
      await workbench.quickPick(/resnet34\.a1_in1k.*87.*MB · Apache-2\.0/).waitFor();
      await workbench.pick(/resnet50-imagenet-v2.*103 MB · BSD-3-Clause · 80\.9%/);
      await workbench.answer("Download resnet50-imagenet-v2", "Cancel");
      assert.ok(!existsSync(join(store, "downloads")), "nothing is downloaded without a word");

      await workbench.rowAction(/small/, "Remove Pretrained Weights");
      await workbench.answer("Remove the pretrained weights small?", "Remove");
      await workbench.treeRow(/small.*mobileNetV2/).waitFor({ state: "hidden" });
      assert.deepEqual(readdirSync(join(store, "files")), []);
    });
  });
});
