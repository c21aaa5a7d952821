// The Augmentation tab: variants beside their source, another roll, other pictures, strengths.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { DashboardApi } from "../../src/protocol/dashboard";
import { datasetSnapshot } from "./fixtures/dataset";
import { describeDashboards, it } from "./harness/suite";
import type { FakeHost } from "./harness/fakeHost";

type Request = Parameters<DashboardApi["preview"]>[0];

const lastOf = (host: FakeHost): Request => host.requests("preview").at(-1) as Request;

/** Addresses of all pictures shown, row by row. */
function sources(page: Page): Promise<string[][]> {
  return page
    .locator(".preview-row")
    .evaluateAll((rows) =>
      rows.map((row) => [...row.querySelectorAll("img")].map((image) => image.src)),
    );
}

const tab = (view: object = {}) => ({
  state: {
    subject: { kind: "dataset", directory: "/x" } as const,
    view: { tabs: { tab: "augmentation" }, ...view },
  },
});

describeDashboards("previewing augmentation", (open) => {
  it("asks for nothing until it is seen", async () => {
    await open(datasetSnapshot, async ({ page, host }) => {
      await page.waitForTimeout(300);
      assert.equal(host.requests("preview").length, 0);
      await page.getByRole("tab", { name: "Augmentation" }).click();
      await page.locator(".preview-row img").first().waitFor();
      assert.equal(host.requests("preview").length, 1);
    });
  });

  it("shows variants beside their source, with what was done to each", async () => {
    await open(
      datasetSnapshot,
      async ({ page, host }) => {
        await page.locator(".preview-row").nth(1).waitFor();
        const { paths, config } = lastOf(host);
        assert.equal(config, undefined);
        assert.equal(paths.length, 2, "a cat and a dog");
        const rows = await sources(page);
        assert.deepEqual(
          rows.map((row) => row.length),
          [6, 6],
        );
        assert.match(await page.locator("figcaption").nth(1).innerText(), /rotated by \d+°/);
      },
      tab(),
    );
  });

  it("rolls again for the same pictures, and takes other pictures", async () => {
    await open(
      datasetSnapshot,
      async ({ page, host }) => {
        await page.locator(".preview-row img").first().waitFor();
        const [before, first] = [await sources(page), lastOf(host)];
        await page.getByRole("button", { name: "Roll again" }).click();
        await page.getByText(/^Roll 28/).waitFor();
        const [after, second] = [await sources(page), lastOf(host)];
        assert.deepEqual(second.paths, first.paths);
        assert.equal(after[0]?.[0], before[0]?.[0], "the source stays");
        assert.ok(after[0]?.slice(1).every((source) => !before[0]?.includes(source)));
        await page.getByRole("button", { name: "Other pictures" }).click();
        await page.waitForTimeout(300);
        const third = lastOf(host);
        assert.ok(third.paths.every((path) => !first.paths.includes(path)));
        await page.reload();
        await page.locator(".preview-row img").first().waitFor();
        assert.deepEqual(lastOf(host), third, "kept over a reload");
      },
      tab(),
    );
  });

  it("shows training's augmentation by strengths, which a new run can take over", async () => {
    await open(
      datasetSnapshot,
      async ({ page, host }) => {
        await page.getByRole("button", { name: /Of training/ }).click();
        await page.getByText("All strengths are 0").waitFor();
        const rotation = page.getByRole("slider", { name: "Rotation" });
        await rotation.focus();
        await page.keyboard.press("ArrowRight");
        await page.keyboard.press("ArrowRight");
        assert.equal(await rotation.getAttribute("aria-valuetext"), "up to 2° either way");
        await page.getByText(/as the first epochs of a training/).waitFor();
        assert.equal(lastOf(host).config?.rotation, 2);
        await page.getByRole("button", { name: "Usual strengths" }).click();
        await page.getByRole("button", { name: "New training run with these" }).click();
        const [asked] = host.requests("trainWith") as { augmentation: object }[];
        assert.deepEqual(asked?.augmentation, {
          horizontalFlip: 0.5,
          randomResizedCrop: 0.5,
          rotation: 10,
          colourJitter: 0.2,
          cutout: 0,
          mixup: 0,
        });
      },
      tab(),
    );
  });
});
