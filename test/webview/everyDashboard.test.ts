// What holds for all dashboards: no width too narrow, Spanish, focus that can be seen.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { datasetSnapshot } from "./fixtures/dataset";
import { breedEvaluation } from "./fixtures/evaluations";
import { running } from "./fixtures/runs";
import { views } from "./fixtures/views";
import { describeDashboards, it } from "./harness/suite";

const spanish = JSON.parse(readFileSync("l10n/bundle.l10n.es.json", "utf8")) as Record<
  string,
  string
>;

describeDashboards("every dashboard", (open) => {
  it("fits from 400 to 1600 pixels", async () => {
    for (const [name, snapshot] of Object.entries(views)) {
      for (const width of [400, 700, 1600]) {
        await open(
          snapshot,
          async ({ page }) => {
            const check = async (place: string): Promise<void> => {
              const excess = await page.evaluate(() => {
                const { scrollWidth, clientWidth } = document.documentElement;
                return scrollWidth - clientWidth;
              });
              assert.ok(excess <= 0, `${place} at ${width}: ${excess} pixels too wide`);
            };
            await check(name);
            for (const tab of await page.getByRole("tab").all()) {
              await tab.click();
              await page.waitForTimeout(100);
              await check(`${name}, ${await tab.innerText()}`);
            }
          },
          { width },
        );
      }
    }
  });

  it("speaks Spanish, numbers included", async () => {
    const language = { language: "es", translations: spanish };
    await open(
      breedEvaluation,
      async ({ page }) => {
        await page.getByRole("heading", { name: "Matriz de confusión" }).waitFor();
        assert.match(await page.locator(".facts").innerText(), /Exactitud\s+81,0/);
      },
      language,
    );
    await open(
      running,
      async ({ page }) => {
        await page.getByRole("button", { name: "Detener" }).waitFor();
        await page.getByText("lote 20 de 52").waitFor();
      },
      language,
    );
  });

  it("shows where the focus is on every stop of Tab", async () => {
    for (const [name, snapshot] of Object.entries(views)) {
      await open(snapshot, async ({ page }) => {
        const seen = new Set<string>();
        for (let step = 0; step < 60; step++) {
          await page.keyboard.press("Tab");
          const stop = await page.evaluate(() => {
            const outer = document.activeElement;
            if (outer === null || outer === document.body) return null;
            const inner = outer.shadowRoot?.activeElement ?? outer;
            const { outlineStyle, outlineWidth } = getComputedStyle(inner);
            const control = outer.shadowRoot?.querySelector(".control, .root");
            const border = control ? getComputedStyle(control).borderColor : "";
            const ring = inner.querySelector("rect");
            const stroke = ring ? getComputedStyle(ring).strokeWidth : "";
            const visible =
              (outlineStyle !== "none" && outlineWidth !== "0px") ||
              border !== "" ||
              stroke === "2px";
            const label = outer.getAttribute("aria-label") ?? outer.textContent;
            return { name: `${outer.tagName} ${label.slice(0, 60)}`, visible };
          });
          if (stop === null) break;
          assert.ok(stop.visible, `${name}: no focus is seen on ${stop.name}`);
          seen.add(stop.name);
        }
        assert.ok(seen.size > 0, name);
      });
    }
  });

  it("keeps the scroll position over a reload", async () => {
    await open(datasetSnapshot, async ({ page }) => {
      await page.getByRole("tab", { name: "Pictures" }).click();
      await page.locator(".picture-cell").first().waitFor({ state: "attached" });
      await page.evaluate(() => {
        window.scrollTo(0, 4000);
      });
      await page.waitForTimeout(200);
      await page.reload();
      await page.waitForFunction(() => window.scrollY === 4000);
      await page.locator(".picture-cell button").first().waitFor();
    });
  });
});
