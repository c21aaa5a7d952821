// A person's first quarter of an hour: from an empty folder to a classified picture, and back after a reload.
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { paintedAnswer } from "./painted";
import {
  answerSampleWizard,
  drawnPictures,
  drawnThumbnails,
  fact,
  startRun,
  testedRun,
} from "./pupil";
import { withWorkbench } from "./session";
import type { Workbench } from "./workbench";

const images = 120;
const settings = { Epochs: "2", "Batch size": "16", "Image size": "64", "Learning rate": "0.001" };

describe("the packaged extension", () => {
  it("leads from an empty folder to a classified picture", async (test) => {
    await withWorkbench({ name: "journey" }, async (workbench) => {
      await welcomes(workbench);
      await drawsAndScans(workbench);
      await trains(workbench);
      await evaluates(workbench);
      await classifies(workbench, test);
      await restores(workbench, test);
    });
  });
});

async function welcomes(workbench: Workbench): Promise<void> {
  await workbench.openActivity("Pupil");
  await workbench.viewButton("Add Data Set Folder").waitFor();
  await workbench.viewButton("Create Sample Data Set").waitFor();
}

async function drawsAndScans(workbench: Workbench): Promise<void> {
  await workbench.palette("Pupil: Create Sample Data Set");
  const dashboard = await answerSampleWizard(workbench, { name: "pets", images });
  await dashboard.locator("h1", { hasText: "pets" }).waitFor();
  assert.equal(await fact(dashboard, "Pictures").innerText(), String(images));
  assert.equal(await fact(dashboard, "Classes: species").innerText(), "2");
  assert.equal(await fact(dashboard, "Labels from").innerText(), "Oxford-IIIT Pet layout");
  for (const name of ["beagle", "Abyssinian"]) await dashboard.getByText(name).first().waitFor();
  await drawnThumbnails(dashboard);

  await workbench.treeRow(/pets.*Pictures: 120/).waitFor();
  await workbench.expand(/pets/);
  await workbench.treeRow(/species.*Classes: 2/).waitFor();
  await workbench.treeRow(/Split.*84 \/ 18 \/ 18/).waitFor();
}

async function trains(workbench: Workbench): Promise<void> {
  const dashboard = await startRun(workbench, { target: "species", settings });
  const epochs = dashboard.locator("table:has-text('Training loss') tbody tr");
  await dashboard.locator(".state-running").waitFor();
  await workbench.statusItem(/epoch \d\/2/).waitFor({ timeout: 120_000 });
  await dashboard.getByText(/batch \d+ of 6/).waitFor();
  assert.ok((await epochs.count()) < 2, "the dashboard shows the run before it has ended");
  await epochs.nth(1).waitFor({ timeout: 120_000 });
  assert.equal(await epochs.count(), 2);
  assert.equal(await dashboard.locator(".curve canvas").count(), 2);

  assert.match(await testedRun(workbench), /\d% validation · .*\d% test/);
  await workbench.statusItem(/epoch \d\/2/).waitFor({ state: "hidden" });
  await workbench.notification(/catDogNet · species is trained.*Test accuracy/).waitFor();
  assert.match(await fact(dashboard, "Test accuracy").innerText(), /^\d+\.\d%$/);
}

async function evaluates(workbench: Workbench): Promise<void> {
  await workbench.answer(/catDogNet · species is trained/, "Open Evaluation");
  const dashboard = await workbench.webview("Evaluation: catDogNet");
  const cells = dashboard.locator("td[role=gridcell][aria-label*='predicted']");
  await cells.nth(3).waitFor();
  const labels = await cells.evaluateAll((all) => all.map((cell) => cell.ariaLabel ?? ""));
  const counts = labels.map((label) => Number(/: (\d+) pictures/.exec(label)?.[1]));
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    18,
    labels.join("\n"),
  );
  const fullest = counts.indexOf(Math.max(...counts));
  await cells.nth(fullest).click();
  await dashboard.getByText(`${counts[fullest]} of 18 pictures`).waitFor();
  assert.equal(await cells.nth(fullest).getAttribute("aria-selected"), "true");
  await drawnPictures(dashboard.locator(".picture-grid img"), 3);
}

async function classifies(workbench: Workbench, test: TestContext): Promise<void> {
  const milliseconds: number[] = [];
  for (const name of ["Abyssinian_1.jpg", "beagle_1.jpg", "Abyssinian_2.jpg"]) {
    const picture = await workbench.explorerRow(`pets/images/${name}`);
    const ask = () => workbench.contextMenu(picture, "Classify with Pupil");
    milliseconds.push(await paintedAnswer(workbench, name, ask));
    const panel = await workbench.webview(`Classify: ${name}`);
    await panel.locator("article h2", { hasText: /(cat|dog) \d+\.\d%/ }).waitFor();
    await drawnPictures(panel.locator("article img"), 1);
    const rows = panel.locator("article tbody tr");
    assert.deepEqual(
      [await rows.count(), (await rows.allInnerTexts()).join().match(/%/g)?.length],
      [2, 2],
    );
    test.diagnostic(`${name}: ${await panel.locator("header .detail").innerText()}`);
  }
  const times = milliseconds.map((time) => `${Math.round(time)} ms`).join(", ");
  test.diagnostic(`from the menu to the painted answer: ${times}`);
}

async function restores(workbench: Workbench, test: TestContext): Promise<void> {
  await workbench.reload();
  const classify = await workbench.webview("Classify: Abyssinian_2.jpg");
  await classify.locator("article h2", { hasText: "%" }).waitFor();
  test.diagnostic(`by a new backend: ${await classify.locator("header .detail").innerText()}`);
  const dataset = await workbench.webview("Data Set: pets");
  await drawnThumbnails(dataset);
  const training = await workbench.webview("Training: catDogNet");
  await training.locator("table:has-text('Training loss') tbody tr").nth(1).waitFor();
  const evaluation = await workbench.webview("Evaluation: catDogNet");
  await evaluation.locator("td[role=gridcell][aria-label*='predicted']").nth(3).waitFor();
}
