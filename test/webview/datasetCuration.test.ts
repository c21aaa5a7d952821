// Findings, copies, outliers and one picture's details, each with taking a picture out and back in.
import assert from "node:assert/strict";
import { datasetSnapshot } from "./fixtures/dataset";
import { describeDashboards, it } from "./harness/suite";

const tab = (name: string) => ({
  state: {
    subject: { kind: "dataset", directory: "/x" } as const,
    view: { tabs: { tab: name } },
  },
});

describeDashboards("curating a data set", (open) => {
  it("groups findings, opens a file, and keeps what was unfolded", async () => {
    await open(
      datasetSnapshot,
      async ({ page, host }) => {
        const wrong = page.locator("details").filter({ hasText: "Wrong file name extension" });
        await wrong.locator("summary").click();
        await wrong.locator("li").first().waitFor(); // rows come with the toggle event
        assert.equal(await wrong.locator("li").count(), 6);
        const path = "images/Abyssinian_1.jpg";
        await wrong.getByRole("button", { name: path, exact: true }).click();
        assert.deepEqual(host.requests("openPicture"), [{ path }]);
        await wrong.getByRole("button", { name: "Exclude Abyssinian_1.jpg" }).click();
        assert.deepEqual(host.requests("exclude"), [{ paths: [path], excluded: true }]);
        await wrong.getByRole("button", { name: "Take Abyssinian_1.jpg back in" }).waitFor();
        const unreadable = page.locator("details").filter({ hasText: "Unreadable files" });
        await unreadable.locator("summary").click();
        await unreadable.locator("li").first().waitFor();
        const buttons = unreadable.getByRole("button", { name: /^Exclude/ });
        assert.equal(await buttons.count(), 0, "what was skipped is in no training anyway");
        await page.reload();
        await wrong.locator("li").first().waitFor();
      },
      tab("findings"),
    );
  });

  it("shows copies side by side, a few groups at first, with thumbnails", async () => {
    await open(
      datasetSnapshot,
      async ({ page, host }) => {
        const groups = page.locator(".copy-group");
        await groups.first().waitFor();
        assert.equal(await groups.count(), 12);
        const first = groups.first();
        assert.equal(await first.locator(".curation-card").count(), 2);
        await first.locator("img").nth(1).waitFor();
        const source = await first.locator("img").first().getAttribute("src");
        assert.equal(source, "/picture/thumbnails/images/Abyssinian_1.jpg");
        await groups.filter({ hasText: "with different labels" }).waitFor();
        await page.getByRole("button", { name: "Show more (6)" }).click();
        assert.equal(await groups.count(), 18);
        const asked = host.requests("thumbnails") as { paths: string[] }[];
        const paths = asked.flatMap((request) => request.paths);
        assert.equal(new Set(paths).size, paths.length, "none is asked for twice");
      },
      tab("findings"),
    );
  });

  it("excludes a copy by a click and takes it back in, keeping the focus", async () => {
    await open(
      datasetSnapshot,
      async ({ page, host }) => {
        const first = page.locator(".copy-group").first();
        await first.getByRole("button", { name: "Exclude Abyssinian_2.jpg" }).focus();
        await page.keyboard.press("Enter");
        const back = first.getByRole("button", { name: "Take Abyssinian_2.jpg back in" });
        await back.waitFor();
        assert.equal(await first.locator(".excluded").count(), 1);
        await page.keyboard.press("Enter"); // the focus is still on its button
        await first.getByRole("button", { name: "Exclude Abyssinian_2.jpg" }).waitFor();
        const change = { paths: ["images/Abyssinian_2.jpg"] };
        assert.deepEqual(host.requests("exclude"), [
          { ...change, excluded: true },
          { ...change, excluded: false },
        ]);
      },
      tab("findings"),
    );
  });

  it("keeps one of each exact duplicate by one click", async () => {
    await open(
      datasetSnapshot,
      async ({ page, host }) => {
        await page.getByRole("button", { name: "Keep one of each exact duplicate" }).click();
        const [{ paths } = { paths: [] }] = host.requests("exclude") as { paths: string[] }[];
        assert.equal(paths.length, 4, "one of two, two of three, one of two");
        assert.ok(!paths.includes("images/Abyssinian_1.jpg"), "the first of each stays");
        await page.locator(".copy-group").first().locator(".excluded").waitFor();
        const again = page.getByRole("button", { name: "Keep one of each exact duplicate" });
        assert.equal(await again.count(), 0);
      },
      tab("findings"),
    );
  });

  it("shows outliers with their reasons; an excluded one stays to be taken back in", async () => {
    await open(
      datasetSnapshot,
      async ({ page }) => {
        const cards = page.locator("section", { hasText: "Outliers of size" });
        await cards.getByText("unusually large").waitFor();
        assert.equal(await cards.locator(".curation-card").count(), 3);
        await cards.getByText("0.031 – 0.81 megapixels").waitFor();
        await cards.getByRole("button", { name: "Exclude Abyssinian_21.jpg" }).click();
        await cards.getByRole("button", { name: "Take Abyssinian_21.jpg back in" }).waitFor();
      },
      tab("findings"),
    );
  });

  it("tells all of a picture, its relatives a click away, and excludes it from there", async () => {
    await open(
      datasetSnapshot,
      async ({ page, host }) => {
        await page.getByRole("button", { name: "Abyssinian Abyssinian_3.jpg" }).click();
        const dialog = page.getByRole("dialog");
        await dialog.getByText("rotated by 130°, blurred by 1 px").waitFor();
        const text = await dialog.innerText();
        assert.match(text, /Outlier\s+unusually wide/);
        assert.match(text, /Split for species\s+Training/);
        await dialog.getByRole("button", { name: "Abyssinian_4.jpg" }).click();
        await dialog.getByRole("heading", { name: "Abyssinian_4.jpg" }).waitFor();
        await dialog.getByRole("button", { name: "Exclude from training" }).click();
        await dialog.getByText("excluded: in no split and statistics").waitFor();
        await dialog.getByRole("button", { name: "Take back in" }).click();
        await dialog.getByRole("button", { name: "Exclude from training" }).waitFor();
        assert.equal(host.requests("exclude").length, 2);
        host.failures.set("exclude", "That would take out the last picture.");
        await dialog.getByRole("button", { name: "Exclude from training" }).click();
        await dialog.getByText("That would take out the last picture.").waitFor();
      },
      tab("pictures"),
    );
  });

  it("lists excluded pictures by a filter that is gone with the last of them", async () => {
    const excluded = ["images/Abyssinian_2.jpg"];
    await open(
      { ...datasetSnapshot, excluded },
      async ({ page, host }) => {
        await page.getByRole("combobox", { name: "Origin" }).click();
        await page.getByRole("option", { name: "Excluded" }).click();
        await page.getByText("1 pictures").waitFor();
        await page.getByRole("button", { name: /Abyssinian_2.jpg \(excluded\)/ }).count();
        host.snapshot = datasetSnapshot;
        await host.send("snapshot", datasetSnapshot);
        await page.getByText("7,211 pictures").waitFor();
        assert.equal(await page.getByRole("combobox", { name: "Origin" }).count(), 0);
      },
      tab("pictures"),
    );
  });
});
