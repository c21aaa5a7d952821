// The Sweep dashboard: the best first, parts of axes chosen by dragging and by keyboard, what its buttons ask for.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { grid, random } from "./fixtures/sweeps";
import { describeDashboards, it } from "./harness/suite";

/** Numbers of the trials in the table, from its top. */
async function listed(page: Page): Promise<number[]> {
  const cells = await page.locator("tbody tr > :first-child").allInnerTexts();
  return cells.map((text) => Number(/\d+$/.exec(text)?.[0]));
}

const axis = (page: Page, name: string) =>
  page.getByRole("slider", { name: new RegExp(`^${name}:`) });

describeDashboards("the Sweep dashboard", (open) => {
  it("shows all trials, the best by validation first, and says by what they are ranked", async () => {
    await open(grid, async ({ page }) => {
      const { trials, ranking } = grid.sweep;
      assert.deepEqual(await listed(page), ranking);
      assert.equal(await page.locator(".parallel polyline").count(), trials.length);
      const best = page.locator(".parallel polyline.is-best");
      assert.equal(await best.getAttribute("data-trial"), String(ranking[0]));
      const text = await page.locator("main").innerText();
      assert.match(text, /ranked by their validation accuracy, never by the test/);
      assert.doesNotMatch(text, /test accuracy/i);
      assert.match(await page.locator("tbody tr").first().innerText(), /◆ best/);
    });
  });

  it("ranks by loss where the plan says so; what failed or waits comes last and has no line", async () => {
    await open(random, async ({ page }) => {
      const { trials, ranking } = random.sweep;
      const measured = trials.filter((trial) => trial.validationLoss !== undefined);
      const rows = await listed(page);
      const losses = rows.flatMap((number) => trials[number - 1]!.validationLoss ?? []);
      assert.deepEqual(
        losses,
        [...losses].sort((a, b) => a - b),
      );
      assert.equal(rows.length, trials.length);
      assert.equal(await page.locator(".parallel polyline").count(), measured.length);
      assert.match(
        await page.locator("tbody").innerText(),
        /failed: The loss is no longer a number/,
      );
      assert.match(await page.locator(".facts").innerText(), /14 of 20\s+1 failed/);
      assert.equal(ranking.length, 14);
    });
  });

  it("chooses trials by dragging along an axis, and shows all again by a click or a button", async () => {
    await open(grid, async ({ page }) => {
      const box = (await axis(page, "Validation accuracy").boundingBox())!;
      const x = box.x + box.width / 2;
      await page.mouse.move(x, box.y + 2);
      await page.mouse.down();
      await page.mouse.move(x, box.y + box.height / 2, { steps: 5 });
      await page.mouse.up();
      const accuracies = grid.sweep.trials.map((trial) => trial.validationAccuracy!);
      const middle = (Math.min(...accuracies) + Math.max(...accuracies)) / 2;
      const upper = grid.sweep.ranking.filter((number) => accuracies[number - 1]! >= middle);
      assert.deepEqual(await listed(page), upper);
      await page.getByText(`${upper.length} of 12 trials are chosen.`).waitFor();
      assert.equal(await page.locator("polyline.is-faded").count(), 12 - upper.length);
      await page.mouse.click(x, box.y + 60);
      assert.equal((await listed(page)).length, 12);
      await axis(page, "Schedule").focus();
      await page.keyboard.press("ArrowUp");
      assert.equal((await listed(page)).length, 6);
      await page.getByRole("button", { name: "Show All" }).click();
      assert.equal((await listed(page)).length, 12);
    });
  });

  it("chooses by arrow keys, says what, and keeps the focus", async () => {
    await open(grid, async ({ page }) => {
      const rate = axis(page, "Learning rate");
      await rate.focus();
      const said = () => rate.getAttribute("aria-valuetext");
      assert.equal(await said(), "all");
      await page.keyboard.press("ArrowUp");
      assert.equal(await said(), "1e-4");
      await page.keyboard.press("ArrowUp");
      assert.equal(await said(), "0.001");
      assert.equal((await listed(page)).length, 4);
      await page.keyboard.press("Shift+ArrowUp");
      assert.equal(await said(), "0.001 to 0.01");
      assert.equal((await listed(page)).length, 8);
      const decay = axis(page, "Weight decay");
      await decay.focus();
      await page.keyboard.press("ArrowDown");
      assert.equal(await decay.getAttribute("aria-valuetext"), "0.1");
      assert.equal((await listed(page)).length, 4); // both axes hold
      await page.keyboard.press("Escape");
      await rate.focus();
      await page.keyboard.press("Escape");
      assert.equal((await listed(page)).length, 12);
    });
  });

  it("asks for a trial's dashboard, the rest of the trials, the best on all pictures", async () => {
    await open(random, async ({ page, host }) => {
      const [best = 0] = random.sweep.ranking;
      const { run } = random.sweep.trials[best - 1]!;
      await page.getByRole("button", { name: `Open trial ${best}`, exact: true }).click();
      await page.getByRole("button", { name: "Open trial 16", exact: true }).click();
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByRole("button", { name: "Train the Best Again on All Pictures" }).click();
      const asked = host.calls.filter(({ method }) => !/^(snapshot|translations)$/.test(method));
      assert.deepEqual(
        asked.map(({ method, request }) => [method, request]),
        [
          ["openRun", { run, kind: "evaluation" }],
          ["openRun", { run: random.sweep.trials[15]!.run, kind: "training" }],
          ["goOn", {}],
          ["trainOnAll", { run }],
        ],
      );
    });
  });

  it("offers nothing to begin while something is trained, and stops what is", async () => {
    const sweep = { ...random.sweep, state: "running" } as const;
    const progress = { stage: "train", done: 3, total: 9, unit: "pictures", detail: "x" } as const;
    await open({ ...random, sweep, isBusy: true, progress }, async ({ page, host }) => {
      assert.equal(await page.locator(".head .actions").innerText(), "");
      await page.getByRole("button", { name: /Cancel|Stop/ }).click();
      assert.deepEqual(host.calls.at(-1)?.request, { action: "stop" });
    });
  });

  it("keeps what was chosen when a trial comes to an end", async () => {
    await open(random, async ({ page, host }) => {
      await axis(page, "Flip averaging").focus();
      await page.keyboard.press("ArrowUp");
      const before = await listed(page);
      const trials = random.sweep.trials.map((trial) =>
        trial.number === 17
          ? { ...random.sweep.trials[0]!, number: 17, settings: trial.settings }
          : trial,
      );
      await host.send("snapshot", { ...random, sweep: { ...random.sweep, trials } });
      assert.deepEqual(new Set(await listed(page)), new Set(before));
      const label = await axis(page, "Flip averaging").getAttribute("aria-valuetext");
      assert.equal(label, "no");
    });
  });
});
