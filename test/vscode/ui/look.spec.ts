// How it looks and to whom: accessible to all in every theme, by keyboard, in Spanish, and in a workspace that is not trusted.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FrameLocator } from "playwright-core";
import { seriousViolations } from "./accessibility";
import { unreachedControls } from "./keyboard";
import { drawnThumbnails, openDashboard } from "./pupil";
import { withWorkbench } from "./session";
import { testedPets } from "./testedPets";
import { themeNames, type Workbench } from "./workbench";

const row = /catDogNet · species/;
const matrixCell = "td[role=gridcell][aria-label]";

describe("the packaged extension, to look at", () => {
  const folder = testedPets("look", 60);

  it("is accessible in every theme, and by keyboard", async () => {
    await withWorkbench({ name: "look-accessible", folder }, async (workbench) => {
      const views = await openAll(workbench);
      const found: string[] = [];
      for (const title of views) {
        const content = await workbench.webview(title);
        for (const name of await unreachedControls(workbench.page, content)) {
          found.push(`${title}: Tab does not reach ${name}`);
        }
      }
      for (const theme of themeNames) {
        await workbench.theme(theme);
        for (const title of views) {
          const violations = await violationsOfAllTabs(await workbench.webview(title));
          found.push(...violations.map((violation) => `${title}, ${theme}: ${violation}`));
        }
      }
      assert.deepEqual(found, []);
    });
  });

  it("speaks Spanish", async () => {
    await withWorkbench({ name: "look-spanish", folder, locale: "es" }, async (workbench) => {
      await workbench.openActivity("Pupil");
      for (const title of ["Conjuntos de datos", "Entrenamientos", "Motor"]) {
        await workbench.viewTitle(title).waitFor();
      }
      await workbench.treeRow(/pets.*Imágenes: 60/).waitFor();
      await workbench.expand(row);
      await workbench.treeRow(/Mejor época/).waitFor();
      await workbench.palette("Pupil: Abrir panel");
      await workbench.pick("Evaluación");
      const evaluation = await workbench.webview("Evaluación: catDogNet");
      await evaluation.getByRole("heading", { name: "Matriz de confusión" }).waitFor();
      await workbench.palette("Pupil: Abrir panel");
      await workbench.pick("Entrenamiento");
      const training = await workbench.webview("Entrenamiento: catDogNet");
      await training.getByRole("tab", { name: "Arquitectura" }).waitFor();
    });
  });

  it("only looks where the workspace is not trusted", async () => {
    const options = { name: "look-restricted", folder, restricted: true };
    await withWorkbench(options, async (workbench) => {
      await workbench.openActivity("Pupil");
      await workbench.treeRow(row).click();
      const training = await workbench.webview("Training: catDogNet");
      await training.locator("table:has-text('Training loss') tbody tr").first().waitFor();
      const evaluation = await openDashboard(workbench, "Evaluation");
      await evaluation.locator(matrixCell).nth(3).waitFor();
      const dataset = await openDashboard(workbench, "Data Set");
      await drawnThumbnails(dataset);

      const refused = ["New Training Run", "Scan", "Augment", "Clean", "Evaluate", "Delete Run"];
      await assertNotInPalette(workbench, [...refused, "Classify", "Choose Model"]);
      const picture = await workbench.explorerRow("pets/images/Abyssinian_1.jpg");
      await picture.click({ button: "right" });
      await workbench.menuItem("Copy Path").first().waitFor();
      assert.equal(await workbench.menuItem("Classify with Pupil").count(), 0);
      await workbench.page.keyboard.press("Escape");
      await dataset.getByRole("button", { name: "Scan again" }).click();
      await workbench.notification("This workspace is not trusted").waitFor();
    });
  });
});

/** Opens every dashboard in one window; resolves to their titles. */
async function openAll(workbench: Workbench): Promise<string[]> {
  for (const kind of ["Data Set", "Training", "Evaluation"] as const) {
    const content = await openDashboard(workbench, kind);
    await content.locator("h1").waitFor();
  }
  const picture = await workbench.explorerRow("pets/images/Abyssinian_1.jpg");
  await workbench.contextMenu(picture, "Classify with Pupil");
  const classify = await workbench.webview("Classify:");
  await classify.locator("article h2").waitFor();
  return ["Data Set", "Training", "Evaluation", "Classify"];
}

/** Of the dashboard as it stands, or with each of its tabs shown. */
async function violationsOfAllTabs(content: FrameLocator): Promise<string[]> {
  await content.locator("h1").waitFor();
  const tabs = await content.getByRole("tab").all();
  if (tabs.length === 0) return seriousViolations(content);
  const found: string[] = [];
  for (const tab of tabs) {
    await tab.click();
    found.push(...(await seriousViolations(content)));
  }
  return found;
}

async function assertNotInPalette(workbench: Workbench, titles: string[]): Promise<void> {
  const { page } = workbench;
  await page.keyboard.press("F1");
  await workbench.quickInput().fill(">Pupil:");
  await workbench.quickPick("Pupil: Doctor").waitFor();
  const rows = page.locator(".quick-input-widget:visible .monaco-list-row");
  const offered = (await rows.allInnerTexts()).join("\n");
  for (const title of titles) assert.ok(!offered.includes(`Pupil: ${title}`), offered);
  await page.keyboard.press("Escape");
}
