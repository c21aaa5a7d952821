// Asks axe for the accessibility violations of a page.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(join(process.cwd(), "x")).resolve("axe-core"), "utf8");

/** What a theme can break; all else is the same in each. */
export const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/**
 * In a part of the page, by its selector: serious and critical violations of all rules or of some, one
 * line each: the rule and where it is broken.
 */
export async function seriousViolations(
  page: Page,
  { part = "html", rules }: { readonly part?: string; readonly rules?: readonly string[] } = {},
): Promise<string[]> {
  await page.evaluate(source); // by the debugger, which the page's policy does not bind
  const options = rules === undefined ? {} : { runOnly: { type: "rule", values: rules } };
  const results = await page.evaluate<AxeResults>(
    `axe.run(${JSON.stringify(part)}, ${JSON.stringify(options)})`,
  );
  return results.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => {
      const places = nodes.map(
        ({ target, any }) => `${target.join(" ")} (${any[0]?.message ?? ""})`,
      );
      return `${id}: ${places.slice(0, 5).join(", ")}`;
    });
}
