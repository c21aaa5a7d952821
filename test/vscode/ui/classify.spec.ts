// Asks about pictures from everywhere: several, a folder, an editor's tab, both dashboards; one panel answers.
import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { paintedAnswer } from "./painted";
import { drawnPictures, drawnThumbnails, openDashboard } from "./pupil";
import { withWorkbench } from "./session";
import { testedPets } from "./testedPets";
import type { Workbench } from "./workbench";

const images = 60;
const menu = "Classify with Pupil";
const said = /\w+ \d+\.\d%/;

describe("the packaged extension, asked about pictures", () => {
  const folder = testedPets("classify", images);

  it("answers in one panel, from wherever it is asked", async (test) => {
    await withWorkbench({ name: "classify", folder }, async (workbench) => {
      await workbench.openActivity("Pupil");
      await workbench.treeRow(/catDogNet · species/).waitFor();
      await asksInTheExplorer(workbench);
      await asksAgain(workbench, test);
      await asksOnATab(workbench);
      await asksInDashboards(workbench);
      await keepsAnAnswer(workbench);
    });
  });
});

/** Several pictures, then their whole folder. */
async function asksInTheExplorer(workbench: Workbench): Promise<void> {
  for (const name of ["Abyssinian_1.jpg", "beagle_1.jpg", "Bengal_1.jpg"]) {
    const row = await workbench.explorerRow(`pets/images/${name}`);
    await row.click({ modifiers: ["ControlOrMeta"] });
  }
  await workbench.contextMenu(workbench.treeRow("beagle_1.jpg"), menu);
  const panel = await workbench.webview("Classify: 3 pictures");
  await panel.locator("article h2", { hasText: said }).nth(2).waitFor();
  assert.deepEqual(await panel.locator("article .path").allInnerTexts(), [
    "Abyssinian_1.jpg",
    "beagle_1.jpg",
    "Bengal_1.jpg",
  ]);
  await drawnPictures(panel.locator("article img"), 3);

  await workbench.contextMenu(await workbench.explorerRow("pets/images"), menu);
  const whole = await workbench.webview(`Classify: ${images} pictures`);
  await whole
    .locator("article h2", { hasText: said })
    .nth(images - 1)
    .waitFor();
  assert.equal(await classifyTabs(workbench), 1);
}

/** The model is loaded and the panel open: says how long it takes until the answer is painted. */
async function asksAgain(workbench: Workbench, test: TestContext): Promise<void> {
  const times: string[] = [];
  for (const name of ["Abyssinian_2.jpg", "beagle_2.jpg", "Bengal_2.jpg"]) {
    const picture = await workbench.explorerRow(`pets/images/${name}`);
    const milliseconds = await paintedAnswer(workbench, name, () =>
      workbench.contextMenu(picture, menu),
    );
    times.push(`${Math.round(milliseconds)} ms`);
  }
  test.diagnostic(`from the menu to the painted answer, warm: ${times.join(", ")}`);
  assert.equal(await classifyTabs(workbench), 1);
}

async function asksOnATab(workbench: Workbench): Promise<void> {
  await workbench.palette("View: Close All Editors");
  await (await workbench.explorerRow("pets/images/beagle_3.jpg")).dblclick();
  await workbench.contextMenu(workbench.tab("beagle_3.jpg"), menu);
  const panel = await workbench.webview("Classify: beagle_3.jpg");
  await panel.locator("article h2", { hasText: said }).waitFor();
  // beside the picture, which stays in sight
  const active = workbench.page.locator(".editor-group-container .tab.active");
  const names = (await active.allTextContents()).map((text) => text.trim());
  assert.deepEqual(names, ["beagle_3.jpg", "Classify: beagle_3.jpg"]);
  await workbench.palette("View: Close All Editors");
}

async function asksInDashboards(workbench: Workbench): Promise<void> {
  const dataset = await openDashboard(workbench, "Data Set");
  await drawnThumbnails(dataset);
  const sample = dataset.locator(".picture-grid button").first();
  const name = await sample.locator("span[title]").getAttribute("title");
  await workbench.contextMenu(sample, menu);
  await answered(workbench, name ?? "");

  const evaluation = await openDashboard(workbench, "Evaluation");
  const predicted = evaluation.locator(".picture-grid button").first();
  await predicted.waitFor();
  const path = await predicted.locator("span[title]").getAttribute("title");
  await workbench.contextMenu(predicted, menu);
  await answered(workbench, path ?? "");
  assert.equal(await classifyTabs(workbench), 1);
}

/** By Alt, as other commands of VS Code offer their alternative. */
async function keepsAnAnswer(workbench: Workbench): Promise<void> {
  const picture = await workbench.explorerRow("pets/images/Bengal_3.jpg");
  await workbench.palette("File: Focus on Files Explorer"); // else the panel has the keyboard
  await workbench.page.keyboard.down("Alt");
  await workbench.contextMenu(picture, "Classify in New Panel");
  await workbench.page.keyboard.up("Alt");
  await answered(workbench, "Bengal_3.jpg");
  assert.equal(await classifyTabs(workbench), 2);
}

/** Waits until the panel says what it thinks of the picture. */
async function answered(workbench: Workbench, path: string): Promise<void> {
  const name = /[^/]+$/.exec(path.split("\n")[0] ?? "")?.[0] ?? "no name";
  const panel = await workbench.webview(`Classify: ${name}`);
  await panel.locator("article h2", { hasText: said }).waitFor();
  await drawnPictures(panel.locator("article img"), 1);
}

function classifyTabs({ page }: Workbench): Promise<number> {
  return page.locator(".tabs-container .tab", { hasText: "Classify:" }).count();
}
