// The evaluation dashboard: matrix to gallery, filters, order, four at random, sorting, an evaluation that is not there.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { breedEvaluation, notEvaluated, speciesEvaluation } from "./fixtures/evaluations";
import { describeDashboards, it } from "./harness/suite";

const { confusion, classes, predictions, perClass } = breedEvaluation.evaluation!;

/** A wrong cell with most pictures. */
const [actual, predicted] = (() => {
  let best: readonly [number, number] = [0, 1];
  for (const [row, counts] of confusion.entries()) {
    for (const [column, count] of counts.entries()) {
      if (row !== column && count > confusion[best[0]]![best[1]]!) best = [row, column];
    }
  }
  return best;
})();
const mistakes = confusion[actual]![predicted]!;

/** Waits until the gallery says that it shows so many pictures. */
async function shows(page: Page, count: number): Promise<void> {
  const sentence = `${count.toLocaleString("en")} of 1,030 pictures`;
  await page.getByRole("status").getByText(sentence, { exact: true }).waitFor();
}

/** What the cells of the gallery say, when at least so many are filled. */
async function captions(page: Page, count: number): Promise<string[]> {
  await page.locator(".picture-grid").evaluate((grid) => {
    grid.scrollIntoView();
  });
  const cells = page.locator(".picture-cell button");
  await cells.nth(count - 1).waitFor();
  return cells.evaluateAll((nodes) => nodes.map((node) => node.textContent));
}

const cell = (page: Page, row: number, column: number) =>
  page.locator(".matrix tbody tr").nth(row).locator("td").nth(column);

describeDashboards("evaluation dashboard", (open) => {
  it("shows numbers and a matrix of counts, then of shares", async () => {
    await open(speciesEvaluation, async ({ page }) => {
      const { accuracy, confusion: two } = speciesEvaluation.evaluation!;
      const facts = await page.locator(".facts").innerText();
      assert.ok(facts.includes(`${(accuracy * 100).toFixed(1)}%`));
      assert.equal(await cell(page, 0, 1).innerText(), String(two[0]![1]));
      await page.getByRole("button", { name: "Normalised" }).click();
      const share = two[0]![1]! / (two[0]![0]! + two[0]![1]!);
      assert.equal(await cell(page, 0, 1).innerText(), String(Math.round(share * 100)));
      await page.reload();
      assert.equal(await cell(page, 0, 1).innerText(), String(Math.round(share * 100)));
    });
  });

  it("shows the pictures of a cell that is clicked", async () => {
    await open(breedEvaluation, async (dashboard) => {
      const { page } = dashboard;
      await cell(page, actual, predicted).click();
      await shows(page, mistakes);
      const said = await captions(page, mistakes);
      assert.equal(said.length, mistakes);
      for (const caption of said) {
        assert.ok(caption.includes(`wrong${classes[predicted]!}`), caption);
        assert.ok(caption.includes(`actual: ${classes[actual]!}`), caption);
      }
      assert.equal(await cell(page, actual, predicted).getAttribute("aria-selected"), "true");
      const view = (await dashboard.state())?.view?.["predictions"] as Record<string, unknown>;
      assert.equal(view["actual"], classes[actual]);
      await page.reload();
      await shows(page, mistakes);
      assert.equal(await cell(page, actual, predicted).getAttribute("aria-selected"), "true");
      await page.getByRole("button", { name: "Clear filters" }).click();
      await shows(page, 1030);
      assert.equal(await cell(page, actual, predicted).getAttribute("aria-selected"), "false");
    });
  });

  it("explains a picture of the gallery by the evaluated target", async () => {
    await open(breedEvaluation, async ({ page, host }) => {
      await captions(page, 1);
      await page.locator(".picture-cell button").first().click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Show why" }).click();
      await dialog.getByRole("img", { name: "Map of what speaks for Siamese" }).waitFor();
      assert.equal(host.requests("explain").length, 1);
    });
  });

  it("is walked by arrow keys with one tab stop, and Enter chooses", async () => {
    await open(breedEvaluation, async ({ page }) => {
      assert.equal(await page.locator(".matrix [tabindex='0']").count(), 1);
      await cell(page, 0, 0).focus();
      for (let step = 0; step < actual; step++) await page.keyboard.press("ArrowDown");
      for (let step = 0; step < predicted; step++) await page.keyboard.press("ArrowRight");
      const label = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
      assert.match(label ?? "", new RegExp(`^Actual ${classes[actual]!}, predicted`));
      await page.keyboard.press("Enter");
      await shows(page, mistakes);
      assert.equal(await page.locator(".matrix [tabindex='0']").count(), 1);
    });
  });

  it("keeps text readable on every colour of the matrix", async () => {
    for (const theme of ["light", "dark", "high-contrast"] as const) {
      await open(
        breedEvaluation,
        async ({ page }) => {
          const pairs = await page.locator(".matrix td[aria-label]").evaluateAll((cells) =>
            cells
              .filter((node) => node.textContent !== "")
              .map((node) => {
                const { color, backgroundColor } = getComputedStyle(node);
                return [color, backgroundColor] as const;
              }),
          );
          assert.ok(pairs.length > 37);
          const worst = Math.min(...pairs.map(([text, back]) => contrast(text, back)));
          assert.ok(worst >= 4.5, `${theme}: ${worst.toFixed(2)}`);
        },
        { theme },
      );
    }
  });

  it("filters right and wrong, and orders by certainty and loss", async () => {
    await open(breedEvaluation, async ({ page }) => {
      const choose = async (label: string, option: string): Promise<void> => {
        await page.getByRole("combobox", { name: label }).click();
        await page.getByRole("option", { name: option, exact: true }).click();
      };
      const wrong = predictions.filter((each) => each.actual !== each.predicted);
      await choose("Verdict", "Wrong only");
      await shows(page, wrong.length);
      const name = (path: string): string => path.replace("images/", "");
      const byLoss = [...wrong].sort((a, b) => b.loss - a.loss);
      assert.ok((await captions(page, 3))[0]!.endsWith(name(byLoss[0]!.path)));
      await choose("Order", "Most certain first");
      const sure = (each: (typeof wrong)[number]): number => each.probabilities[each.predicted]!;
      const byCertainty = [...wrong].sort((a, b) => sure(b) - sure(a));
      await page.getByRole("button", { name: name(byCertainty[0]!.path) }).waitFor();
      assert.ok((await captions(page, 3))[0]!.endsWith(name(byCertainty[0]!.path)));
      await choose("Actual class", "pug");
      const pugs = wrong.filter((each) => classes[each.actual] === "pug");
      await shows(page, pugs.length);
    });
  });

  it("draws four at random by a seed, and others when asked", async () => {
    await open(breedEvaluation, async ({ page }) => {
      await page.getByRole("button", { name: "4 random" }).click();
      const first = await captions(page, 4);
      assert.equal(first.length, 4);
      await page.getByRole("button", { name: "Draw 4 others" }).click();
      await page.waitForTimeout(300);
      const second = await captions(page, 4);
      assert.notDeepEqual(second, first);
      await page.reload();
      assert.deepEqual(await captions(page, 4), second, "the seed is kept");
    });
  });

  it("sorts the classes, and shows the pictures of one", async () => {
    await open(breedEvaluation, async ({ page }) => {
      const table = page.getByRole("table", { name: "Metrics of each class" });
      await table.getByRole("button", { name: "F1" }).click();
      const order = await table.locator("tbody th").allInnerTexts();
      const sorted = [...perClass].sort((a, b) => a.f1 - b.f1).map(({ name }) => name);
      assert.equal(order[0], sorted[0]);
      assert.equal(order.at(-1), sorted.at(-1));
      await table.getByRole("button", { name: "beagle" }).click();
      const { support } = perClass.find(({ name }) => name === "beagle")!;
      await shows(page, support);
    });
  });

  it("opens a picture with its most probable classes", async () => {
    await open(breedEvaluation, async ({ page, host }) => {
      await page.locator(".picture-grid").evaluate((grid) => {
        grid.scrollIntoView();
      });
      await page.locator(".picture-cell button").first().click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("table", { name: "Most probable classes" }).waitFor();
      assert.equal(await dialog.locator(".bars tr").count(), 5);
      await dialog.getByRole("button", { name: "Open picture" }).click();
      assert.equal(host.requests("openPicture").length, 1);
    });
  });

  it("explains what evaluating does when it has not been done", async () => {
    await open(notEvaluated, async ({ page, host }) => {
      await page.getByText("Not evaluated yet").waitFor();
      await page.getByRole("button", { name: "Evaluate" }).click();
      assert.deepEqual(host.requests("evaluateSplit"), [{ split: "test", target: "species" }]);
      await host.send("snapshot", speciesEvaluation);
      await cell(page, 0, 0).waitFor();
      assert.equal(await page.getByText("Not evaluated yet").isVisible(), false);
    });
  });
});

/** Contrast ratio of two computed colours, by WCAG 2. */
function contrast(text: string, back: string): number {
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [...colour.matchAll(/[\d.]+/g)].map(([part]) => {
      const share = Number(part) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, light = 0] = [luminance(text), luminance(back)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
