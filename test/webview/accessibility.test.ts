// Every dashboard in every theme, tab by tab: no accessibility violation.
import assert from "node:assert/strict";
import { views } from "./fixtures/views";
import { COLOUR_RULES, seriousViolations } from "./harness/axe";
import { describeDashboards, it } from "./harness/suite";
import { THEME_NAMES } from "./harness/theme";

describeDashboards("accessibility", (open) => {
  for (const theme of THEME_NAMES) {
    const rules = theme === "light" ? {} : { rules: COLOUR_RULES };
    it(`has no serious accessibility violation in ${theme}`, async () => {
      const found: string[] = [];
      for (const [name, snapshot] of Object.entries(views)) {
        await open(
          snapshot,
          async ({ page }) => {
            const add = async (place: string, part?: string): Promise<void> => {
              found.push(
                ...(
                  await seriousViolations(page, { ...rules, ...(part !== undefined && { part }) })
                ).map((each) => `${place}: ${each}`),
              );
            };
            const grid = page.locator(".picture-grid");
            const addDialog = async (): Promise<void> => {
              if (!(await grid.isVisible())) return;
              await grid.evaluate((node) => {
                node.scrollIntoView();
              });
              await page.locator(".picture-cell button").first().click();
              await page.getByRole("dialog").waitFor();
              await add(`${name}, dialog`, "dialog");
              await page.keyboard.press("Escape");
            };
            const tabs = await page.getByRole("tab").all();
            for (const tab of tabs) {
              await tab.click();
              await page.waitForTimeout(200); // some tabs ask the host when they are first seen
              await add(`${name}, ${await tab.innerText()}`);
              await addDialog();
            }
            if (tabs.length > 0) return;
            await add(name);
            await addDialog();
          },
          { theme },
        );
      }
      assert.deepEqual(found, []);
    });
  }
});
