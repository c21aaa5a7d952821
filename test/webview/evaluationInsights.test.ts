// The evaluation dashboard's insights: threshold, mistakes, generated pictures, curves, calibration, parts; the gallery follows all.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { atThreshold } from "../../webview/evaluation/threshold";
import {
  breedEvaluation,
  insightsFor,
  notEvaluated,
  speciesEvaluation,
} from "./fixtures/evaluations";
import { describeDashboards, it } from "./harness/suite";

const two = speciesEvaluation.evaluation!;
const breeds = breedEvaluation.evaluation!;
const { insights } = speciesEvaluation;
const words = (value: number): string => value.toLocaleString("en");

async function shows(page: Page, count: number): Promise<void> {
  const sentence = `${words(count)} of 1,030 pictures`;
  await page.getByRole("status").getByText(sentence, { exact: true }).waitFor();
}

async function tab(page: Page, name: string): Promise<void> {
  await page.getByRole("tab", { name, exact: true }).click();
}

const cell = (page: Page, row: number, column: number) =>
  page.locator(".matrix tbody tr").nth(row).locator("td").nth(column);

describeDashboards("insights of the evaluation dashboard", (open) => {
  it("moves matrix, metrics, facts and gallery with the threshold, and keeps it", async () => {
    await open(speciesEvaluation, async ({ page }) => {
      const slider = page.getByRole("slider", { name: "Decide for it" });
      await slider.fill("0.95");
      const shown = atThreshold(two, { positive: 1, threshold: 0.95 });
      const missed = shown.confusion[1]![0]!;
      assert.notEqual(missed, two.confusion[1]![0]);
      await page.waitForFunction(
        ([selector, text]) => document.querySelector(selector!)?.textContent === text,
        [".matrix tbody tr:nth-child(2) td:nth-of-type(1)", words(missed)],
      );
      const { precision, recall } = shown.perClass[1]!;
      const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
      await page
        .getByText(`dog: precision ${percent(precision)}, recall ${percent(recall)}`)
        .waitFor();
      const facts = await page.locator(".facts").innerText();
      assert.ok(facts.includes(percent(shown.accuracy)), facts);
      assert.ok(!facts.includes("95% interval"), "an interval of another threshold");
      await cell(page, 1, 0).click();
      await shows(page, missed);
      await page.reload();
      await shows(page, missed);
      await page.getByRole("button", { name: "Back to one half" }).click();
      await shows(page, two.confusion[1]![0]!);
      assert.ok((await page.locator(".facts").innerText()).includes("95% interval"));
    });
  });

  it("turns the threshold to the other class", async () => {
    await open(speciesEvaluation, async ({ page }) => {
      await page.getByRole("slider", { name: "Decide for it" }).fill("0.9");
      await page.getByRole("button", { name: "cat", exact: true }).first().click();
      const shown = atThreshold(two, { positive: 0, threshold: 0.9 });
      await page.getByText(`cat: precision`).waitFor();
      await cell(page, 0, 1).click();
      await shows(page, shown.confusion[0]![1]!);
    });
  });

  it("has no threshold among many classes", async () => {
    await open(breedEvaluation, async ({ page }) => {
      await cell(page, 0, 0).waitFor();
      assert.equal(await page.getByText("Decision threshold").isVisible(), false);
      await tab(page, "Curves");
      assert.equal(await page.getByText("Threshold", { exact: true }).first().isVisible(), false);
    });
  });

  it("shows the pictures of a confused pair, and all pairs when asked", async () => {
    await open(breedEvaluation, async ({ page }) => {
      await tab(page, "Mistakes");
      const [first] = breedEvaluation.insights.confusedPairs;
      const names = [breeds.classes[first!.actual], breeds.classes[first!.predicted]];
      const pairs = page.getByRole("table", { name: "Most confused pairs" });
      assert.equal(await pairs.locator("tr").count(), 10);
      await page
        .getByRole("button", { name: `${names[0]} → ${names[1]}: show the pictures` })
        .click();
      await shows(page, first!.count);
      const all = breedEvaluation.insights.confusedPairs.length;
      await page.getByRole("button", { name: `Show all ${words(all)} pairs` }).click();
      assert.equal(await pairs.locator("tr").count(), all);
    });
  });

  it("lists the highest losses, and opens their pictures", async () => {
    await open(breedEvaluation, async ({ page }) => {
      await tab(page, "Mistakes");
      const highest = [...breeds.predictions].sort((a, b) => b.loss - a.loss).slice(0, 10);
      const table = page.getByRole("table", { name: "Highest losses" });
      const names = await table.locator("tbody th").allInnerTexts();
      assert.deepEqual(
        names,
        highest.map(({ path }) => path.split("/").at(-1)),
      );
      await table.locator("tbody th button").first().click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText(highest[0]!.path).waitFor();
    });
  });

  it("answers whether generated pictures are harder, and shows either kind", async () => {
    await open(speciesEvaluation, async ({ page }) => {
      await tab(page, "Mistakes");
      const [cat] = insights.generated.classes;
      assert.ok(cat!.difference!.high < 0, "the fixture's generated cats are harder");
      await page.getByText("Generated pictures of cat are harder").waitFor();
      const counts = [cat!.generated.pictures, cat!.real.pictures];
      await page
        .getByRole("button", { name: `cat: show ${words(counts[0]!)} generated pictures` })
        .click();
      await shows(page, counts[0]!);
      await page
        .getByRole("button", { name: `cat: show ${words(counts[1]!)} real pictures` })
        .click();
      await shows(page, counts[1]!);
      await page.reload();
      await shows(page, counts[1]!);
    });
  });

  it("hides the comparison, and the choice of origin, from runs without generated pictures", async () => {
    await open(breedEvaluation, async ({ page }) => {
      await tab(page, "Mistakes");
      await page.getByRole("table", { name: "Highest losses" }).waitFor();
      assert.equal(await page.getByText("Generated pictures and real ones").isVisible(), false);
      assert.equal(await page.getByText("Origin", { exact: true }).isVisible(), false);
    });
  });

  it("draws the curves of the class that is looked at, and reads them by keyboard", async () => {
    await open(breedEvaluation, async ({ page }) => {
      await tab(page, "Curves");
      const areas = page.getByRole("table", { name: "Areas of each class" });
      await areas.getByRole("button", { name: "beagle" }).click();
      const beagle = breedEvaluation.insights.curves.find(({ name }) => name === "beagle")!;
      await shows(page, beagle.positives);
      await page.getByText(`beagle against the rest: area ${beagle.rocArea!.toFixed(3)}`).waitFor();
      const chart = page.getByRole("slider", { name: "ROC curve" });
      await chart.locator("canvas").waitFor();
      await chart.focus();
      await page.keyboard.press("Home");
      const start = "From above all: 0.0% of the class found, 0.0% of the others taken for it";
      assert.equal(await chart.getAttribute("aria-valuetext"), start);
      await page.keyboard.press("End");
      assert.match((await chart.getAttribute("aria-valuetext"))!, /100\.0% of the class found/);
      await tab(page, "Matrix and classes");
      const classes = page.getByRole("table", { name: "Metrics of each class" });
      await classes.getByRole("button", { name: "pug" }).click();
      await tab(page, "Curves");
      await page.getByText("pug against the rest: area").waitFor();
    });
  });

  it("reads out the point under the pointer, and marks the threshold", async () => {
    await open(speciesEvaluation, async ({ page }) => {
      await tab(page, "Curves");
      const chart = page.getByRole("slider", { name: "ROC curve" });
      await chart.locator("canvas").waitFor();
      await chart.hover({ position: { x: 300, y: 100 } });
      await page.getByText(/^From [\d.]+%: [\d.]+% of the class found/).waitFor();
      const legend = page.locator(".curve .legend").first();
      assert.ok(await legend.getByText("Threshold").isVisible());
    });
  });

  it("shows the pictures of a bin of certainty", async () => {
    await open(speciesEvaluation, async ({ page }) => {
      await tab(page, "Calibration");
      const bins = page.getByRole("table", { name: "Bins of certainty" });
      const { low, pictures } = insights.calibration.bins.at(-2)!;
      await bins.getByRole("button", { name: new RegExp(`^${Math.round(low * 100)}%`) }).click();
      await shows(page, pictures);
      await page.reload();
      await shows(page, pictures);
      await page.getByRole("button", { name: "Clear filters" }).click();
      await shows(page, 1030);
    });
  });

  it("says what the temperature does, or asks for the validation pictures", async () => {
    await open(speciesEvaluation, async ({ page, host }) => {
      await tab(page, "Calibration");
      assert.equal(insights.temperature.kind, "fitted");
      await page.getByText(/temperature of [\d.]+, fitted on 1,034 validation pictures/).waitFor();
      const errors = page.getByRole("table", { name: "Calibration errors" });
      assert.equal(await errors.locator("thead th").count(), 3);
      const unfitted = insightsFor(two, { hasValidation: false });
      await host.send("snapshot", { ...speciesEvaluation, insights: unfitted });
      await page.getByRole("button", { name: "Evaluate the validation pictures" }).click();
      assert.deepEqual(host.requests("evaluateSplit"), [
        { split: "validation", target: "species" },
      ]);
      assert.equal(await errors.locator("thead th").count(), 2);
    });
  });

  it("is about the part that is chosen, also after a reload", async () => {
    await open(speciesEvaluation, async ({ page, host }) => {
      await page.getByRole("button", { name: "Training", exact: true }).click();
      assert.deepEqual(host.requests("chooseSplit"), [{ split: "train", target: "species" }]);
      assert.equal(await page.locator(".dashboard").getAttribute("aria-busy"), "true");
      const missing = { ...notEvaluated, run: speciesEvaluation.run, split: "train" } as const;
      host.snapshot = missing;
      await host.send("snapshot", missing);
      await page.getByText("which the network has learned from").waitFor();
      await page.getByRole("button", { name: "Evaluate", exact: true }).click();
      assert.deepEqual(host.requests("evaluateSplit"), [{ split: "train", target: "species" }]);
      host.snapshot = speciesEvaluation; // a host that is as new as the window
      await page.reload();
      const pressed = page.getByRole("button", { name: "Training", exact: true, pressed: true });
      await pressed.waitFor();
      assert.deepEqual(host.requests("chooseSplit").at(-1), { split: "train", target: "species" });
      assert.equal(await page.locator(".matrix").isVisible(), false);
    });
  });

  it("is about either target of a run that learned two", async () => {
    const { run } = speciesEvaluation;
    const config = { ...run.config, secondTarget: "breed" };
    const both = { ...speciesEvaluation, run: { ...run, config } };
    await open(both, async ({ page, host }) => {
      await page.getByRole("group", { name: "Target of the run" }).getByText("breed").click();
      assert.deepEqual(host.requests("chooseSplit"), [{ split: "test", target: "breed" }]);
      const { evaluation, insights: theirs } = breedEvaluation;
      await host.send("snapshot", { ...both, target: "breed", evaluation, insights: theirs });
      await page.getByRole("heading", { name: "Evaluation: catDogNet on breed" }).waitFor();
      assert.equal(await page.locator(".matrix tbody tr").count(), breeds.classes.length);
      assert.equal(await page.locator(".dashboard").getAttribute("aria-busy"), "false");
    });
  });
});
