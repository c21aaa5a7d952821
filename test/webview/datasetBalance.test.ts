// The Balance tab: what the classes are and would be, starting and stopping the work, what leaks, cleaning.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { datasetSnapshot, downsampledDataset, upsampledDataset } from "./fixtures/dataset";
import { seriousViolations } from "./harness/axe";
import { describeDashboards, it } from "./harness/suite";
import { THEME_NAMES } from "./harness/theme";

/** Before and after of each class, as the chart's table says them. */
async function chart(page: Page): Promise<Record<string, string[]>> {
  const rows = page.locator(".balance-chart tbody tr");
  const found = await rows.evaluateAll((all) =>
    all.map((row) => [
      row.querySelector("th")?.textContent ?? "",
      ...[...row.querySelectorAll(".numeric")].map((cell) => cell.textContent),
    ]),
  );
  return Object.fromEntries(found.map(([name = "", ...numbers]) => [name, numbers]));
}

/** Share of the bar's cell that each piece of a class's bar takes. */
function pieces(page: Page, name: string): Promise<Record<string, number>> {
  const bar = page.locator(`.balance-chart tr[data-class="${name}"] .pieces`);
  return bar.evaluate((node: HTMLElement) =>
    Object.fromEntries(
      [...node.children].map((piece) => [
        piece.className.replace(/^piece piece-/, ""),
        Math.round((100 * piece.getBoundingClientRect().width) / node.clientWidth),
      ]),
    ),
  );
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: label, exact: true }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

const onBalance = {
  state: {
    subject: { kind: "dataset", directory: "/x" } as const,
    view: { tabs: { tab: "balance" } },
  },
};

describeDashboards("balancing in the data set's dashboard", (open) => {
  it("shows the classes of the training part and of all, and says what it would do", async () => {
    await open(
      datasetSnapshot,
      async ({ page }) => {
        const { cat, dog } = await chart(page);
        assert.deepEqual(cat, ["1,634", "1,634"]);
        assert.deepEqual(dog, ["3,413", "3,413"]);
        await page.getByText("species is not balanced.").waitFor();
        await page.getByText("Generates 1,779 pictures, of training pictures alone").waitFor();
        assert.equal(await page.getByRole("button", { name: "Clean" }).count(), 0);
        await page.getByRole("button", { name: "All pictures" }).click();
        assert.deepEqual((await chart(page))["cat"], ["2,334", "2,334"]);
        await choose(page, "How", "Leave pictures out");
        await page.getByText("Leaves 1,779 training pictures out: every class then has").waitFor();
        await choose(page, "Target", "breed");
        assert.equal(Object.keys(await chart(page)).length, 37);
      },
      onBalance,
    );
  });

  it("asks for what was chosen: target, strategy, seed, order", async () => {
    await open(
      datasetSnapshot,
      async ({ page, host }) => {
        const start = page.getByRole("button", { name: "Balance", exact: true });
        await start.click();
        await page.getByRole("textbox", { name: "Seed" }).fill("5");
        await page.getByRole("checkbox", { name: /Before the split/ }).click();
        await start.click();
        await choose(page, "How", "Weigh the loss");
        await choose(page, "Target", "breed");
        assert.equal(await page.getByRole("checkbox").count(), 0, "only for generated pictures");
        await start.click();
        const first = { target: "species", strategy: "upsample", seed: 27, notebookOrder: false };
        assert.deepEqual(host.requests("balance"), [
          first,
          { ...first, seed: 5, notebookOrder: true },
          { target: "breed", strategy: "weights", seed: 5, notebookOrder: false },
        ]);
        await page.getByRole("textbox", { name: "Seed" }).fill("five");
        await page.getByText("The seed must be a whole number.").waitFor();
        await start.click({ force: true });
        assert.equal(host.requests("balance").length, 3);
      },
      onBalance,
    );
  });

  it("shows how far it is, can be cancelled, and hands the focus there and back", async () => {
    await open(
      datasetSnapshot,
      async ({ page, host }) => {
        const start = page.getByRole("button", { name: "Balance", exact: true });
        await start.click();
        await host.send("progress", { stage: "augment", done: 9, total: 90, unit: "pictures" });
        await page.waitForFunction(() => document.activeElement?.textContent === "Cancel");
        assert.equal(await start.isEnabled(), false);
        await page.keyboard.press("Enter");
        assert.equal(host.requests("cancel").length, 1);
        await host.send("progress", null);
        await page.waitForFunction(() => document.activeElement?.textContent === "Balance");
        assert.equal(await start.isEnabled(), true);
      },
      onBalance,
    );
  });

  it("changes the chart when pictures were generated, and back when they are cleaned away", async () => {
    await open(
      datasetSnapshot,
      async ({ page, host }) => {
        assert.deepEqual(await pieces(page, "cat"), { original: 48 });
        await host.send("snapshot", upsampledDataset());
        await page.getByText("species: 1,779 pictures are generated, seed 27.").waitFor();
        assert.deepEqual((await chart(page))["cat"], ["1,634", "3,413"]);
        assert.deepEqual(await pieces(page, "cat"), { original: 48, generated: 52 });
        assert.equal(await page.locator(".warning").count(), 0, "nothing leaks");
        await page.getByRole("button", { name: "Clean" }).click();
        assert.deepEqual(host.requests("act"), [{ action: "clean" }]);
        await host.send("snapshot", datasetSnapshot);
        await page.getByText("species is not balanced.").waitFor();
        assert.deepEqual(await pieces(page, "cat"), { original: 48 });
      },
      onBalance,
    );
  });

  it("warns of pictures that leak, with their number", async () => {
    await open(
      upsampledDataset(413),
      async ({ page }) => {
        const warning = page.locator(".warning");
        assert.match(await warning.innerText(), /Pictures leak into the test: 413\./);
        await page.getByRole("tab", { name: "Overview" }).click();
        const split = page.getByRole("table", { name: "Split" });
        const species = split.getByRole("row").filter({ hasText: "species" });
        assert.match(await species.innerText(), /\b413$/);
      },
      onBalance,
    );
  });

  it("has no serious accessibility violation while it warns, in any theme", async () => {
    for (const theme of THEME_NAMES) {
      await open(
        upsampledDataset(413),
        async ({ page, host }) => {
          await host.send("progress", { stage: "augment", done: 9, total: 90, unit: "pictures" });
          assert.deepEqual(await seriousViolations(page), [], theme);
        },
        { ...onBalance, theme },
      );
    }
  });

  it("shows what is left out, in the chart, the split and the pictures' filter", async () => {
    await open(
      downsampledDataset(),
      async ({ page, host }) => {
        assert.deepEqual(await pieces(page, "dog"), { original: 48, "left-out": 52 });
        await page.getByRole("tab", { name: "Overview" }).click();
        const split = page.getByRole("table", { name: "Split" });
        await split.getByRole("columnheader", { name: "Left out" }).waitFor();
        await page.getByRole("tab", { name: "Pictures" }).click();
        await choose(page, "Split", "species: Left out of training");
        await page.waitForTimeout(200);
        const { split: part } = host.requests("samples").at(-1) as { split?: { name: string } };
        assert.equal(part?.name, "left-out");
      },
      onBalance,
    );
  });
});
