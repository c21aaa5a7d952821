// How long it takes from a person's click to the frame that shows the answer, by the browser's own clock.
import type { Workbench } from "./workbench";
import { waitUntil } from "./pupil";

/** Runs in the page that shows the picture of that name: tells when its answer had been painted. */
const watch = `(name) => {
  const said = () =>
    document.querySelector("h1")?.textContent === name &&
    /%/.test(document.querySelector("article h2")?.textContent ?? "");
  const look = () => {
    if (said() && window.painted?.name !== name) {
      requestAnimationFrame(() => setTimeout(() => (window.painted = { name, at: Date.now() })));
    }
  };
  if (window.watching !== name) {
    window.watching = name;
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    look();
  }
  return window.painted?.name === name ? window.painted.at : 0;
}`;

/** Milliseconds from the release of the mouse in `ask` to the painted answer about the picture. */
export async function paintedAnswer(
  { page }: Workbench,
  name: string,
  ask: () => Promise<void>,
): Promise<number> {
  const look = async (): Promise<number> => {
    const times = page
      .frames()
      .map((frame) => frame.evaluate<number>(`(${watch})(${JSON.stringify(name)})`).catch(() => 0));
    return Math.max(...(await Promise.all(times)));
  };
  await page.evaluate(`addEventListener("mouseup", () => (window.released = Date.now()), true)`);
  await look(); // begins to watch the panel that is open
  await ask();
  let at = 0;
  await waitUntil(`the answer about ${name} is painted`, async () => (at = await look()) > 0);
  return at - (await page.evaluate<number>("window.released"));
}
