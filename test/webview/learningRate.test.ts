// The learning-rate dashboard: the suggestion and its mark, another rate by pointer or keyboard, trying again, failures.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { rateFound, rateNowhere, rateUnknown } from "./fixtures/learningRates";
import { describeDashboards, it } from "./harness/suite";

const buttons = (page: Page): Promise<string[]> =>
  page.locator(".head vscode-button").allInnerTexts();

const suggestion = Number(rateFound.range?.suggestion?.toPrecision(2));
const points = rateFound.range?.points ?? [];

describeDashboards("learning-rate dashboard", (open) => {
  it("trains with the suggested rate", async () => {
    await open(rateFound, async ({ page, host }) => {
      const label = `Train with ${suggestion.toExponential()}`;
      await page.getByRole("button", { name: label }).click();
      assert.deepEqual(host.requests("trainAt"), [{ learningRate: suggestion }]);
      assert.deepEqual(await buttons(page), [label, "Try again"]);
      await page.getByText(`◆ ${suggestion.toExponential()}`).waitFor();
      const table = page.getByRole("table", { name: "Loss of each step" });
      assert.equal(await table.locator("tbody tr").count(), points.length);
    });
  });

  it("takes the rate that a person clicks, and gives the suggestion back", async () => {
    await open(rateFound, async ({ page, host }) => {
      const plot = (await page.locator(".u-over").boundingBox())!;
      await page.mouse.click(plot.x + plot.width / 2, plot.y + plot.height / 2);
      const [train, , ...rest] = await buttons(page);
      assert.deepEqual(rest, ["Try again"]);
      await page.getByRole("button", { name: train ?? "" }).click();
      const [{ learningRate } = { learningRate: 0 }] = host.requests("trainAt") as {
        learningRate: number;
      }[];
      const [first, last] = [points[0], points.at(-1)].map((point) => point!.learningRate);
      const middle = Math.sqrt(first! * last!);
      assert.ok(Math.abs(Math.log10(learningRate / middle)) < 0.1, `${learningRate}, ${middle}`);
      await page.getByRole("button", { name: "Use the suggestion" }).click();
      assert.deepEqual(await buttons(page), [
        `Train with ${suggestion.toExponential()}`,
        "Try again",
      ]);
    });
  });

  it("is read and chosen from by keyboard", async () => {
    await open(rateFound, async ({ page }) => {
      const chart = page.getByRole("slider", { name: /^Loss/ });
      await chart.focus();
      await page.keyboard.press("Home");
      const said = (await chart.getAttribute("aria-valuetext")) ?? "";
      assert.match(said, /^Learning rate 1e-7, loss 3\.\d{3}, smoothed 3\.\d{3}$/);
      await page.keyboard.press("Enter");
      assert.equal((await buttons(page))[0], "Train with 1e-7");
    });
  });

  it("stays where the person pointed while it hears the same again, and moves with a new result", async () => {
    await open(rateFound, async ({ page, host }) => {
      await page.getByRole("slider", { name: /^Loss/ }).focus();
      await page.keyboard.press("End");
      await page.keyboard.press("Enter");
      const [chosen] = await buttons(page);
      await host.send("snapshot", { ...rateFound });
      assert.equal((await buttons(page))[0], chosen);
      await host.send("snapshot", {
        ...rateFound,
        range: { ...rateFound.range!, suggestion: 0.002 },
      });
      await page.getByRole("button", { name: "Train with 0.002" }).waitFor();
    });
  });

  it("tries when it is asked to, shows how far it is, and can be stopped", async () => {
    await open(rateUnknown, async ({ page, host }) => {
      assert.equal(await page.locator(".chart").isVisible(), false);
      await page.getByRole("button", { name: "Try learning rates" }).click();
      assert.deepEqual(host.requests("tryRates"), [{}]);
      await host.send("snapshot", { ...rateUnknown, isTrying: true });
      const progress = { stage: "train", done: 12, total: 100, unit: "batches" } as const;
      await host.send("progress", progress);
      await page.getByText("12 of 100 batches").waitFor();
      assert.deepEqual(await buttons(page), []);
      await page.getByRole("button", { name: "Cancel" }).click();
      assert.deepEqual(host.requests("cancel"), [{}]);
      await host.send("progress", null);
      const failure = { code: "cancelled", message: "Stopped as asked." } as const;
      await host.send("snapshot", { ...rateUnknown, failure });
      await page.getByText("Stopped as asked.").waitFor();
      await page.getByRole("button", { name: "Try learning rates" }).waitFor();
    });
  });

  it("recommends nothing where the loss never fell, but lets a person choose", async () => {
    await open(rateNowhere, async ({ page }) => {
      await page.getByText("no rate can be recommended").waitFor();
      assert.deepEqual(await buttons(page), ["Try again"]);
      await page.getByRole("slider", { name: /^Loss/ }).focus();
      await page.keyboard.press("Home");
      await page.keyboard.press("Enter");
      assert.deepEqual(await buttons(page), ["Train with 1e-7", "Try again"]);
    });
  });
});
