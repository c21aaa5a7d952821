// Takes a picture of every dashboard in light, dark and high contrast, in a real window, into media/screenshots/.
// usage: npm run screenshots [-- NAME...]
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { withWorkbench } from "../test/vscode/ui/session.ts";
import { themeNames } from "../test/vscode/ui/workbench.ts";
import { packageExtension } from "./package.mjs";
import { drawSample, trainSample } from "./workbench/sample.mjs";
import { setUp } from "./workbench/setup.mjs";

/**
 * What to show: `open` takes a Workbench (test/vscode/ui/workbench.ts) from a fresh window to the view;
 * it waits until the view is drawn, not for a time.
 */
const views = [
  {
    name: "sidebar",
    open: async (workbench) => {
      await workbench.openActivity("Pupil");
      await workbench.treeRow("pets").waitFor();
    },
  },
  { name: "dataset", open: (workbench) => openDashboard(workbench, "Data Set") },
  { name: "training", open: (workbench) => openDashboard(workbench, "Training") },
  { name: "evaluation", open: (workbench) => openDashboard(workbench, "Evaluation") },
];

/** Opens a dashboard from the palette and waits for its first heading. */
async function openDashboard(workbench, title) {
  await workbench.openActivity("Pupil");
  await workbench.palette("Pupil: Open Dashboard");
  await workbench.pick(title);
  const content = await workbench.webview(title);
  await content.locator("h1").first().waitFor();
}

async function takeAll(wanted) {
  const reason = await setUp();
  if (reason) throw new Error(`No window to take pictures of: ${reason}.`);
  const folder = resolve("demo");
  drawSample(folder);
  trainSample(folder);
  const vsix = await packageExtension();
  const output = join("media", "screenshots");
  mkdirSync(output, { recursive: true });
  for (const { name, open } of views) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    await withWorkbench({ name: `screenshot-${name}`, vsix, folder }, async (workbench) => {
      await open(workbench);
      for (const theme of themeNames) {
        await workbench.theme(theme);
        const file = join(output, `${name}-${theme}.png`);
        await workbench.screenshot(file);
        console.log(file);
      }
    });
  }
}

try {
  await takeAll(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
