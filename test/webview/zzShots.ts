import { Session } from "./harness/session";
import { datasetSnapshot } from "./fixtures/dataset";
import { breedEvaluation, speciesEvaluation } from "./fixtures/evaluations";
async function main() {
  const s = await Session.start();
  for (const theme of ["dark", "light", "hc-dark"] as const) {
    for (const [name, snap, tab] of [["mistakes", datasetSnapshot, "mistakes"], ["map", breedEvaluation, "map"]] as const) {
      const d = await s.open(snap as never, { theme: theme as never, width: 1200, height: 1000, state: { subject: { kind: "dataset", directory: "/x" }, view: { tabs: { tab } } } as never });
      await d.page.waitForTimeout(1500);
      if (name === "map") { const c = d.page.locator(".map-canvas"); await c.scrollIntoViewIfNeeded(); const b = (await c.boundingBox())!; await d.page.locator(".map-legend button").nth(2).click(); await d.page.mouse.move(b.x + b.width / 2, b.y + b.height / 2, { steps: 3 }); for (let i = 0; i < 60; i++) { await d.page.mouse.move(b.x + b.width / 2 + i * 3, b.y + b.height / 2); if (await d.page.locator(".map-tip").isVisible()) break; } }
      else { await d.page.getByRole("button", { name: /^It is/ }).nth(1).click(); }
      await d.page.waitForTimeout(800);
      await d.page.screenshot({ path: `/tmp/shot-${name}-${theme}.png` });
      console.log(d.errors);
      await d.close();
    }
  }
  await s.stop();
}
void main();
