// Takes a picture of every dashboard in light, dark and high contrast, in a real window, of really trained networks.
// usage: npm run screenshots   All go to test-results/screenshots/; those that README and walkthrough show, to media/screenshots/ too.
import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
// eslint-disable-next-line no-restricted-imports -- the door is for pictures of data sets, these are pictures of ours
import sharp from "sharp";
import { drawnPictures, prepareRun } from "../test/vscode/ui/pupil.ts";
import { withWorkbench } from "../test/vscode/ui/session.ts";
import { themeNames } from "../test/vscode/ui/workbench.ts";
import { packageExtension } from "./package.mjs";
import { drawSample, trainSample } from "./workbench/sample.mjs";
import { setUp } from "./workbench/setup.mjs";

const everything = join("test-results", "screenshots");
const published = join("media", "screenshots");
const settings = { "window.commandCenter": false, "window.title": "${rootName}" };
/** What README shows is a whole window; what a walkthrough shows stands in half of one. */
const whole = { width: 1440, height: 900 };
const half = { width: 960, height: 640 };

/**
 * What is shown: the panel whose title begins so, turned to a tab, when `ready` is there; `pictures` have to be drawn
 * as well, and the place `at` is scrolled to. Those with a `step` stand in the walkthrough.
 */
const views = [
  { name: "dataset", step: "look", title: "Data Set", tab: "Overview", ready: "text=beagle" },
  { name: "pictures", title: "Data Set", tab: "Pictures", pictures: ".picture-grid img" },
  { name: "balance", title: "Data Set", tab: "Balance" },
  { name: "augmentation", title: "Data Set", tab: "Augmentation" },
  { name: "findings", title: "Data Set", tab: "Findings" },
  { name: "training", step: "train", title: "Training", tab: "Curves", ready: "text=Loss" },
  { name: "architecture", title: "Training", tab: "Architecture", ready: "text=Graph" },
  { name: "evaluation", step: "evaluate", ...evaluation("species", "Matrix and classes") },
  { name: "evaluation-breed", ...evaluation("breed", "Matrix and classes") },
  { name: "mistakes", ...evaluation("breed", "Mistakes") },
  { name: "curves", ...evaluation("species", "Curves") },
  { name: "calibration", ...evaluation("breed", "Calibration") },
  {
    name: "gallery",
    ...evaluation("breed", "Matrix and classes"),
    at: "h2:text-is('Predictions')",
    pictures: ".picture-grid img",
  },
  { name: "compare", title: "Compare", tab: "Overview", ready: ".run-cards" },
  { name: "classify", step: "classify", title: "Classify", pictures: "article img" },
];

function evaluation(target, tab) {
  const title = `Evaluation: catDogNet · ${target}`;
  return { title, tab, ready: tab === "Matrix and classes" ? "td[role=gridcell]" : "h2" };
}

/** Brings a view to the front and waits until it is drawn; resolves to its content. */
async function show(workbench, { title, tab, ready = "h1", pictures, at }) {
  const content = await workbench.webview(title);
  if (tab !== undefined) await content.getByRole("tab", { name: tab, exact: true }).click();
  await content.locator(`${ready} >> visible=true`).first().waitFor();
  if (at !== undefined) {
    const place = content.locator(at).first();
    await place.evaluate((element) => element.scrollIntoView());
  }
  if (pictures !== undefined) {
    await drawnPictures(content.locator(pictures), pictures.startsWith("article") ? 1 : 6);
  }
  return content;
}

/** Of one theme only: the walkthrough as a person finds it. */
async function showWalkthrough(workbench) {
  await workbench.palette("Welcome: Open Walkthrough");
  await workbench.pick("Train Your First Classifier");
  await workbench.page.locator(".getting-started-step", { hasText: "Train a Network" }).click();
  await workbench.page.locator(".getting-started-media img").waitFor();
}

/** Opens every dashboard: most about the run that tells species apart, the evaluation of the other one too. */
async function openAll(workbench) {
  await workbench.openActivity("Pupil");
  await workbench.treeRow(/pets.*Pictures/).click();
  await workbench.webview("Data Set");
  await workbench.treeRow("catDogNet · species").click();
  await workbench.webview("Training");
  for (const run of ["catDogNet · species", "catDogNet · breed"]) {
    await workbench.contextMenu(workbench.treeRow(run), "Open Evaluation");
    await workbench.webview(`Evaluation: ${run}`);
  }
  await workbench.palette("Pupil: Compare Runs");
  await chooseSpeciesRuns(workbench);
  await workbench.webview("Compare");
  const picture = await workbench.explorerRow("pets/images/Abyssinian_8.jpg");
  await workbench.contextMenu(picture, "Classify with Pupil");
  await workbench.pick("catDogNet · breed");
  const classify = await workbench.webview("Classify");
  await classify.locator("article h2").waitFor();
  await workbench.openActivity("Pupil");
  await workbench.expand(/pets.*Pictures/);
  await workbench.expand("catDogNet · species");
}

/** Ticks the two runs that tell species apart. */
async function chooseSpeciesRuns(workbench) {
  const widget = workbench.page.locator(".quick-input-widget:visible");
  const species = widget.locator(".monaco-list-row", { hasText: "catDogNet · species" });
  await species.nth(1).waitFor();
  for (const index of [0, 1]) {
    await species.nth(index).click();
    await widget.getByText(`${index + 1} Selected`).waitFor();
  }
  await widget.getByRole("button", { name: "OK" }).click();
}

async function takeAll(workbench) {
  await openAll(workbench);
  for (const theme of themeNames) {
    await workbench.theme(theme);
    for (const view of views) {
      const content = await show(workbench, view);
      const isPublished = theme === "dark" && view.name === "training";
      await take(workbench, `${view.name}-${theme}`, isPublished);
      await content.locator("body").evaluate(() => scrollTo(0, 0));
    }
    await prepareRun(workbench, { target: "breed", settings: {} });
    await take(workbench, `wizard-${theme}`);
    await workbench.page.keyboard.press("Escape");
  }
  await showWalkthrough(workbench);
  await take(workbench, "walkthrough-high-contrast");
  await workbench.palette("View: Toggle Primary Side Bar Visibility");
  await workbench.page.setViewportSize(half);
  for (const theme of ["light", "dark"]) {
    await workbench.theme(theme);
    for (const view of views) {
      if (view.step === undefined) continue;
      await show(workbench, view.step === "train" ? { ...view, at: "h2:text-is('Loss')" } : view);
      await take(workbench, `walkthrough-${view.step}-${theme}`, true);
    }
  }
}

/** Writes the picture with 256 colours: a quarter of the bytes, and no difference to be seen. */
async function take(workbench, name, isPublished = false) {
  await workbench.page.mouse.move(1, 1); // nothing is hovered
  const file = join(everything, `${name}.png`);
  await workbench.screenshot(file);
  const picture = await sharp(file).png({ palette: true, effort: 10 }).toBuffer();
  for (const folder of isPublished ? [everything, published] : [everything]) {
    writeFileSync(join(folder, `${name}.png`), picture);
  }
  console.log(`${file}: ${Math.round(picture.length / 1024)} KiB`);
}

try {
  const reason = await setUp();
  if (reason) throw new Error(`No window to take pictures of: ${reason}.`);
  const folder = join(tmpdir(), "cartoon-pets"); // the name is in the pictures
  drawSample(folder);
  for (const [target, epochs] of [
    ["breed", 14],
    ["species", 4], // to compare the next one with
    ["species", 8],
  ]) {
    trainSample(folder, target, epochs);
  }
  const vsix = await packageExtension();
  for (const output of [everything, published]) mkdirSync(output, { recursive: true });
  await withWorkbench({ name: "screenshots-failed", vsix, folder, settings }, async (workbench) => {
    await workbench.page.setViewportSize(whole);
    await takeAll(workbench);
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
