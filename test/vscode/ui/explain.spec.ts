// Seeing why in a real window: a map over a classified picture and over an evaluated one; then the network goes to other programs.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { FrameLocator, Locator } from "playwright-core";
import { describe, it } from "node:test";
import { openDashboard } from "./pupil";
import { withWorkbench } from "./session";
import { testedPets } from "./testedPets";
import type { Workbench } from "./workbench";

describe("explanations and exports in a real window", () => {
  const folder = testedPets("explain", 60);

  it("shows what speaks for a class, and exports the network", async () => {
    await withWorkbench({ name: "explain", folder }, async (workbench) => {
      await workbench.openActivity("Pupil");
      await workbench.treeRow(/catDogNet · species/).waitFor();
      await explainsAClassifiedPicture(workbench);
      await explainsAnEvaluatedPicture(workbench);
      await exportsTheRun(workbench, join(folder, "species-onnx"));
    });
  });
});

/** Waits until a map of a class lies over a picture, of the same size and not of one colour. */
async function mapped(panel: FrameLocator, name: string, image: Locator): Promise<void> {
  const map = panel.getByRole("img", { name: `Map of what speaks for ${name}` });
  await map.waitFor({ timeout: 60_000 });
  assert.deepEqual(await map.boundingBox(), await image.boundingBox());
}

async function explainsAClassifiedPicture(workbench: Workbench): Promise<void> {
  const picture = await workbench.explorerRow("pets/images/Bengal_1.jpg");
  await workbench.contextMenu(picture, "Classify with Pupil");
  const panel = await workbench.webview("Classify: Bengal_1.jpg");
  await panel.getByRole("button", { name: "Show why" }).click();
  const best = await panel.locator("article h2").innerText();
  await mapped(panel, best.split(" ")[0] ?? "", panel.locator("article img"));
  const classes = panel.getByRole("combobox", { name: "What speaks for" });
  await classes.focus();
  for (const key of ["Enter", "End", "Enter"]) await workbench.page.keyboard.press(key);
  const other = best.startsWith("cat") ? "dog" : "cat";
  await mapped(panel, other, panel.locator("article img"));
  await workbench.picture("explain");
}

async function explainsAnEvaluatedPicture(workbench: Workbench): Promise<void> {
  const evaluation = await openDashboard(workbench, "Evaluation");
  await evaluation.locator(".picture-grid button").first().click();
  const dialog = evaluation.getByRole("dialog");
  await dialog.getByRole("button", { name: "Show why" }).click();
  await evaluation.locator("dialog canvas").waitFor({ timeout: 60_000 });
  await workbench.picture("explain-evaluated");
  await dialog.getByRole("button", { name: "Close" }).click();
}

async function exportsTheRun(workbench: Workbench, directory: string): Promise<void> {
  await workbench.openActivity("Pupil");
  await workbench.contextMenu(workbench.treeRow(/catDogNet · species/), "Export...");
  await workbench.pick("ONNX");
  await workbench.page.locator(".quick-input-title", { hasText: "New Folder" }).waitFor();
  await workbench.save(directory, /-onnx$/);
  await workbench.notification("is exported to").waitFor({ timeout: 60_000 });
  assert.deepEqual(readdirSync(directory).sort(), ["classify.mjs", "classify.py", "model.onnx"]);
  await workbench.answer("is exported to", "Open Example");
  await workbench.tab("classify.mjs").waitFor();
}
