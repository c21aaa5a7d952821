// The Compare dashboard: numbers with the best marked, curves, classes, settings, pictures on which runs disagree, runs added and removed.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { ComparedPicture } from "../../src/protocol/comparison";
import { breedRuns, eightRuns, threeRuns, twoRuns, untestedRuns } from "./fixtures/comparisons";
import { describeDashboards, it } from "./harness/suite";

const { pictures, classes } = twoRuns.comparison.common!;

const isRight = ({ actual, answers }: ComparedPicture, run: number): boolean =>
  answers[run]?.predicted === actual;
const disagreed = pictures.filter((each) => isRight(each, 0) !== isRight(each, 1));

/** Waits until the gallery says that it shows so many pictures. */
async function shows(page: Page, count: number): Promise<void> {
  const sentence = `${count.toLocaleString("en")} of 1,030 pictures`;
  await page.getByRole("status").getByText(sentence, { exact: true }).waitFor();
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: label, exact: true }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

/** The cells of a row of the table of numbers, but for its heading. */
async function numbers(page: Page, name: string): Promise<string[]> {
  const table = page.getByRole("table", { name: "Numbers" });
  const heading = page.getByRole("rowheader", { name, exact: true });
  return table.getByRole("row").filter({ has: heading }).getByRole("cell").allInnerTexts();
}

describeDashboards("compare dashboard", (open) => {
  it("shows numbers side by side and marks the best that may be compared", async () => {
    await open(twoRuns, async ({ page }) => {
      const [one, two] = twoRuns.comparison.runs.map(({ tested }) => tested!);
      const cells = await numbers(page, "Accuracy");
      assert.ok(two!.accuracy > one!.accuracy);
      assert.match(
        cells[0]!,
        new RegExp(`^${(one!.accuracy * 100).toFixed(1)}%\\s+${one!.errors} of`),
      );
      assert.match(cells[1]!, new RegExp(`^★\\s*${(two!.accuracy * 100).toFixed(1)}%`));
      assert.match((await numbers(page, "Time of all epochs"))[0]!, /^★\s*15 min/);
      assert.deepEqual(await numbers(page, "Parameters"), ["35,110,402", "21,548,354"]);
    });
    await open(eightRuns, async ({ page }) => {
      const accuracies = await numbers(page, "Accuracy");
      assert.ok(!accuracies.join().includes("★"), "of other pictures and classes none is the best");
      assert.match((await numbers(page, "Accuracy on common pictures"))[2]!, /★/);
      const care = page.getByRole("region", { name: "Read with care" });
      assert.equal(await care.getByRole("listitem").count(), 7);
      assert.match(await care.innerText(), /H: learned other classes/);
    });
  });

  it("shows at first the pictures that one got right and the other wrong", async () => {
    await open(twoRuns, async ({ page }) => {
      await shows(page, disagreed.length);
      await choose(page, "A", "Right only");
      await shows(page, disagreed.filter((each) => isRight(each, 0)).length);
      await choose(page, "Pictures", "All");
      await shows(page, pictures.filter((each) => isRight(each, 0)).length);
      await choose(page, "B", "Right only");
      await choose(page, "Actual class", "cat");
      const cats = pictures.filter(({ actual }) => classes[actual] === "cat");
      await shows(page, cats.filter((each) => isRight(each, 0) && isRight(each, 1)).length);
      await page.reload();
      await shows(page, cats.filter((each) => isRight(each, 0) && isRight(each, 1)).length);
      await page.getByRole("button", { name: "Clear filters" }).click();
      await shows(page, disagreed.length);
    });
  });

  it("says whether a difference may be chance, and shows the pictures behind each count", async () => {
    await open(twoRuns, async ({ page }) => {
      const table = page.getByRole("table", { name: "Is it chance?" });
      await table.getByText("B errs less").waitFor();
      const [pair] = twoRuns.comparison.common!.pairs;
      await table.getByRole("button", { name: "Show pictures that B got right" }).click();
      await shows(page, pair!.onlySecond);
      const cells = page.locator(".picture-cell button");
      await cells.first().waitFor();
      for (const text of await cells.allInnerTexts()) {
        assert.match(text.replace(/\s+/g, " "), /^A ✗ ?wrong.* B ✓ ?right/);
      }
    });
  });

  it("lays curves over one another, over epochs or over time", async () => {
    await open(threeRuns, async ({ page }) => {
      const chart = page.getByRole("slider");
      const said = async (): Promise<string> => (await chart.getAttribute("aria-valuetext")) ?? "";
      await chart.focus();
      await page.keyboard.press("Home");
      const [a, b, c] = threeRuns.comparison.runs.map(({ run }) => run.metrics[0]!);
      const share = (value: number): string => `${(value * 100).toFixed(1)}%`;
      const first = [a!, b!, c!].map((epoch) => share(epoch.validationAccuracy!));
      assert.equal(await said(), `Epoch 1, A ${first[0]!}, B ${first[1]!}, C ${first[2]!}`);
      await page.keyboard.press("End");
      assert.match(await said(), /^Epoch 15, A .*%, B .*%, C –$/);
      await page.getByRole("button", { name: "Over time" }).click();
      await page.getByRole("slider").focus();
      await page.keyboard.press("Home");
      assert.equal(await said(), `After 4.0 s, A –, B –, C ${first[2]!}`);
      await choose(page, "Metric", "Learning rate");
      await page.getByRole("slider").focus();
      await page.keyboard.press("End");
      assert.match(await said(), /^After 37 min 44 s, A 1e-5, B 1e-5, C 1e-5$/);
      assert.equal(await page.locator(".chart canvas").count(), 1);
    });
  });

  it("sorts classes by where runs differ, and shows the pictures of one", async () => {
    await open(breedRuns, async ({ page }) => {
      await page.getByRole("tab", { name: "Classes" }).click();
      const { perClass, pictures: all, classes: names, runs } = breedRuns.comparison.common!;
      const table = page.getByRole("table", { name: "Errors of each class" });
      const spread = (errors: readonly (number | null)[]): number =>
        Math.max(...errors.map(Number)) - Math.min(...errors.map(Number));
      const widest = Math.max(...perClass.map(({ errors }) => spread(errors)));
      const [first] = await table.locator("tbody th").allInnerTexts();
      assert.equal(spread(perClass.find(({ name }) => name === first)!.errors), widest);
      await table.getByRole("button", { name: "Errors of B" }).click();
      const fewest = Math.min(...perClass.map(({ errors }) => errors[1]!));
      const row = await table.locator("tbody tr").first().getByRole("cell").allInnerTexts();
      assert.equal(row[2], String(fewest));
      await table.getByRole("button", { name: "beagle" }).click();
      const beagles = all.filter(({ actual }) => names[actual] === "beagle");
      const mixed = beagles.filter((each) => {
        const right = runs.map((run) => isRight(each, run));
        return right.includes(true) && right.includes(false);
      });
      await shows(page, mixed.length);
    });
  });

  it("lists the settings that differ, and all when asked", async () => {
    await open(twoRuns, async ({ page }) => {
      await page.getByRole("tab", { name: "Settings" }).click();
      const table = page.getByRole("table", { name: "Settings" });
      const rows = await table.locator("tbody th").allInnerTexts();
      assert.deepEqual(rows, ["Network", "Learning rate", "Horizontal flip", "Rotation"]);
      await page.getByRole("button", { name: "All", exact: true }).click();
      const more = await table.locator("tbody th").allInnerTexts();
      assert.ok(more.includes("Pictures a batch") && more.includes("Mixup"));
      await page.getByRole("table", { name: "Device and versions" }).waitFor();
    });
  });

  it("offers to evaluate what was not, and grows when that is done", async () => {
    await open(threeRuns, async ({ page, host }) => {
      await page.getByText("Not evaluated yet: C").waitFor();
      await page.getByRole("button", { name: "Evaluate C" }).click();
      assert.equal(host.requests("evaluateMissing").length, 1);
    });
    await open(untestedRuns, async ({ page, host }) => {
      await page.getByText("Not evaluated yet: A, B").waitFor();
      assert.equal(await page.getByRole("heading", { name: "Pictures" }).count(), 0);
      await host.send("snapshot", twoRuns);
      await shows(page, disagreed.length);
      assert.equal(await page.getByText("Not evaluated yet").isVisible(), false);
    });
  });

  it("removes runs down to two, adds others, opens each", async () => {
    await open(threeRuns, async (dashboard) => {
      const { page, host } = dashboard;
      const runs = threeRuns.comparison.runs.map(({ run }) => run.directory);
      await page.getByRole("button", { name: "Leave out B" }).click();
      const left = [runs[0], runs[2]];
      assert.deepEqual(host.requests("compare"), [{ runs: left, target: "species" }]);
      await page.getByRole("button", { name: "Open training of C" }).click();
      assert.deepEqual(host.requests("openRun"), [{ run: runs[2], kind: "training" }]);
      assert.equal(await page.getByRole("button", { name: "Open evaluation of C" }).count(), 0);
      await page.getByRole("button", { name: "Choose Runs…" }).click();
      assert.equal(host.requests("chooseRuns").length, 1);
      await host.send("snapshot", twoRuns);
      await page.getByRole("heading", { name: "Comparison of 2 runs" }).waitFor();
      assert.equal(await page.getByRole("button", { name: /^Leave out/ }).count(), 0);
      const kept = twoRuns.comparison.runs.map(({ run }) => run.directory);
      const { subject } = (await dashboard.state())!;
      assert.deepEqual(subject, { kind: "compare", runs: kept, target: "species" });
    });
  });

  it("opens a picture with what each run said of it", async () => {
    await open(breedRuns, async ({ page, host }) => {
      await page.locator(".picture-grid").evaluate((grid) => {
        grid.scrollIntoView();
      });
      await page.locator(".picture-cell button").first().click();
      const dialog = page.getByRole("dialog");
      const table = dialog.getByRole("table", { name: "Probability of the actual class" });
      await table.waitFor();
      assert.deepEqual(await table.locator("th").allInnerTexts(), ["A", "B", "C"]);
      await dialog.getByRole("button", { name: "Open picture" }).click();
      assert.equal(host.requests("openPicture").length, 1);
    });
  });

  it("keeps filters and focus when an epoch ends", async () => {
    await open(twoRuns, async ({ page, host }) => {
      await choose(page, "Pictures", "All wrong");
      const neither = pictures.filter((each) => !isRight(each, 0) && !isRight(each, 1));
      await shows(page, neither.length);
      const filter = page.getByRole("combobox", { name: "Pictures", exact: true });
      await filter.focus();
      const { comparison } = twoRuns;
      const [first, ...others] = comparison.runs;
      const shorter = { ...first!.run, metrics: first!.run.metrics.slice(0, 5) };
      const next = { ...comparison, runs: [{ ...first!, run: shorter }, ...others] };
      await host.send("snapshot", { ...twoRuns, comparison: next });
      const chart = page.getByRole("slider");
      await chart.and(page.locator("[aria-valuetext*='A –']")).waitFor();
      await shows(page, neither.length);
      assert.ok(await filter.evaluate((node) => node === document.activeElement));
    });
  });
});
