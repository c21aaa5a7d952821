// The page of `pupil serve` in Chromium, against the real server: drop, choose, refusals, and nothing from elsewhere.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { Models } from "../../src/backend/evaluate/models";
import { type PictureServer, startServer } from "../../src/backend/serve/server";
import { temporaryFolder } from "../unit/dataset/support";
import { trainedRun } from "../unit/serve/support";
import { testEngine } from "../unit/train/testEngine";
import { seriousViolations } from "./harness/axe";
import { launchBrowser, missingBrowser } from "./harness/browser";

describe("the page of pupil serve", { skip: missingBrowser() }, () => {
  const root = temporaryFolder();
  let browser: Browser;
  let server: PictureServer;

  before(async () => {
    const pageFolder = join(root, "page");
    mkdirSync(pageFolder);
    await build({
      bundle: true,
      entryPoints: { serve: "webview/serve/main.ts" },
      outdir: pageFolder,
      logLevel: "warning",
    });
    const run = await trainedRun(root);
    writeFileSync(join(root, "broken.jpg"), "not a picture");
    server = await startServer({
      run,
      models: new Models(() => Promise.resolve(testEngine())),
      port: 0,
      pageFolder,
      onError: (error) => {
        throw error;
      },
    });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  /** Opens the page; fails on errors of the page and on requests to anywhere else. */
  async function open(path: string, test: (page: Page) => Promise<void>, expected: RegExp = /^$/) {
    const context = await browser.newContext();
    const problems: string[] = [];
    const elsewhere: string[] = [];
    try {
      const page = await context.newPage();
      page.on("console", (message) => problems.push(message.text()));
      page.on("pageerror", (error) => problems.push(error.message));
      page.on("request", (request) => {
        const url = request.url();
        if (!/^(blob|data):/.test(url) && !url.startsWith(server.address)) elsewhere.push(url);
      });
      await page.goto(server.address + path);
      await test(page);
    } finally {
      await context.close();
    }
    assert.deepEqual(
      problems.filter((problem) => !expected.test(problem)),
      [],
    );
    assert.deepEqual(elsewhere, []);
  }

  const withToken = () => `/#token=${server.token}`;
  const picture = (name: string) => join(root, "shades", name, `${name}_3.png`);

  it("answers chosen pictures, and names what is none", async () => {
    const files = [picture("above"), picture("below"), join(root, "broken.jpg")];
    const test = async (page: Page) => {
      await page.getByLabel("Choose pictures").setInputFiles(files);
      await page.getByText("3 of 3 pictures answered").waitFor();
      for (const name of ["above", "below"]) {
        const card = page.getByRole("article", { name: `${name}_3.png` });
        assert.match((await card.locator("tbody tr").first().textContent()) ?? "", RegExp(name));
        const [bar, value] = [card.locator(".bar").first(), card.locator(".number").first()];
        const share = await bar.evaluate((it) => it.clientWidth / it.parentElement!.clientWidth);
        const said = Number.parseFloat((await value.textContent()) ?? "") / 100;
        assert.ok(Math.abs(share - said) < 0.03, `${share} is shown for ${said}`);
        assert.ok(await card.locator("img").evaluate((image: HTMLImageElement) => image.complete));
      }
      const broken = page.getByRole("article", { name: "broken.jpg" });
      assert.match((await broken.textContent()) ?? "", /not a readable picture/);
      assert.deepEqual(await seriousViolations(page), []);
    };
    await open(withToken(), test, /status of 422/);
  });

  it("takes what is dropped anywhere on it", async () => {
    await open(withToken(), async (page) => {
      const bytes = readFileSync(picture("below")).toString("base64");
      await page.evaluate((base64) => {
        const data = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([data], "dropped.png", { type: "image/png" }));
        const options = { dataTransfer: transfer, bubbles: true, cancelable: true };
        document.body.dispatchEvent(new DragEvent("drop", options));
      }, bytes);
      const card = page.getByRole("article", { name: "dropped.png" });
      await card.locator("table").waitFor();
      assert.match((await card.locator("tbody tr").first().textContent()) ?? "", /below/);
    });
  });

  it("takes the token out of the address, and keeps it for a reload", async () => {
    await open(withToken(), async (page) => {
      await page.getByLabel("Choose pictures").waitFor();
      assert.equal(page.url(), `${server.address}/`);
      await page.reload();
      await page.getByLabel("Choose pictures").setInputFiles(picture("above"));
      await page.getByText("1 of 1 pictures answered").waitFor();
    });
  });

  it("says what is missing without a token, and what is wrong with another", async () => {
    await open("/", async (page) => {
      await page.getByText("the token behind its # is missing").waitFor();
    });
    const test = async (page: Page) => {
      await page.getByLabel("Choose pictures").setInputFiles(picture("above"));
      await page.getByText("The token is missing or wrong").waitFor();
    };
    await open("/#token=wrong", test, /status of 401/);
  });
});
