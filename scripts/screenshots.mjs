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

/** Each `show` takes a Workbench (test/vscode/ui/workbench.ts) with all dashboards open to the view, and waits until it is drawn. */
const views = [
  {
    name: "dataset",
    step: "look",
    show: async (workbench) => {
      const content = await workbench.webview("Data Set");
      await content.getByText("beagle").first().waitFor();
      return content;
    },
  },
  { name: "training", step: "train", show: (workbench) => showTab(workbench, "Curves") },
  { name: "architecture", show: (workbench) => showTab(workbench, "Architecture") },
  {
    name: "evaluation",
    step: "evaluate",
    show: (workbench) => showMatrix(workbench, "Evaluation: catDogNet · species"),
  },
  {
    name: "evaluation-breed",
    show: (workbench) => showMatrix(workbench, "Evaluation: catDogNet · breed"),
  },
  {
    name: "gallery",
    show: async (workbench) => {
      const content = await workbench.webview("Evaluation: catDogNet · breed");
      const heading = content.getByRole("heading", { name: "Predictions" });
      await heading.evaluate((element) => element.scrollIntoView());
      await drawnPictures(content.locator(".picture-grid img"), 6);
      return content;
    },
  },
  {
    name: "classify",
    step: "classify",
    show: async (workbench) => {
      const content = await workbench.webview("Classify");
      await drawnPictures(content.locator("article img"), 1);
      return content;
    },
  },
];

/** Of one theme only: the walkthrough as a person finds it. */
async function showWalkthrough(workbench) {
  await workbench.palette("Welcome: Open Walkthrough");
  await workbench.pick("Train Your First Classifier");
  await workbench.page.locator(".getting-started-step", { hasText: "Train a Network" }).click();
  await workbench.page.locator(".getting-started-media img").waitFor();
}

/** Turns to a tab of the training dashboard. */
async function showTab(workbench, name) {
  const content = await workbench.webview("Training");
  await content.getByRole("tab", { name }).click();
  await content.getByRole("heading", { name: name === "Curves" ? "Loss" : "Graph" }).waitFor();
  return content;
}

async function showMatrix(workbench, title) {
  const content = await workbench.webview(title);
  await content.locator("td[role=gridcell][aria-label]").first().waitFor();
  return content;
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
  const picture = await workbench.explorerRow("pets/images/Abyssinian_8.jpg");
  await workbench.contextMenu(picture, "Classify with Pupil");
  await workbench.pick("catDogNet · breed");
  const classify = await workbench.webview("Classify");
  await classify.locator("article h2").waitFor();
  await workbench.openActivity("Pupil");
  await workbench.expand(/pets.*Pictures/);
  await workbench.expand("catDogNet · species");
}

async function takeAll(workbench) {
  await openAll(workbench);
  for (const theme of themeNames) {
    await workbench.theme(theme);
    for (const { name, show } of views) {
      const content = await show(workbench);
      await take(workbench, `${name}-${theme}`, theme === "dark" && name === "training");
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
    for (const { step, show } of views) {
      if (step === undefined) continue;
      const content = await show(workbench);
      if (step === "train") {
        const heading = content.getByRole("heading", { name: "Loss" });
        await heading.evaluate((element) => element.scrollIntoView());
      }
      await take(workbench, `walkthrough-${step}-${theme}`, true);
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
  const folder = join(tmpdir(), "cartoon-pets"); // its path is in the pictures
  drawSample(folder);
  for (const [target, epochs] of [
    ["breed", 14],
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
