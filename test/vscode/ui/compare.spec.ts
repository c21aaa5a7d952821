// A person compares runs: selected in the tree, evaluated from the dashboard, chosen anew, deleted, and there again after a reload.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FrameLocator, Locator } from "playwright-core";
import { commandLine, drawnPictures, drawScannedPets } from "./pupil";
import { withWorkbench } from "./session";
import type { Workbench } from "./workbench";

const settings = ["--target", "species", "--batch", "16", "--image-size", "32"];
const title = "Compare: catDogNet · species";

describe("the packaged extension, comparing", () => {
  it("puts selected runs side by side, and follows what becomes of them", async () => {
    await withWorkbench({ name: "compare" }, async (workbench, folder) => {
      drawScannedPets(folder, 96);
      for (const more of [
        ["--epochs", "2", "--lr", "1e-3"],
        ["--epochs", "1", "--lr", "1e-5", "--flip", "0.5"],
      ]) {
        commandLine(folder, "train", "pets", ...settings, ...more);
      }
      await workbench.openActivity("Pupil");
      await workbench.palette("Pupil: Refresh"); // pictures and runs came after the window
      await selects(workbench);
      await evaluates(workbench);
      commandLine(folder, "train", "pets", ...settings, "--epochs", "1", "--lr", "1e-2");
      await choosesAThird(workbench);
      await workbench.reload();
      await restores(workbench);
      await deletes(workbench);
    });
  });
});

/** The rows of the runs, newest first. */
function runRows({ page }: Workbench): Locator {
  const rows = page.locator(".sidebar .pane-body .monaco-list-row");
  return rows.filter({ hasText: "catDogNet · species" });
}

/** The heads of the columns of numbers. */
function columns(dashboard: FrameLocator): Locator {
  return dashboard.getByRole("table", { name: "Numbers" }).getByRole("columnheader");
}

async function selects(workbench: Workbench): Promise<void> {
  const rows = runRows(workbench);
  await rows.nth(1).waitFor();
  await rows.nth(1).click();
  await workbench.webview("Training: catDogNet"); // what a click on one row does
  await rows.nth(0).click({ modifiers: ["ControlOrMeta"] });
  await workbench.contextMenu(rows.nth(0), "Compare Runs");
  const dashboard = await workbench.webview(title);
  await dashboard.getByRole("heading", { name: "Comparison of 2 runs" }).waitFor();
  assert.equal(await columns(dashboard).count(), 2);
  assert.equal(await dashboard.locator(".chart canvas").count(), 1);
  await dashboard.getByRole("tab", { name: "Settings" }).click();
  const rates = dashboard.getByRole("row", { name: /Learning rate/ }).getByRole("cell");
  assert.deepEqual((await rates.allInnerTexts()).sort(), ["0.001", "1e-5"]);
  await dashboard.getByRole("row", { name: /Horizontal flip/ }).waitFor();
  await dashboard.getByRole("tab", { name: "Overview" }).click();
}

async function evaluates(workbench: Workbench): Promise<void> {
  const dashboard = await workbench.webview(title);
  await dashboard.getByText("Not evaluated yet: A, B").waitFor();
  await dashboard.getByRole("button", { name: "Evaluate A, B" }).click();
  await dashboard.getByRole("table", { name: "Is it chance?" }).waitFor({ timeout: 120_000 });
  const accuracies = dashboard.getByRole("row", { name: /^Accuracy/ }).getByRole("cell");
  for (const text of await accuracies.allInnerTexts())
    assert.match(text, /\d% *\n?\d+ of \d+ wrong/);
  await dashboard.getByRole("combobox", { name: "Pictures", exact: true }).click();
  await dashboard.getByRole("option", { name: "All", exact: true }).click();
  await drawnPictures(dashboard.locator(".picture-grid img"), 3);
  const said = await dashboard.locator(".picture-cell button").first().innerText();
  assert.match(said.replace(/\s+/g, " "), /^A [✓✗].*B [✓✗].*actual: (cat|dog)/);
}

async function choosesAThird(workbench: Workbench): Promise<void> {
  await workbench.palette("Pupil: Refresh");
  await runRows(workbench).nth(2).waitFor();
  const dashboard = await workbench.webview(title);
  await dashboard.getByRole("button", { name: "Choose Runs…" }).click();
  const rows = workbench.page.locator(".quick-input-widget:visible .monaco-list-row");
  await workbench.page.locator(".quick-input-count", { hasText: "2 Selected" }).waitFor();
  await rows.filter({ hasNotText: "% test" }).click();
  await workbench.page.locator(".quick-input-widget .monaco-button", { hasText: "OK" }).click();
  await dashboard.getByRole("heading", { name: "Comparison of 3 runs" }).waitFor();
  await dashboard.getByText("Not evaluated yet: C").waitFor();
}

async function restores(workbench: Workbench): Promise<void> {
  const dashboard = await workbench.webview(title);
  await dashboard.getByRole("heading", { name: "Comparison of 3 runs" }).waitFor();
  assert.equal(await columns(dashboard).count(), 3);
}

/** A run that is deleted leaves the comparison; with only one left there is none. */
async function deletes(workbench: Workbench): Promise<void> {
  await workbench.openActivity("Pupil");
  const dashboard = await workbench.webview(title);
  for (const left of [2, 1]) {
    await workbench.contextMenu(runRows(workbench).nth(0), "Delete Run");
    await workbench.answer(/Delete the run catDogNet · species/, "Move to Trash");
    await workbench.answer(/cannot be moved to the trash/, "Delete Permanently");
    const heading = dashboard.getByRole("heading", { name: "Comparison of 2 runs" });
    if (left === 2) await heading.waitFor();
    else await workbench.tab(title).waitFor({ state: "hidden" });
  }
}
