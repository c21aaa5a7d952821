// Transfer learning by hand: a weights file added, its methods offered with their cost, trained the frozen way, a rate found, two runs compared.
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { Locator } from "playwright-core";
import { temporaryFolder } from "../../unit/dataset/support";
import { writeMobileNet } from "./pretrained";
import { drawScannedPets, wizardStep } from "./pupil";
import { withWorkbench } from "./session";
import type { Workbench } from "./workbench";

const run = "mobileNetV2 · species";
/** What this machine computes may take as long as it is busy. */
const timeout = 120_000;

describe("the packaged extension, learning from pretrained weights", () => {
  it("adds weights, trains the frozen way, finds a rate and compares two runs", async () => {
    const folder = temporaryFolder();
    drawScannedPets(folder, 48);
    await writeMobileNet(join(folder, "small.safetensors")); // before the window, which misses renames
    const settings = {
      "pupil.weights.folder": join(temporaryFolder(), "store"),
      "pupil.training.openDashboard": false,
    };
    await withWorkbench({ name: "transfer", folder, settings }, async (workbench) => {
      await addsWeights(workbench);
      await trainsFrozen(workbench);
      await crossValidates(workbench);
      await trainsAtTheRate(workbench);
      await compares(workbench);
    });
  });
});

async function addsWeights(workbench: Workbench): Promise<void> {
  const file = await workbench.explorerRow("small.safetensors");
  await workbench.contextMenu(file, "Add Pretrained Weights");
  await workbench.notification("small is added: pretrained weights of mobileNetV2").waitFor();
}

/** Answers the wizard up to its last step. */
async function answersTo(workbench: Workbench, method: string): Promise<void> {
  await wizardStep(workbench, "New Training Run (1/3)");
  await workbench.pick("species");
  await wizardStep(workbench, "New Training Run (2/3)");
  await workbench.pick("mobileNetV2");
  await wizardStep(workbench, "New Training Run (3/4)");
  await workbench.quickPick(/Download mobilenet_v2.*BSD-3-Clause/).waitFor();
  await workbench.quickPick(/None.*from scratch/).waitFor();
  await workbench.pick(/^\s*small\s*9\.\d+ MB/);
  await wizardStep(workbench, "New Training Run (4/5)");
  await workbench.pick(method);
  await wizardStep(workbench, "New Training Run (5/5)");
}

/** The wizard asks without waiting, says what each way costs once it knows, and takes the method's numbers. */
async function trainsFrozen(workbench: Workbench): Promise<void> {
  await workbench.palette("Pupil: New Training Run");
  await answersTo(workbench, "Fine-tune");
  await workbench.quickPick(/^\s*Epochs\s*25/).waitFor();
  await workbench.page.locator(".quick-input-widget:visible .codicon-quick-input-back").click();
  await wizardStep(workbench, "New Training Run (4/5)");
  for (const name of ["Frozen", "Fine-tune", "Full"]) {
    const row = workbench.quickPick(new RegExp(`^\\s*${name}\\s*about \\d.*epochs at \\d+ pixels`));
    await row.waitFor({ timeout });
  }
  await workbench.pick("Frozen");
  await wizardStep(workbench, "New Training Run (5/5)");
  await workbench.quickPick(/^\s*Epochs\s*40/).waitFor();
  await workbench.quickPick(/^\s*Learning rate\s*0\.001/).waitFor();
  await makesPicturesSmall(workbench);
  await workbench.pick("Start Training");
  await workbench.notification(`${run} is trained`).waitFor({ timeout });
}

async function makesPicturesSmall(workbench: Workbench): Promise<void> {
  await workbench.quickInput().fill("Image size");
  await workbench.pick(/^\s*Image size\s*224/);
  await wizardStep(workbench, "New Training Run: Image size");
  await workbench.input("64");
  await wizardStep(workbench, "New Training Run (5/5)");
}

async function crossValidates(workbench: Workbench): Promise<void> {
  await workbench.palette("Pupil: Cross-Validate");
  await answersTo(workbench, "Frozen");
  await makesPicturesSmall(workbench);
  await workbench.pick("Cross-Validate");
  await wizardStep(workbench, "New Training Run: Cross-Validate");
  await workbench.input("2");
  const report = await workbench.webview("Preview Pupil Cross-Validation");
  await report.getByRole("heading", { name: /^species: \d+\.\d%$/ }).waitFor({ timeout });
  assert.equal(await report.getByRole("table").first().getByRole("row").count(), 3, "two folds");
  await workbench.picture("cross-validation");
}

/** From the row of the run, with its settings; the second run is started from the dashboard. */
async function trainsAtTheRate(workbench: Workbench): Promise<void> {
  await workbench.openActivity("Pupil");
  await workbench.contextMenu(runRows(workbench).first(), "Find Learning Rate");
  const dashboard = await workbench.webview("Learning Rate: mobileNetV2");
  await dashboard.getByRole("heading", { name: "Learning rate: mobileNetV2" }).waitFor();
  const suggested = dashboard.locator(".facts dd").first();
  await suggested.filter({ hasText: /\d/ }).waitFor({ timeout });
  assert.equal(await dashboard.locator(".chart canvas").count(), 1);
  await workbench.picture("learning-rate");
  const label = `Train with ${await suggested.innerText()}`;
  await dashboard.getByRole("button", { name: label, exact: true }).click();
  await runRows(workbench).nth(1).waitFor({ timeout });
  for (const row of [0, 1]) {
    await runRows(workbench).nth(row).filter({ hasText: "% test" }).waitFor({ timeout });
  }
}

function runRows({ page }: Workbench): Locator {
  const rows = page.locator(".sidebar .pane-body .monaco-list-row");
  return rows.filter({ hasText: run });
}

async function compares(workbench: Workbench): Promise<void> {
  const rows = runRows(workbench);
  await rows.nth(1).click();
  await workbench.webview("Training: mobileNetV2"); // what a click on one row does
  await rows.nth(0).click({ modifiers: ["ControlOrMeta"] });
  await workbench.contextMenu(rows.nth(0), "Compare Runs");
  const dashboard = await workbench.webview(`Compare: ${run}`);
  await dashboard.getByRole("heading", { name: "Comparison of 2 runs" }).waitFor();
  await dashboard.getByRole("table", { name: "Is it chance?" }).waitFor();
  await dashboard.getByRole("tab", { name: "Settings" }).click();
  const rates = dashboard.getByRole("row", { name: /Learning rate/ }).getByRole("cell");
  assert.equal(new Set(await rates.allInnerTexts()).size, 2, "they differ by it");
}
