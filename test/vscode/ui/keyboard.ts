// Walks through a webview with the Tab key and tells which of its controls that never reaches.
import type { FrameLocator, Page } from "playwright-core";

const mark = "data-test-reached";
/** What a person can act on; `tabindex="-1"` leaves out what the arrow keys of its group reach. */
const controls = [
  "vscode-button",
  "vscode-dropdown",
  "vscode-text-field",
  "vscode-panel-tab[aria-selected=true]",
  "button:not([tabindex='-1'])",
  "a[href]",
  "input:not([tabindex='-1'])",
  "select",
  "summary",
  "[tabindex='0']",
].join(", ");
const mostStops = 80;

/** Names of the visible, enabled controls that Tab does not reach. */
export async function unreachedControls(page: Page, content: FrameLocator): Promise<string[]> {
  const body = content.locator("body");
  await content.locator("h1").click(); // the focus goes into the webview, before its first control
  for (let stop = 0; stop < mostStops; stop++) {
    await page.keyboard.press("Tab");
    const isNew = await body.evaluate((element, attribute) => {
      const { activeElement } = element.ownerDocument;
      if (activeElement === null || activeElement === element) return false;
      if (activeElement.hasAttribute(attribute)) return false;
      activeElement.setAttribute(attribute, "");
      return true;
    }, mark);
    if (!isNew) break; // it went round, or left
  }
  return content.locator(controls).evaluateAll(
    (all: HTMLElement[], attribute) =>
      all
        .filter((element) => element.checkVisibility({ visibilityProperty: true }))
        .filter((element) => !element.matches(":disabled, [disabled]"))
        .filter((element) => element.closest(`[${attribute}]`) === null)
        // the inside of a control of the toolkit, which was reached as a whole or counts as a whole
        .filter((element) => !(element.getRootNode() instanceof ShadowRoot))
        .map((element) => `${element.tagName} "${element.ariaLabel ?? element.innerText}"`),
    mark,
  );
}
