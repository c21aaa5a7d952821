// Chromium for the dashboards, and why there is none.
import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";
import { skipReason } from "../../skip";

const CANDIDATES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const flags = [
  "--no-sandbox", // root in a container has no user namespaces
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
];

const executable = CANDIDATES.find((path) => existsSync(path));

/** Says why the dashboards cannot be tested here: `describe("...", { skip: missingBrowser() }, ...)`. */
export function missingBrowser(): string | undefined {
  return skipReason(() => (executable === undefined ? "Chromium is not installed" : undefined));
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: executable, headless: true, args: flags });
}
