// A person looks after a data set in its dashboard: balances and cleans it, previews, curates, relabels, and trains with it.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { FrameLocator, Locator } from "playwright-core";
import { commandLine, drawnPictures, fact, waitUntil, wizardStep } from "./pupil";
import { withWorkbench } from "./session";
import type { Workbench } from "./workbench";

const images = 120;

describe("the packaged extension, looking after a data set", () => {
  it("balances, previews, curates and relabels in the dashboard", async () => {
    await withWorkbench({ name: "dataset" }, async (workbench, folder) => {
      commandLine(folder, "sample", "pets", "--images", String(images), "--blemishes");
      commandLine(folder, "scan", "pets");
      await workbench.openActivity("Pupil");
      await workbench.palette("Pupil: Refresh"); // the pictures came after the window
      await workbench.treeRow(/pets.*Pictures/).click();
      const dashboard = await workbench.webview("Data Set: pets");
      await balancesAndCleans(workbench, dashboard, join(folder, "pets", "images"));
      await warnsOfLeaks(workbench, dashboard);
      await previews(dashboard);
      await curates(dashboard);
      await relabels(workbench, dashboard);
      await trainsWithStrengths(workbench, dashboard);
    });
  });
});

async function turnTo(dashboard: FrameLocator, tab: string): Promise<void> {
  await dashboard.getByRole("tab", { name: tab }).click();
}

/** The numbers of a class in the chart: before and after. */
async function classCounts(dashboard: FrameLocator, name: string): Promise<number[]> {
  const cells = dashboard.locator(`.balance-chart tr[data-class="${name}"] .numeric`);
  return (await cells.allInnerTexts()).map(Number);
}

/** Width of a piece of a class's bar, in pixels; 0 without one. */
async function pieceWidth(dashboard: FrameLocator, name: string, piece: string): Promise<number> {
  const found = dashboard.locator(`tr[data-class="${name}"] .piece-${piece}`);
  return (await found.count()) === 0 ? 0 : ((await found.boundingBox())?.width ?? 0);
}

function generatedFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => /^generated\d+\.jpg$/.test(name));
}

function balanceButton(dashboard: FrameLocator): Locator {
  return dashboard.getByRole("button", { name: "Balance", exact: true });
}

async function clean(workbench: Workbench, dashboard: FrameLocator): Promise<void> {
  await dashboard.getByRole("button", { name: "Clean" }).click();
  await workbench.answer(/Remove the generated pictures/, "Remove");
  await dashboard.getByText("species is not balanced.").waitFor();
}

async function balancesAndCleans(
  workbench: Workbench,
  dashboard: FrameLocator,
  folder: string,
): Promise<void> {
  await turnTo(dashboard, "Balance");
  await dashboard.getByText("species is not balanced.").waitFor();
  const before = await classCounts(dashboard, "cat");
  const [dogs = 0] = await classCounts(dashboard, "dog");
  assert.equal(before[0], before[1]);
  assert.ok((before[0] ?? 0) < dogs, "there are fewer cats");
  const pictures = Number(await fact(dashboard, "Pictures").innerText());

  await balanceButton(dashboard).click();
  await dashboard.getByText(/species: \d+ pictures are generated, seed 27/).waitFor();
  assert.deepEqual(await classCounts(dashboard, "cat"), [before[0], dogs]);
  assert.deepEqual(await classCounts(dashboard, "dog"), [dogs, dogs]);
  assert.ok((await pieceWidth(dashboard, "cat", "generated")) > 20, "the bar has grown");
  const made = generatedFiles(folder);
  assert.equal(made.length, dogs - (before[0] ?? 0));
  assert.equal(Number(await fact(dashboard, "Pictures").innerText()), pictures + made.length);
  assert.equal(await dashboard.locator(".warning").count(), 0, "nothing leaks");
  await showsGenerated(dashboard);

  await turnTo(dashboard, "Balance");
  await clean(workbench, dashboard);
  assert.deepEqual(await classCounts(dashboard, "cat"), before);
  assert.equal(await pieceWidth(dashboard, "cat", "generated"), 0);
  assert.deepEqual(generatedFiles(folder), []);
  assert.equal(Number(await fact(dashboard, "Pictures").innerText()), pictures);
}

/** By the filter, as thumbnails, and one with all that is known of it. */
async function showsGenerated(dashboard: FrameLocator): Promise<void> {
  await turnTo(dashboard, "Pictures");
  await dashboard.getByRole("combobox", { name: "Origin" }).click();
  await dashboard.getByRole("option", { name: "Generated" }).click();
  const first = dashboard.getByRole("button", { name: /generated1\.jpg \(generated\)/ });
  await first.waitFor();
  const image = first.locator("img");
  await drawnPictures(image, 1);
  assert.match((await image.getAttribute("src")) ?? "", /\.pupil\/thumbnails\//);
  const size = await image.evaluate((node: HTMLImageElement) => node.naturalWidth);
  assert.ok(size <= 160, `${size} pixels wide`);
  await first.click();
  const dialog = dashboard.getByRole("dialog");
  await dialog.getByText("Generated from", { exact: true }).waitFor();
  const text = await dialog.innerText();
  assert.match(text, /Manipulations\s+(rotated|salt|noise|turned|blurred)/);
  assert.match(text, /Split for species\s+Training/);
  assert.match(text, /Split for breed\s+not used/);
  await dialog.getByRole("button", { name: "Close" }).click();
  await dashboard.getByRole("button", { name: "Clear filters" }).click();
}

async function warnsOfLeaks(workbench: Workbench, dashboard: FrameLocator): Promise<void> {
  const order = dashboard.getByRole("checkbox", { name: /Before the split/ });
  await order.click();
  await balanceButton(dashboard).click();
  const warning = dashboard.locator(".warning");
  await warning.waitFor();
  assert.match(await warning.innerText(), /Pictures leak into the test: [1-9]\d*\./);
  await order.click();
  await clean(workbench, dashboard);
  assert.equal(await warning.count(), 0);
}

async function previews(dashboard: FrameLocator): Promise<void> {
  await turnTo(dashboard, "Augmentation");
  const pictures = dashboard.locator(".preview-row img");
  const sources = () =>
    pictures.evaluateAll((all: HTMLImageElement[]) => all.map(({ src }) => src));
  await drawnPictures(pictures, 12);
  const before = await sources();
  await dashboard.getByRole("button", { name: "Roll again" }).click();
  await dashboard.getByText(/^Roll 28/).waitFor();
  await drawnPictures(pictures, 12);
  const after = await sources();
  assert.equal(after[0], before[0], "the source stays");
  assert.notEqual(after[1], before[1]);
  await dashboard.getByRole("button", { name: /Of training/ }).click();
  await dashboard.getByRole("button", { name: "Usual strengths" }).click();
  await dashboard.getByText(/as the first epochs of a training/).waitFor();
  await drawnPictures(pictures, 12);
}

async function curates(dashboard: FrameLocator): Promise<void> {
  await turnTo(dashboard, "Findings");
  const exact = dashboard.locator(".copy-group", { hasText: "Exact duplicates" });
  await drawnPictures(exact.locator("img"), 2);
  const pictures = Number(await fact(dashboard, "Pictures").innerText());
  const count = async () => Number(await fact(dashboard, "Pictures").innerText());
  await exact
    .getByRole("button", { name: /^Exclude / })
    .last()
    .click();
  const back = exact.getByRole("button", { name: /^Take .* back in$/ });
  await back.waitFor();
  await waitUntil("it is not counted", async () => (await count()) === pictures - 1);
  await back.click();
  await waitUntil("it is counted again", async () => (await count()) === pictures);
  await dashboard.getByRole("heading", { name: "Outliers of size and shape" }).waitFor();
}

async function relabels(workbench: Workbench, dashboard: FrameLocator): Promise<void> {
  await turnTo(dashboard, "Labels");
  const rule = dashboard.getByRole("combobox", { name: "Labels from" });
  const scan = dashboard.getByRole("button", { name: "Scan with this rule" });
  await rule.click();
  await dashboard.getByRole("option", { name: "a pattern in the path" }).click();
  const pattern = dashboard.getByRole("textbox", { name: "Pattern" });
  await pattern.fill("(?<letter>[A-Za-z])+((((\\w+)+)+)+)+$");
  await dashboard.getByText("takes too long").waitFor();
  await pattern.fill("images/(?<letter>[A-Za-z])");
  await dashboard.getByText(/^\d+ pictures match, 0 do not\.$/).waitFor();
  await scan.click();
  await fact(dashboard, "Classes: letter").waitFor();
  await workbench.treeRow(/pets.*Pictures/).waitFor();
  // scanning again keeps the rule that a person chose
  await dashboard.getByRole("button", { name: "Scan again" }).click();
  await workbench.notification(/pets: \d+ pictures/).waitFor();
  await fact(dashboard, "Classes: letter").waitFor();
  await rule.click();
  await dashboard.getByRole("option", { name: "what fits best" }).click();
  await scan.click();
  await fact(dashboard, "Classes: species").waitFor();
}

async function trainsWithStrengths(workbench: Workbench, dashboard: FrameLocator): Promise<void> {
  await turnTo(dashboard, "Augmentation");
  await dashboard.getByRole("button", { name: "New training run with these" }).click();
  await wizardStep(workbench, "New Training Run (1/3)");
  await workbench.pick("species");
  await wizardStep(workbench, "New Training Run (2/3)");
  await workbench.pick("catDogNet");
  await wizardStep(workbench, "New Training Run (3/3)");
  await workbench.quickInput().fill("Augmentation");
  const augmentation = workbench.quickPick("Augmentation");
  assert.match(await augmentation.innerText(), /Horizontal flip 0\.5, Random crop 0\.5/);
  await augmentation.click();
  await wizardStep(workbench, "New Training Run: Augmentation");
  await workbench.pick("All off");
  await workbench.pick("Horizontal flip");
  await wizardStep(workbench, "New Training Run: Augmentation: Horizontal flip");
  await workbench.input("0.25");
  await workbench.pick("Done");
  await wizardStep(workbench, "New Training Run (3/3)");
  await workbench.quickInput().fill("Balance");
  const balance = workbench.quickPick("Balance");
  assert.match(await balance.innerText(), /Nothing/);
  await balance.click();
  await wizardStep(workbench, "New Training Run: Balance");
  await workbench.pick("Generate pictures");
  for (const [name, value] of [
    ["Epochs", "1"],
    ["Batch size", "32"],
    ["Image size", "32"],
  ] as const) {
    await wizardStep(workbench, "New Training Run (3/3)");
    await workbench.quickInput().fill(name);
    await workbench.pick(name);
    await wizardStep(workbench, `New Training Run: ${name}`);
    await workbench.input(value);
  }
  await wizardStep(workbench, "New Training Run (3/3)");
  await workbench.pick("Start Training");
  await workbench.tab("Training: catDogNet").waitFor({ timeout: 120_000 });
  const training = await workbench.webview("Training: catDogNet");
  await training.getByRole("tab", { name: "Configuration" }).click();
  await training.getByText("generated pictures of the smaller classes").waitFor();
  await training.getByText("Horizontal flip: 25% of the pictures").waitFor();
}
