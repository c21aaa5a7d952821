// What a person does with Pupil, in the words of its own commands: shared by the specs and the screenshots.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { FrameLocator, Locator } from "playwright-core";
import { setTimeout as sleep } from "node:timers/promises";
import type { Workbench } from "./workbench";

/** Settings of a run as the wizard names them, and what to type there. */
export type RunSettings = Readonly<
  Partial<Record<"Epochs" | "Batch size" | "Learning rate" | "Seed" | "Image size", string>>
>;

/** Work of a backend on a machine that has other things to do as well. */
const workMs = 180_000;

/** Answers the wizard Create Sample Data Set, already opened, and waits for the dashboard. */
export async function answerSampleWizard(
  workbench: Workbench,
  { name, images }: { readonly name: string; readonly images: number },
): Promise<FrameLocator> {
  const answers = [name, String(images), "27"];
  for (const [index, answer] of answers.entries()) {
    await wizardStep(workbench, `Create Sample Data Set (${index + 1}/${answers.length})`);
    await workbench.input(answer);
  }
  await workbench.tab(`Data Set: ${name}`).waitFor({ timeout: workMs });
  return workbench.webview(`Data Set: ${name}`);
}

/** Runs New Training Run and answers all its steps, but for the one that starts it. */
export async function prepareRun(
  workbench: Workbench,
  { target, settings }: { readonly target: string; readonly settings: RunSettings },
): Promise<void> {
  await workbench.palette("Pupil: New Training Run");
  await wizardStep(workbench, "New Training Run (1/3)");
  await workbench.pick(target);
  await wizardStep(workbench, "New Training Run (2/3)");
  await workbench.pick("catDogNet");
  await wizardStep(workbench, "New Training Run (3/3)");
  for (const [name, value] of Object.entries(settings)) {
    await workbench.quickInput().fill(name);
    await workbench.pick(new RegExp(`^\\s*${name}`)); // "Find the Learning Rate" fits, too
    await wizardStep(workbench, `New Training Run: ${name}`);
    await workbench.input(value);
    await wizardStep(workbench, "New Training Run (3/3)");
  }
}

/** Trains by the wizard; resolves to the inside of the training dashboard, which opens by itself. */
export async function startRun(
  workbench: Workbench,
  run: { readonly target: string; readonly settings: RunSettings },
): Promise<FrameLocator> {
  await prepareRun(workbench, run);
  await workbench.pick("Start Training");
  await workbench.tab("Training: catDogNet").waitFor({ timeout: workMs });
  return workbench.webview("Training: catDogNet");
}

/** Waits until the wizard shows the step of that title. */
export async function wizardStep({ page }: Workbench, title: string): Promise<void> {
  const shown = page.locator(".quick-input-widget:visible .quick-input-title");
  await shown.filter({ hasText: title }).waitFor({ timeout: workMs });
}

/** The value of a key number at a dashboard's head. */
export function fact(content: FrameLocator, label: string): Locator {
  const term = content.locator("dt", { hasText: label });
  return content.locator(".facts > div").filter({ has: term }).locator(".fact-value").first();
}

/** Waits until at least so many pictures are really drawn: those out of sight are not even asked for. */
export async function drawnPictures(pictures: Locator, least: number): Promise<void> {
  await waitUntil(`${least} pictures are drawn`, async () => {
    const widths = await pictures.evaluateAll((images: HTMLImageElement[]) =>
      images.map(({ naturalWidth }) => naturalWidth),
    );
    return widths.filter((width) => width > 0).length >= least;
  });
}

/** Turns to the thumbnails of a data set's dashboard and waits until some are drawn. */
export async function drawnThumbnails(dashboard: FrameLocator): Promise<void> {
  await dashboard.getByRole("tab", { name: "Pictures" }).click();
  await drawnPictures(dashboard.locator(".picture-grid img"), 6);
}

/** Waits for what no locator can wait for. */
export async function waitUntil(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
    await sleep(100);
  }
}

/** Waits until the training that is under way has ended and its run was tested. */
export async function testedRun(workbench: Workbench): Promise<string> {
  await workbench.openActivity("Pupil");
  const row = workbench.treeRow(/catDogNet · species.*% test/);
  await row.waitFor({ timeout: workMs });
  return row.innerText();
}

/** Draws and scans a data set as FOLDER/pets by the command line, as another process would. */
export function drawScannedPets(folder: string, images: number): void {
  commandLine(folder, "sample", "pets", "--images", String(images));
  commandLine(folder, "scan", "pets");
}

/** Opens a dashboard by the palette. */
export async function openDashboard(
  workbench: Workbench,
  kind: "Data Set" | "Training" | "Evaluation",
): Promise<FrameLocator> {
  for (let attempt = 1; ; attempt++) {
    await workbench.palette("Pupil: Open Dashboard");
    try {
      await workbench.quickPick(kind).click({ timeout: 10_000 });
      return await workbench.webview(`${kind}:`);
    } catch (error) {
      // a panel that is still being opened takes the focus late, which closes what asks
      if (attempt === 3) throw error;
    }
  }
}

/** Runs a command of dist/cli.js in a folder. */
export function commandLine(folder: string, ...args: readonly string[]): void {
  const cli = join(process.cwd(), "dist", "cli.js");
  execFileSync(process.execPath, [cli, ...args], { cwd: folder, stdio: "pipe" });
}
