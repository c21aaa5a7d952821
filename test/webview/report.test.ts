// The report in Chromium: nothing is loaded, nothing fails, all of it is there, and it can be read by everybody.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, describe, it } from "node:test";
import type { Browser, Page } from "playwright-core";
import type { ReportMaterial } from "../../src/backend/report/material";
import { reportPage } from "../../src/backend/report/page";
import { breedReport, speciesReport } from "./fixtures/reports";
import { seriousViolations } from "./harness/axe";
import { launchBrowser, missingBrowser } from "./harness/browser";

interface Opened {
  readonly page: Page;
  readonly text: string;
}

type Scheme = "light" | "dark";

/** Text that would be markup, a script and the end of an attribute, if it were not escaped. */
const HOSTILE = `<img src=x onerror="document.title='broken'">&amp;"'`;

function hostile(material: ReportMaterial): ReportMaterial {
  const classes = [HOSTILE, "dog"];
  const [first, ...others] = material.evaluation.predictions;
  const path = `folder/${HOSTILE}.jpg`;
  const worst = { ...first!, path, actual: 0, predicted: 1, loss: 99 };
  const named = <T extends { readonly name: string }>(all: readonly T[]) =>
    all.map((each, index) => ({ ...each, name: classes[index] ?? "" }));
  return {
    ...material,
    target: HOSTILE,
    run: { ...material.run, classes, device: HOSTILE, dataset: `/data/${HOSTILE}` },
    evaluation: {
      ...material.evaluation,
      classes,
      predictions: [worst, ...others],
      perClass: named(material.evaluation.perClass),
    },
    insights: { ...material.insights, classes },
    data: material.data && { ...material.data, parts: named(material.data.parts) },
  };
}

describe("a report in a browser", { skip: missingBrowser() }, () => {
  let browser: Browser;
  let folder: string;
  before(async () => {
    browser = await launchBrowser();
    folder = mkdtempSync(join(tmpdir(), "pupil-report-"));
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens the report from a file, as a person does; fails on errors and on every request but for the file. */
  async function open(
    material: ReportMaterial,
    test: (opened: Opened) => Promise<void>,
    scheme: Scheme = "light",
  ): Promise<void> {
    const context = await browser.newContext({ colorScheme: scheme });
    const problems: string[] = [];
    try {
      const page = await context.newPage();
      page.on("console", (message) => problems.push(message.text()));
      page.on("pageerror", (error) => problems.push(error.message));
      const requests: string[] = [];
      page.on("request", (request) => requests.push(request.url()));
      const text = reportPage(material);
      const file = join(folder, "report.html");
      writeFileSync(file, text);
      const address = pathToFileURL(file).href;
      await page.goto(address);
      await test({ page, text });
      const others = requests.filter((url) => url !== address && !url.startsWith("data:"));
      assert.deepEqual(others, [], "it asked for something");
      assert.deepEqual(problems, []);
    } finally {
      await context.close();
    }
  }

  for (const scheme of ["light", "dark"] as const) {
    for (const [name, material] of Object.entries({ speciesReport, breedReport })) {
      it(`${name} is accessible in ${scheme}`, async () => {
        await open(
          material,
          async ({ page }) => {
            assert.deepEqual(await seriousViolations(page), []);
          },
          scheme,
        );
      });
    }
  }

  it("is well-formed, which a parser of XML says", async () => {
    await open(breedReport, async ({ page, text }) => {
      const error = await page.evaluate((source) => {
        const parsed = new DOMParser().parseFromString(source, "application/xhtml+xml");
        return parsed.querySelector("parsererror")?.textContent ?? null;
      }, text);
      assert.equal(error, null);
    });
  });

  it("has every section, its headings in order, and unique identifiers that links lead to", async () => {
    await open(speciesReport, async ({ page }) => {
      const headings = await page
        .locator("h1, h2, h3")
        .evaluateAll((all) => all.map(({ tagName, textContent }) => `${tagName} ${textContent}`));
      assert.deepEqual(headings, [
        "H1 species by catDogNet",
        "H2 Result",
        "H2 Model card",
        "H3 Intended use",
        "H3 Not intended",
        "H3 Limits",
        "H2 Training",
        "H2 Classes",
        "H2 Calibration",
        "H2 Worst mistakes",
        "H2 Data card",
        "H2 Configuration",
        "H2 How to reproduce it",
      ]);
      const ids = await page.locator("[id]").evaluateAll((all) => all.map(({ id }) => id));
      assert.equal(new Set(ids).size, ids.length);
      const links = await page
        .locator("nav a")
        .evaluateAll((all) => all.map((each) => each.getAttribute("href")?.slice(1) ?? ""));
      assert.deepEqual(
        links.filter((id) => !ids.includes(id)),
        [],
      );
    });
  });

  it("draws the numbers that it says: curves, matrix, mistakes", async () => {
    await open(speciesReport, async ({ page }) => {
      const { run, evaluation, thumbnails } = speciesReport;
      const loss = page.locator("figure", { hasText: "Loss (mean cross-entropy)" });
      assert.equal(await loss.locator("svg[role=img] circle").count(), 2 * run.metrics.length);
      // the lowest training loss is the lowest point of its line
      const heights = await loss
        .locator("svg[role=img] .line-0 circle")
        .evaluateAll((all) => all.map((each) => Number(each.getAttribute("cy"))));
      const losses = run.metrics.map(({ trainLoss }) => trainLoss);
      assert.equal(heights.indexOf(Math.max(...heights)), losses.indexOf(Math.min(...losses)));
      await loss.getByText("as a table").click();
      const cells = await loss.locator("tbody tr").first().locator("td").allTextContents();
      const [first] = run.metrics;
      assert.deepEqual(cells, [first!.trainLoss.toFixed(4), first!.validationLoss!.toFixed(4)]);
      const matrix = await page.locator(".matrix td").allTextContents();
      assert.deepEqual(matrix.map(Number), evaluation.confusion.flat());
      const pictures = page.locator(".gallery img");
      assert.equal(await pictures.count(), thumbnails.size);
      const widths = await pictures.evaluateAll((all) =>
        all.map((each) => (each as HTMLImageElement).naturalWidth),
      );
      assert.ok(
        widths.every((width) => width > 0),
        "every picture is drawn",
      );
      assert.match(
        (await pictures.first().getAttribute("alt")) ?? "",
        /^(dog, .* cat|cat, .* dog)$/,
      );
    });
  });

  it("fits on paper", async () => {
    await open(breedReport, async ({ page }) => {
      await page.emulateMedia({ media: "print" });
      await page.setViewportSize({ width: 688, height: 1000 }); // A4 within its margins, at 96 dots an inch
      const { width, inner } = await page.evaluate(() => ({
        width: document.documentElement.scrollWidth,
        inner: innerWidth,
      }));
      assert.ok(width <= inner, `${width} pixels on a page of ${inner}`);
      assert.equal(await page.locator("nav").isVisible(), false);
    });
  });

  it("shows hostile names as they are, and no path of the machine", async () => {
    await open(hostile(speciesReport), async ({ page, text }) => {
      assert.equal(await page.title(), `${HOSTILE} by catDogNet \u2013 Pupil`);
      const names = await page.locator(".matrix tbody th").allTextContents();
      assert.deepEqual(
        names.map((name) => name.trim()),
        [HOSTILE, "dog"],
      );
      assert.equal(await page.locator("[onerror]").count(), 0);
      assert.doesNotMatch(text, /\/data\//);
    });
  });

  it("may run no script and load no picture, whatever got into it", async () => {
    const context = await browser.newContext();
    const asked: string[] = [];
    const server = createServer(({ url }, response) => {
      asked.push(url ?? "");
      response.end();
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    try {
      const page = await context.newPage();
      const { port } = server.address() as AddressInfo;
      const there = `http://127.0.0.1:${port}`;
      const bad = `<script>document.title = "ran"</script><img src="${there}/picture.png">`;
      const text = reportPage(speciesReport);
      const file = join(folder, "bad.html");
      const address = pathToFileURL(file).href;
      writeFileSync(file, text.replace("<main>", `<main>${bad}`));
      await page.goto(address, { waitUntil: "networkidle" });
      assert.equal(await page.title(), "species by catDogNet \u2013 Pupil");
      assert.deepEqual(asked, []);
      // without the policy both would have happened
      writeFileSync(file, `<title>plain</title>${bad}`);
      await page.goto(address, { waitUntil: "networkidle" });
      assert.equal(await page.title(), "ran");
      assert.deepEqual(asked, ["/picture.png"]);
    } finally {
      server.close();
      await context.close();
    }
  });
});
