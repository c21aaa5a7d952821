// The data set dashboard, used as a person would: numbers, filters, thumbnails, details, findings.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { datasetSnapshot, emptyDataset, SAMPLES } from "./fixtures/dataset";
import { describeDashboards, it } from "./harness/suite";

/** Turns to a tab. */
async function turnTo(page: Page, tab: string): Promise<void> {
  await page.getByRole("tab", { name: tab }).click();
}

describeDashboards("data set dashboard", (open) => {
  it("shows numbers, both distributions and the split", async () => {
    await open(datasetSnapshot, async ({ page }) => {
      assert.equal(await page.locator("h1").textContent(), "oxford-iiit-pet");
      const facts = await page.locator(".facts").innerText();
      assert.match(facts, new RegExp(`Pictures\\s+${SAMPLES.length.toLocaleString("en")}`));
      const breeds = page.locator(".wide .bars tr");
      assert.equal(await breeds.count(), 37);
      assert.equal(await page.locator(".wide .bars").count(), 2, "one chart a species");
      const split = page.getByRole("table", { name: "Split" });
      assert.equal(await split.getByRole("row").count(), 3);
    });
  });

  it("orders breeds by name when asked, and remembers it", async () => {
    await open(datasetSnapshot, async ({ page }) => {
      const first = page.locator(".wide .bars th").first();
      assert.notEqual(await first.textContent(), "Abyssinian");
      await page.getByRole("button", { name: "By name" }).click();
      assert.equal(await first.textContent(), "Abyssinian");
      await page.reload();
      assert.equal(await first.textContent(), "Abyssinian");
    });
  });

  it("keeps few thumbnails in the page and asks for more as one scrolls", async () => {
    await open(datasetSnapshot, async ({ page, host }) => {
      const cells = page.locator(".picture-cell");
      await turnTo(page, "Pictures");
      await page.locator(".picture-cell button").first().waitFor();
      assert.ok((await cells.count()) < 150);
      await page.evaluate(() => {
        window.scrollTo(0, document.body.scrollHeight);
      });
      await page
        .getByRole("button", { name: / yorkshire_terrier_\d+\.jpg/ })
        .first()
        .waitFor();
      assert.ok((await cells.count()) < 150, "what is out of sight is gone");
      const offsets = host.requests("samples").map((request) => (request as Asked).offset ?? 0);
      assert.ok(offsets.length < 12, "pages on the way are not asked for");
      assert.ok(Math.max(...offsets) > 7000);
    });
  });

  it("follows the wheel through all pictures with few cells and few requests at once", async () => {
    await open(datasetSnapshot, async ({ page, host }) => {
      await turnTo(page, "Pictures");
      await page.locator(".picture-cell button").first().waitFor();
      await page.mouse.move(600, 600);
      const most = { cells: 0, images: 0 };
      for (let turn = 0; turn < 30; turn++) {
        await page.mouse.wheel(0, 6000);
        const now = await page.evaluate(() => ({
          cells: document.querySelectorAll(".picture-cell").length,
          images: document.querySelectorAll(".picture-cell img").length,
        }));
        most.cells = Math.max(most.cells, now.cells);
        most.images = Math.max(most.images, now.images);
      }
      await page.waitForFunction(() => {
        const { scrollHeight } = document.documentElement;
        return Math.abs(scrollHeight - window.innerHeight - window.scrollY) < 2;
      });
      const last = page.getByRole("button", { name: / yorkshire_terrier_\d+\.jpg/ }).last();
      await last.waitFor();
      assert.ok(most.cells < 150, `${most.cells} cells`);
      assert.ok(most.images < 150, `${most.images} images`);
      const source = await last.locator("img").getAttribute("src");
      assert.match(source!, /thumbnails/, "no full-size picture is loaded");
      const asked = host.requests("samples").map((request) => (request as Asked).offset ?? 0);
      assert.ok(Math.max(...asked) > 7000);
    });
  });

  it("filters by class, split and text, all of them together", async () => {
    await open(datasetSnapshot, async ({ page, host }) => {
      const choose = async (label: string, option: string): Promise<void> => {
        await page.getByRole("combobox", { name: label }).click();
        await page.getByRole("option", { name: option, exact: true }).click();
      };
      await turnTo(page, "Pictures");
      await choose("species", "dog");
      await choose("breed", "pug");
      await choose("Split", "breed: Test");
      await page.getByRole("textbox", { name: "Text in the path" }).fill("PUG_1");
      await page
        .getByRole("status")
        .filter({ hasText: /^\d+ pictures$/ })
        .waitFor();
      await page.waitForTimeout(500);
      const query = host.requests("samples").at(-1) as Asked;
      assert.deepEqual(query.labels, { species: "dog", breed: "pug" });
      assert.deepEqual(query.split, { name: "test", target: "breed", seed: 27 });
      assert.equal(query.text, "PUG_1");
      await choose("species", "cat");
      await page.waitForTimeout(200);
      const cats = host.requests("samples").at(-1) as Asked;
      assert.deepEqual(cats.labels, { species: "cat" }, "a pug is no cat");
    });
  });

  it("says when nothing fits", async () => {
    await open(datasetSnapshot, async ({ page }) => {
      await turnTo(page, "Pictures");
      await page.getByRole("textbox", { name: "Text in the path" }).fill("unicorn");
      await page.getByText("No picture fits these filters.").waitFor();
      assert.equal(await page.locator(".picture-grid").isVisible(), false);
    });
  });

  it("opens details with the part of the split, and classifies from there", async () => {
    await open(datasetSnapshot, async ({ page, host }) => {
      await turnTo(page, "Pictures");
      await page.getByRole("button", { name: "Abyssinian Abyssinian_2.jpg" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("Training").first().waitFor();
      assert.match(await dialog.innerText(), /species\s+cat/);
      await dialog.getByRole("button", { name: "Classify" }).click();
      assert.deepEqual(host.requests("classify"), [{ path: "images/Abyssinian_2.jpg" }]);
      assert.equal(await dialog.isVisible(), false);
    });
  });

  it("walks the thumbnails by arrow keys and closes the dialog by Escape", async () => {
    await open(datasetSnapshot, async ({ page }) => {
      await turnTo(page, "Pictures");
      await page.getByRole("button", { name: "Clear filters" }).focus();
      await page.keyboard.press("Tab");
      const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
      assert.equal(await focused(), "AbyssinianAbyssinian_1.jpg");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowDown");
      assert.match(await focused(), /Abyssinian_1[01]\.jpg/);
      const before = await focused();
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor();
      await page.keyboard.press("Escape");
      assert.equal(await focused(), before, "the focus is back where it was");
      await page.keyboard.press("End");
      // its picture is not known yet: the focus follows when it is
      await page.waitForFunction(() =>
        /yorkshire_terrier_\d+\.jpg/.test(document.activeElement?.textContent ?? ""),
      );
    });
  });

  it("runs its commands, and says quietly when one fails", async () => {
    await open(datasetSnapshot, async ({ page, host }) => {
      await page.getByRole("button", { name: "New training run" }).click();
      await page.getByRole("button", { name: "Scan again" }).click();
      assert.deepEqual(host.requests("act"), [{ action: "train" }, { action: "scan" }]);
      host.failures.set("act", "The backend has stopped.");
      await page.getByRole("button", { name: "Scan again" }).click();
      await page.getByRole("alert").getByText("The backend has stopped.").waitFor();
      await page.getByRole("button", { name: "Dismiss" }).click();
      assert.equal(await page.getByRole("alert").innerText(), "");
    });
  });

  it("shows progress, and a new snapshot without losing place or focus", async () => {
    await open(datasetSnapshot, async ({ page, host }) => {
      const bar = page.getByRole("progressbar");
      assert.equal(await bar.isVisible(), false);
      const progress = { stage: "scan", done: 30, total: 120, unit: "pictures" } as const;
      await host.send("progress", progress);
      assert.equal(await bar.getAttribute("aria-valuenow"), "25");
      await page.getByText("Reading pictures · 30 of 120 pictures").waitFor();
      await host.send("progress", null);
      assert.equal(await bar.isVisible(), false);

      await page.getByRole("button", { name: "By name" }).focus();
      await page.evaluate(() => {
        window.scrollTo(0, 200);
      });
      const { summary } = datasetSnapshot;
      await host.send("snapshot", { ...datasetSnapshot, summary: { ...summary, pictures: 9 } });
      await page.locator(".facts").getByText("9", { exact: true }).waitFor();
      assert.equal(await page.evaluate(() => window.scrollY), 200);
    });
  });

  it("explains an empty folder", async () => {
    await open(emptyDataset, async ({ page }) => {
      await page.getByText("No pictures yet").waitFor();
      assert.equal(await page.getByRole("button", { name: "New training run" }).count(), 0);
      assert.equal(await page.locator(".picture-grid").isVisible(), false);
    });
  });

  it("offers a scan when the folder was never scanned, and shows what it finds", async () => {
    const prepare = (host: { failures: Map<string, string> }): void => {
      host.failures.set("snapshot", "This folder has not been scanned yet.");
    };
    await open(
      datasetSnapshot,
      async ({ page, host }) => {
        await page.getByText("This folder has not been scanned yet.").waitFor();
        await page.getByRole("button", { name: "Scan" }).click();
        assert.deepEqual(host.requests("act"), [{ action: "scan" }]);
        await host.send("snapshot", datasetSnapshot);
        await page.locator("h1").waitFor();
        assert.equal(await page.getByRole("alert").innerText(), "");
      },
      { prepare },
    );
  });
});

interface Asked {
  readonly labels?: Readonly<Record<string, string>>;
  readonly split?: unknown;
  readonly text?: string;
  readonly offset?: number;
}
