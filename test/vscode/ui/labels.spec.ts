// Wrong labels and the map in a real window: looked for from the dashboard, decided, honoured by the tree, taken back; pictures chosen on the map.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { openDashboard, waitUntil, wizardStep } from "./pupil";
import { withWorkbench } from "./session";
import { testedPets } from "./testedPets";
import type { Workbench } from "./workbench";

const PICTURES = 80;
const settings = {
  "pupil.training.epochs": 3,
  "pupil.training.batch": 16,
  "pupil.training.learningRate": 0.001,
  "pupil.training.imageSize": 32,
};

interface Decisions {
  readonly decisions: readonly { readonly given: string; readonly label: string }[];
}

describe("labels and the map in a real window", () => {
  const folder = testedPets("labels", PICTURES);
  const labels = join(folder, "pets", ".pupil", "labels.json");
  const decided = () =>
    existsSync(labels) ? (JSON.parse(readFileSync(labels, "utf8")) as Decisions).decisions : [];

  it("looks for wrong labels, takes a decision and takes it back", async () => {
    await withWorkbench({ name: "labels", folder, settings }, async (workbench) => {
      await findsAndDecides(workbench, decided);
      await choosesOnMap(workbench);
    });
  });
});

async function findsAndDecides(
  workbench: Workbench,
  decided: () => Decisions["decisions"],
): Promise<void> {
  const dashboard = await openDashboard(workbench, "Data Set");
  await dashboard.getByRole("tab", { name: "Label mistakes" }).click();
  const target = dashboard.locator("vscode-dropdown[data-key='Label to check']");
  await target.click();
  await target.getByRole("option", { name: "species" }).click();
  await dashboard.getByText("Nobody has looked for them yet.").waitFor();
  await dashboard.getByRole("button", { name: "Find label mistakes…" }).click();
  await wizardStep(workbench, "Find Label Mistakes");
  await workbench.pick("None"); // from scratch, as the settings say
  await workbench.notification(/labels may be wrong/).waitFor({ timeout: 300_000 });

  // three epochs do not make a judge, but about some pictures it is sure
  const card = dashboard.locator(".suspect").first();
  await card.waitFor();
  await card.locator("img").waitFor();
  await card.getByRole("button", { name: /^It is/ }).click();
  await card.getByText(/^Now labelled (cat|dog)\.$/).waitFor();
  const [decision] = decided();
  assert.ok(decision && decision.given !== decision.label);
  await dashboard.getByText("Pictures or labels have changed since").waitFor();
  await workbench.picture("label-mistakes");
  await card.getByRole("button", { name: /^Undo/ }).click();
  await card.getByRole("button", { name: /^It is/ }).waitFor();
  await waitUntil("nothing is decided", () => Promise.resolve(decided().length === 0));
}

async function choosesOnMap(workbench: Workbench): Promise<void> {
  const evaluation = await openDashboard(workbench, "Evaluation");
  await evaluation.getByRole("tab", { name: "Map", exact: true }).click();
  await evaluation.getByRole("button", { name: "Make the map" }).click();
  const legend = evaluation.locator(".map-legend button");
  await legend.first().waitFor({ timeout: 120_000 });
  await legend.filter({ hasText: "cat" }).click();
  const chosen = evaluation.locator(".map-panel .section-head [role=status]");
  await chosen.getByText(/^Pictures: \d+$/).waitFor();
  await evaluation.locator(".map-panel .picture-cell img").first().waitFor();
  await workbench.picture("map");
  await evaluation.getByRole("button", { name: "Choose what is in sight" }).click();
  await chosen.getByText(`Pictures: ${PICTURES}`, { exact: true }).waitFor();
}
