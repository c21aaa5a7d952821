// A person keeps hold of the work: stops, resumes, survives a crash, trains from a file, deletes.
import assert from "node:assert/strict";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { processesWith } from "./processes";
import { drawScannedPets, startRun, testedRun } from "./pupil";
import { withWorkbench } from "./session";
import type { Workbench } from "./workbench";

const epochs = 4;
const settings = { Epochs: String(epochs), "Batch size": "8", "Image size": "96" };
const runFile = { dataset: "pets", network: "catDogNet", target: "breed", imageSize: 32 };

describe("the packaged extension, in control", () => {
  it("stops, resumes, recovers, trains from a file and deletes", async () => {
    await withWorkbench({ name: "control" }, async (workbench, folder) => {
      drawScannedPets(folder, 96);
      await workbench.openActivity("Pupil");
      await stopsAndResumes(workbench);
      await recovers(workbench);
      await trainsFromFile(workbench, folder);
      await deletes(workbench, folder);
    });
  });
});

async function stopsAndResumes(workbench: Workbench): Promise<void> {
  await workbench.palette("Pupil: Refresh"); // the pictures came after the window
  await workbench.treeRow(/pets.*Pictures: 96/).waitFor();
  const dashboard = await startRun(workbench, { target: "species", settings });
  await dashboard.getByText(/batch \d+ of \d+/).waitFor();
  await workbench.rowAction("catDogNet · species", "Stop Training");
  await dashboard.locator(".state-stopped").waitFor();
  await workbench.treeRow(/catDogNet · species.*stopped/).waitFor();
  await workbench.answer(/catDogNet · species stopped after epoch/, "Resume");
  await dashboard.locator(".state-running").waitFor();
}

async function recovers(workbench: Workbench): Promise<void> {
  const dashboard = await workbench.webview("Training: catDogNet");
  await dashboard.getByText(/batch \d+ of \d+/).waitFor();
  const before = backends(workbench);
  assert.equal(before.length, 1);
  process.kill(before[0] ?? 0, "SIGKILL");
  await workbench.notification(/backend stopped unexpectedly/).waitFor();
  await workbench.treeRow(/catDogNet · species.*interrupted/).waitFor();

  await workbench.palette("Pupil: Doctor");
  await workbench.tab("Pupil Doctor.md").waitFor();
  const report = workbench.page.locator(".view-lines", { hasText: /cpu.*(used|works)/ });
  await report.waitFor();
  const after = backends(workbench);
  assert.equal(after.length, 1);
  assert.notDeepEqual(after, before);

  await workbench.rowAction(/catDogNet · species.*interrupted/, "Resume Training");
  await testedRun(workbench);
  const finished = await workbench.webview("Training: catDogNet");
  const rows = finished.locator("table:has-text('Training loss') tbody tr");
  assert.equal(await rows.count(), epochs, "no finished epoch was lost or repeated");
}

/** The processes of this window's backend. */
function backends({ server }: Workbench): number[] {
  return processesWith(dirname(server.dataFolder), join("dist", "backend.js"));
}

async function trainsFromFile(workbench: Workbench, folder: string): Promise<void> {
  const { page } = workbench;
  const path = join(folder, "pupil.json");
  writeFileSync(path, JSON.stringify({ ...runFile, epochs: 0 }, null, 2));
  await (await workbench.explorerRow("pupil.json")).dblclick();
  await page.locator(".monaco-editor .squiggly-warning").first().waitFor();
  await page.locator(".view-line", { hasText: '"imageSize": 32' }).click();
  await page.keyboard.press("Home");
  await page.keyboard.press("Control+Space");
  for (const key of ["batch", "engine", "learningRate"]) {
    await page.locator(".suggest-widget .monaco-list-row", { hasText: key }).first().waitFor();
  }
  await page.keyboard.press("Escape");

  writeFileSync(path, JSON.stringify({ ...runFile, epochs: 1, batch: 16 }, null, 2));
  await page.locator(".monaco-editor .squiggly-warning").first().waitFor({ state: "hidden" });
  await page.locator(".view-line", { hasText: '"epochs": 1' }).waitFor();
  await workbench.palette("Pupil: Train from pupil.json");
  await workbench.notification(/catDogNet · breed is trained/).waitFor({ timeout: 120_000 });
  assert.equal(runs(folder).length, 2);
}

async function deletes(workbench: Workbench, folder: string): Promise<void> {
  await workbench.openActivity("Pupil");
  const first = runs(folder).find((name) => name.startsWith("species"));
  await workbench.contextMenu(workbench.treeRow("catDogNet · breed"), "Delete Run");
  await workbench.answer(/Delete the run catDogNet · breed/, "Move to Trash");
  // a server has no trash: there the second question comes, as in the Explorer
  await workbench.answer(/cannot be moved to the trash/, "Delete Permanently");
  await workbench.treeRow("catDogNet · breed").waitFor({ state: "hidden" });
  assert.deepEqual(runs(folder), [first]);
  await workbench.tab("Training: catDogNet · breed").waitFor({ state: "hidden" });
  await workbench.tab("Training: catDogNet · species").waitFor();
  assert.ok(existsSync(join(folder, "pets", "images")), "the pictures stay");
}

function runs(folder: string): string[] {
  return readdirSync(join(folder, "pets", ".pupil", "runs")).sort();
}
