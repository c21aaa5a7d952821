// Finds the inside of a webview panel: two frames deep, and laid over the editor group that its tab is in.
import type { FrameLocator, Locator, Page } from "playwright-core";
import { setTimeout as sleep } from "node:timers/promises";

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The webview that covers the editor group of the (active) tab. */
export async function visibleWebview(page: Page, tab: Locator): Promise<FrameLocator> {
  const group = page.locator(".editor-group-container").filter({ has: tab });
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const area = await group.boundingBox();
    for (const frame of await page.locator("iframe.webview:visible").all()) {
      const box = await frame.boundingBox();
      const name = await frame.getAttribute("name");
      if (area === null || box === null || name === null || !inside(box, area)) continue;
      const inner = page.frameLocator(`iframe.webview[name="${name}"]`);
      const content = inner.frameLocator("iframe#active-frame");
      await content.locator("body").waitFor({ timeout: 30_000 });
      return content;
    }
    await sleep(100);
  }
  throw new Error("The editor of that tab shows no webview.");
}

/** Whether the middle of a box lies inside another. */
function inside(box: Box, area: Box): boolean {
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  return x > area.x && x < area.x + area.width && y > area.y && y < area.y + area.height;
}
