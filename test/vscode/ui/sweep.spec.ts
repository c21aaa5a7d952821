// A search among settings in a real window: from pupil.json to ranked trials, and from the best to a run on all pictures.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { TrainConfig } from "../../../src/protocol/training";
import { drawScannedPets } from "./pupil";
import { withWorkbench } from "./session";
import type { Workbench } from "./workbench";

const sweep = { search: "grid", settings: { learningRate: [1e-6, 1e-3], batch: [8, 16] } };
const plan = { dataset: "pets", network: "catDogNet", target: "species", epochs: 1, imageSize: 32 };
const timeout = 180_000;

describe("a sweep in a real window", () => {
  it("trains every trial, ranks them, and trains the best on all pictures", async () => {
    await withWorkbench({ name: "sweep" }, async (workbench, folder) => {
      drawScannedPets(folder, 60);
      writeFileSync(join(folder, "pupil.json"), JSON.stringify({ ...plan, sweep }, null, 2));
      await (await workbench.explorerRow("pupil.json")).dblclick();
      await workbench.tab("pupil.json").waitFor();
      await workbench.palette("Pupil: Train from pupil.json");
      await ranksTheTrials(workbench, folder);
      await choosesOnAnAxis(workbench);
      await trainsTheBestOnAll(workbench, folder);
    });
  });
});

async function ranksTheTrials(workbench: Workbench, folder: string): Promise<void> {
  const dashboard = await workbench.webview("Sweep: species-catDogNet");
  const rows = dashboard.getByRole("table", { name: "Trials" }).locator("tbody tr");
  await rows.nth(3).waitFor();
  await workbench.notification("The sweep is finished. Trial").waitFor({ timeout });
  const finished = rows.filter({ hasText: "finished" });
  await finished.nth(3).waitFor();
  assert.equal(await rows.count(), 4);
  assert.equal(runs(folder).length, 4);
  await workbench.openActivity("Pupil");
  await workbench.expand("Sweep: species");
  for (const trial of [1, 2, 3, 4]) await workbench.treeRow(`Trial ${trial}`).waitFor();
}

async function choosesOnAnAxis(workbench: Workbench): Promise<void> {
  const dashboard = await workbench.webview("Sweep: species-catDogNet");
  await dashboard.getByRole("slider", { name: /batch/ }).focus();
  await workbench.page.keyboard.press("ArrowUp");
  await dashboard.getByText("2 of 4 trials are chosen.").waitFor();
  await workbench.picture("sweep");
  await dashboard.getByRole("button", { name: "Show All" }).click();
}

async function trainsTheBestOnAll(workbench: Workbench, folder: string): Promise<void> {
  const before = runs(folder);
  const dashboard = await workbench.webview("Sweep: species-catDogNet");
  await dashboard.getByRole("button", { name: "Train the Best Again on All Pictures" }).click();
  await workbench.notification(/catDogNet · species is trained/).waitFor({ timeout });
  const [added, ...more] = runs(folder).filter((name) => !before.includes(name));
  assert.deepEqual(more, []);
  const file = join(folder, "pets", ".pupil", "runs", added ?? "", "run.json");
  const { config } = JSON.parse(readFileSync(file, "utf8")) as { config: TrainConfig };
  assert.equal(config.validation, false);
}

function runs(folder: string): string[] {
  return readdirSync(join(folder, "pets", ".pupil", "runs")).sort();
}
