// Every dashboard, tab by tab: no accessibility violation, in any theme.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { views } from "./fixtures/views";
import { COLOUR_RULES, seriousViolations } from "./harness/axe";
import { describeDashboards, it } from "./harness/suite";
import { THEME_NAMES, THEMES, type ThemeName } from "./harness/theme";

/** Changes the theme of an open page, as the editor does. */
async function wear(page: Page, theme: ThemeName): Promise<void> {
  await page.evaluate(
    async ([href, kind, kinds]) => {
      const link = document.querySelector<HTMLLinkElement>('link[href^="/theme/"]')!;
      if (link.getAttribute("href") !== href) {
        const loaded = new Promise((resolve) => {
          link.addEventListener("load", resolve, { once: true });
        });
        link.setAttribute("href", href);
        await loaded;
      }
      document.body.classList.remove(...kinds);
      document.body.classList.add(kind);
      document.body.dataset["vscodeThemeKind"] = kind;
      // the toolkit's components observe the class and are drawn anew in the next frames
      for (let frame = 0; frame < 3; frame++)
        await new Promise((resolve) => requestAnimationFrame(resolve));
    },
    [`/theme/${theme}.css`, THEMES[theme], Object.values(THEMES)] as const,
  );
}

describeDashboards("accessibility", (open) => {
  for (const [name, snapshot] of Object.entries(views)) {
    it(`${name}: no serious violation`, async () => {
      const found: string[] = [];
      await open(
        snapshot,
        async ({ page }) => {
          const add = async (place: string, part = "html"): Promise<void> => {
            for (const theme of THEME_NAMES) {
              await wear(page, theme);
              const rules = theme === "light" ? {} : { rules: COLOUR_RULES };
              const violations = await seriousViolations(page, { ...rules, part });
              found.push(...violations.map((each) => `${place}, ${theme}: ${each}`));
            }
          };
          const grid = page.locator(".picture-grid");
          const addDialog = async (place: string): Promise<void> => {
            if (!(await grid.isVisible())) return;
            await grid.evaluate((node) => {
              node.scrollIntoView();
            });
            await page.locator(".picture-cell button").first().click();
            await page.getByRole("dialog").waitFor();
            await add(`${place}, dialog`, "dialog");
            await page.keyboard.press("Escape");
          };
          const tabs = await page.getByRole("tab").all();
          for (const tab of tabs) {
            await tab.click();
            await page.waitForTimeout(200); // some tabs ask the host when they are first seen
            await add(await tab.innerText());
            await addDialog(await tab.innerText());
          }
          if (tabs.length > 0) return;
          await add("page");
          await addDialog("page");
        },
        { theme: "light" },
      );
      assert.deepEqual(found, []);
    });
  }
});
