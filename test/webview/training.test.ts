// The training dashboard: live curves, keyboard read-out, epochs, actions by state, architecture, configuration.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { NO_AUGMENTATION } from "../../src/protocol/augment";
import {
  beginning,
  epochMetrics,
  failed,
  finishedBreeds,
  run,
  running,
  tick,
} from "./fixtures/runs";
import { describeDashboards, it } from "./harness/suite";

/** The number of points of a chart, from what it tells screen readers. */
async function points(page: Page): Promise<number> {
  const last = await page.getByRole("slider").first().getAttribute("aria-valuemax");
  return Number(last) + 1;
}

/** Painted pixels of the first chart: a curve that grows paints more. */
function ink(page: Page): Promise<number> {
  return page
    .locator("canvas")
    .first()
    .evaluate((canvas: HTMLCanvasElement) => {
      const { width, height } = canvas;
      const copy = new OffscreenCanvas(width, height).getContext("2d", {
        willReadFrequently: true,
      });
      copy?.drawImage(canvas, 0, 0);
      const data = copy?.getImageData(0, 0, width, height).data ?? [];
      let painted = 0;
      for (let index = 0; index < data.length; index += 4) {
        const [red = 0, , blue = 0, alpha = 0] = data.slice(index, index + 4);
        if (alpha > 200 && blue > red + 80) painted++; // the line of training is blue
      }
      return painted;
    });
}

const actions = (page: Page): Promise<string[]> =>
  page.locator(".head vscode-button").allInnerTexts();

describeDashboards("training dashboard", (open) => {
  it("grows its curves with each tick and epoch", async () => {
    await open(running, async ({ page, host }) => {
      assert.equal(await points(page), 7, "six epochs and the one under way");
      const before = await ink(page);
      await host.send("tick", tick(7, 50));
      await page.getByText("batch 50 of 52").waitFor();
      assert.equal(await points(page), 7);
      await host.send("epochEnd", epochMetrics(7));
      await host.send("epochEnd", epochMetrics(8));
      await host.send("tick", tick(9, 26));
      await page.getByText("Epoch 9, so far").first().waitFor();
      assert.equal(await points(page), 9);
      assert.ok((await ink(page)) > before, "the line is longer");
      const table = page.getByRole("table", { name: "Metrics of each epoch" });
      assert.equal(await table.locator("tbody tr").count(), 8);
      assert.match(await table.locator("tr.best").innerText(), /^◆ best 8/);
      const share = await page.getByRole("progressbar").last().getAttribute("aria-valuenow");
      assert.equal(share, String(Math.round((8.5 / 15) * 100)));
    });
  });

  it("takes an epoch that it already has only once", async () => {
    await open(running, async ({ page, host }) => {
      await host.send("epochEnd", epochMetrics(6));
      await host.send("tick", tick(6, 52)); // late: that epoch has ended
      await page.waitForTimeout(100);
      assert.equal(await page.locator(".curves tbody tr").count(), 6);
    });
  });

  it("reads out both values under the pointer and by arrow keys", async () => {
    await open(running, async ({ page }) => {
      const chart = page.getByRole("slider", { name: /^Loss/ });
      const { trainLoss, validationLoss } = epochMetrics(1);
      await chart.focus();
      await page.keyboard.press("Home");
      const said = (await chart.getAttribute("aria-valuetext")) ?? "";
      assert.equal(
        said,
        `Epoch 1, Training ${trainLoss.toFixed(3)}, Validation ${validationLoss!.toFixed(3)}`,
      );
      const readOut = page.locator(".read-out").first();
      assert.match(await readOut.innerText(), /Epoch 1\b/);
      assert.match(await page.locator(".read-out").last().innerText(), /Epoch 1\b/, "in step");
      await page.keyboard.press("ArrowRight");
      assert.match(await readOut.innerText(), /Epoch 2\b/);
      const box = (await page.locator(".u-over").first().boundingBox())!;
      await page.mouse.move(box.x + box.width * (4 / 14), box.y + 50);
      assert.match(await readOut.innerText(), /Epoch 5\b/);
    });
  });

  it("sorts the epochs by a heading, and by keyboard", async () => {
    await open(finishedBreeds, async ({ page }) => {
      const first = page.locator(".curves tbody tr").first();
      const heading = page.getByRole("columnheader", { name: "Validation loss" });
      await heading.getByRole("button").focus();
      await page.keyboard.press("Enter");
      assert.equal(await heading.getAttribute("aria-sort"), "ascending");
      const metrics = finishedBreeds.run.metrics;
      const best = [...metrics].sort((a, b) => a.validationLoss! - b.validationLoss!);
      assert.match(await first.innerText(), new RegExp(`\\b${best[0]!.epoch}\\b`));
      await page.keyboard.press("Enter");
      assert.match(await first.innerText(), new RegExp(`^${best.at(-1)!.epoch}\\b`));
      await page.reload();
      assert.match(await first.innerText(), new RegExp(`^${best.at(-1)!.epoch}\\b`));
    });
  });

  it("offers what the state allows", async () => {
    await open(running, async ({ page, host }) => {
      assert.deepEqual(await actions(page), ["Stop", "Open data set"]);
      await page.getByRole("button", { name: "Stop" }).click();
      assert.deepEqual(host.requests("act"), [{ action: "stop" }]);
      await host.send("snapshot", { ...running, tick: undefined, run: run("stopped", 6) });
      await page.getByRole("button", { name: "Resume" }).waitFor();
      assert.deepEqual(await actions(page), ["Resume", "Evaluate", "Open data set"]);
      assert.equal(await page.getByText("Stopped").count(), 1);
      await host.send("snapshot", { ...running, tick: undefined, run: run("finished", 15) });
      await page.getByText("Finished").waitFor();
      assert.deepEqual(await actions(page), ["Evaluate", "Open data set"]);
    });
    await open(finishedBreeds, async ({ page }) => {
      assert.deepEqual(await actions(page), ["Open evaluation", "Open data set"]);
    });
  });

  it("says why a run failed, and waits for the first batch", async () => {
    await open(failed, async ({ page }) => {
      await page.getByText("The loss is not a number any more").waitFor();
    });
    await open(beginning, async ({ page, host }) => {
      await page.getByText("The curves begin with the first batch.").waitFor();
      await page.getByText(/^Decoding pictures · 2,210 of 7,349/).waitFor();
      await host.send("progress", null);
      await host.send("tick", tick(1, 3));
      await page.locator("canvas").first().waitFor();
    });
  });

  it("shows 177 layers folded in blocks; table and graph unfold together", async () => {
    await open(finishedBreeds, async (dashboard) => {
      const { page } = dashboard;
      await page.getByRole("tab", { name: "Architecture" }).click();
      await page.getByText("24,576,101").first().waitFor();
      const rows = page.locator(".layers tbody tr");
      const blocks = await rows.count();
      assert.equal(blocks, 18, "conv1, 16 residual blocks, head");
      assert.equal(await page.locator(".graph .skip").count(), 0);
      await page.getByRole("button", { name: /^layer1\.0 12 layers/ }).focus();
      await page.keyboard.press("Enter");
      assert.equal(await rows.count(), blocks + 12);
      assert.equal(await page.locator(".graph .skip").count(), 2, "the shortcut and its way round");
      await page.getByRole("button", { name: "layer1.0", exact: true }).click();
      assert.equal(await rows.count(), blocks);
      await page.getByRole("button", { name: "Unfold all" }).click();
      assert.equal(await page.locator(".layers .layer").count(), 177);
      assert.deepEqual((await dashboard.state())?.view?.["tabs"], { tab: "architecture" });
      await page.reload();
      await page.locator(".layers .layer").first().waitFor();
    });
  });

  it("shows the whole configuration", async () => {
    await open(finishedBreeds, async ({ page }) => {
      await page.getByRole("tab", { name: "Configuration" }).click();
      const text = await page.locator(".configuration").innerText();
      for (const part of ["resnet50", "1e-5", "128 × 128 px", "0.481, 0.449, 0.396", "421 MB"]) {
        assert.ok(text.includes(part), part);
      }
      assert.equal(await page.locator(".classes li").count(), 37);
    });
  });

  it("says balance, augmentation and what was left out in words", async () => {
    const { run: finished } = finishedBreeds;
    const augmentation = { ...NO_AUGMENTATION, horizontalFlip: 0.5, rotation: 10 };
    const config = { ...finished.config, balance: "downsample", augmentation } as const;
    const split = { ...finished.split, leftOut: 1779, leaked: 413 };
    await open({ ...finishedBreeds, run: { ...finished, config, split } }, async ({ page }) => {
      await page.getByRole("tab", { name: "Configuration" }).click();
      const text = await page.locator(".configuration").innerText();
      for (const part of [
        /Balance\s+pictures of the larger classes left out/,
        /Augmentation\s+Horizontal flip: 50% of the pictures\s+Rotation: up to 10° either way/,
        /Left out to balance\s+1,779/,
        /Held out with a copy in training\s+413/,
      ]) {
        assert.match(text, part);
      }
      assert.ok(!text.includes("Cutout"), "what is off is not said");
    });
  });

  it("paints the curves anew when the theme changes", async () => {
    await open(running, async ({ page }) => {
      const before = await ink(page);
      await page.evaluate(() => {
        document.documentElement.style.setProperty("--vscode-charts-blue", "#ff0000");
        document.body.className = "vscode-body vscode-light";
      });
      await page.waitForTimeout(200);
      assert.ok(before > 200);
      assert.ok((await ink(page)) < 20, "nothing is blue any more");
    });
  });
});
