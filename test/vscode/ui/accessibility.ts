// Asks axe for the accessibility violations inside a webview.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { AxeResults } from "axe-core";
import type { FrameLocator } from "playwright-core";

const source = readFileSync(createRequire(join(process.cwd(), "x")).resolve("axe-core"), "utf8");

/** Serious and critical violations, one line each: the rule and where it is broken. */
export async function seriousViolations(content: FrameLocator): Promise<string[]> {
  const body = await content.locator("body").elementHandle();
  const frame = await body.ownerFrame();
  if (frame === null) throw new Error("That webview is gone.");
  await frame.evaluate(source); // by the debugger, which the page's policy does not bind
  const results = await frame.evaluate<AxeResults>("axe.run()");
  return results.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}
