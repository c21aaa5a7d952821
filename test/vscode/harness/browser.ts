// Opens Debian's Chromium, headless, for a page of the workbench.
import { chromium, type Browser } from "playwright-core";
import { requireWorkbench } from "./install";

const flags = [
  "--no-sandbox", // root in a container has no user namespaces
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function launchBrowser(): Promise<Browser> {
  const executablePath = requireWorkbench().chromium;
  return chromium.launch({ executablePath, headless: true, args: flags });
}
