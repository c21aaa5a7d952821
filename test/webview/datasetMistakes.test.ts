// The tab of labels that are probably wrong: found, decided by click and by key, taken back.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { datasetSnapshot } from "./fixtures/dataset";
import { mistakesAfter } from "./fixtures/labels";
import { describeDashboards, it } from "./harness/suite";

const tab = {
  state: {
    subject: { kind: "dataset", directory: "/x" } as const,
    view: { tabs: { tab: "mistakes" } },
  },
};
const { suspects, classes } = mistakesAfter([], []);
const [first, second, third] = suspects;
const nameOf = (path: string) => path.split("/").at(-1)!;
const card = (page: Page, path: string) => page.locator(`.suspect[data-path="${path}"]`);

describeDashboards("label mistakes", (open) => {
  it("lists the worst first, a few at a time, with both classes and how sure", async () => {
    await open(
      datasetSnapshot,
      async ({ page, host }) => {
        await page.locator(".suspect").first().waitFor();
        assert.equal(await page.locator(".suspect").count(), 24);
        const text = await page.locator(".suspect").first().innerText();
        for (const part of [
          nameOf(first!.path),
          classes[first!.given]!.name,
          classes[first!.suggested]!.name,
          "99.0%",
        ]) {
          assert.ok(text.includes(part), `${part} in ${text}`);
        }
        await page.getByRole("button", { name: /^Show more/ }).click();
        assert.equal(await page.locator(".suspect").count(), suspects.length);
        assert.deepEqual(host.requests("mistakes").at(-1), { target: "breed" });
      },
      tab,
    );
  });

  it("takes decisions by key, leaves the card in its place, and takes them back", async () => {
    await open(
      datasetSnapshot,
      async ({ page, host }) => {
        const { path, suggested, given } = first!;
        const name = nameOf(path);
        const own = card(page, path);
        await own
          .getByRole("button", { name: `It is ${classes[suggested]!.name}: ${name}` })
          .focus();
        await page.keyboard.press("Enter");
        await own.getByText(`Now labelled ${classes[suggested]!.name}.`).waitFor();
        await page.keyboard.press("Enter"); // the focus is on Undo
        await own
          .getByRole("button", { name: `${classes[given]!.name} is right: ${name}` })
          .waitFor();
        await page.keyboard.press("Tab"); // from the first decision to the next
        await page.keyboard.press("Enter");
        await own.getByText("You said: it is right.").waitFor();
        const decision = { paths: [path], target: "breed" };
        assert.deepEqual(host.requests("relabel"), [
          { ...decision, label: classes[suggested]!.name },
          { ...decision, label: null },
          { ...decision, label: classes[given]!.name },
        ]);
        await page.getByRole("button", { name: "To decide" }).click();
        await own.waitFor({ state: "detached" }); // what is decided goes when it is asked for again
        await page.getByRole("button", { name: "All", exact: true }).click();
        await own.waitFor();
      },
      tab,
    );
  });

  it("takes any other class, and excludes", async () => {
    await open(
      datasetSnapshot,
      async ({ page, host }) => {
        const other = classes.find(
          (_, index) => index !== second!.given && index !== second!.suggested,
        )!.name;
        const choice = card(page, second!.path).locator("vscode-dropdown");
        await choice.click();
        await choice.getByRole("option", { name: other, exact: true }).click();
        await card(page, second!.path).getByText(`Now labelled ${other}.`).waitFor();
        await card(page, third!.path)
          .getByRole("button", { name: /^Exclude/ })
          .click();
        await card(page, third!.path).getByText("Excluded.").waitFor();
        assert.deepEqual(host.requests("exclude"), [{ paths: [third!.path], excluded: true }]);
        await page.getByText("Pictures or labels have changed since").waitFor();
        await card(page, third!.path).getByRole("button", { name: /^Undo/ }).click();
        await card(page, third!.path)
          .getByRole("button", { name: /^Exclude/ })
          .waitFor();
      },
      tab,
    );
  });

  it("says when nobody has looked, and asks the host to", async () => {
    await open(
      datasetSnapshot,
      async ({ page, host }) => {
        await page.getByText("Nobody has looked for them yet.").waitFor();
        await page.getByRole("button", { name: "Find label mistakes…" }).click();
        assert.deepEqual(host.requests("findMistakes"), [{ target: "breed" }]);
        host.hasMistakes = true;
        await host.send("progress", null);
        await page.locator(".suspect").first().waitFor();
      },
      {
        ...tab,
        prepare: (host) => {
          host.hasMistakes = false;
        },
      },
    );
  });

  it("warns of a judge that knows no more than which label is the commonest", async () => {
    await open(
      datasetSnapshot,
      async ({ page, host }) => {
        await page.locator(".suspect").first().waitFor();
        const warning = page.getByText("no better than calling every picture by the commonest");
        assert.equal(await warning.count(), 0);
        host.judgeAccuracy = 0.01;
        await host.send("progress", null);
        await warning.waitFor();
      },
      tab,
    );
  });

  it("says what the host refused", async () => {
    await open(
      datasetSnapshot,
      async ({ page, host }) => {
        host.failures.set("relabel", "There is no permission to use labels.json.");
        await card(page, first!.path)
          .getByRole("button", { name: /^It is/ })
          .click();
        await page.getByRole("alert").getByText("no permission").waitFor();
        await card(page, first!.path)
          .getByRole("button", { name: /^It is/ })
          .waitFor();
      },
      tab,
    );
  });
});
