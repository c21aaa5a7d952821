/** Keeps the page's scroll position over reloads, although what is above it arrives bit by bit. */
import { viewState } from "./host";

/** How long the page may take to grow back to its height. */
const PATIENCE_MS = 10_000;

/** Restores the saved position as soon as the page is high enough, then saves every change. */
export function keepScroll(root: HTMLElement): void {
  const saved = viewState("page", { scroll: 0 });
  const target = saved.value.scroll;
  const save = (): void => {
    saved.set({ scroll: Math.round(window.scrollY) });
  };
  if (target === 0) {
    window.addEventListener("scroll", save, { passive: true });
    return;
  }
  const observer = new ResizeObserver(() => {
    window.scrollTo({ top: target, behavior: "instant" });
    if (Math.abs(window.scrollY - target) < 2) finish();
  });
  const gestures = ["wheel", "keydown", "pointerdown"] as const;
  const timer = setTimeout(finish, PATIENCE_MS);
  function finish(): void {
    clearTimeout(timer);
    observer.disconnect();
    for (const gesture of gestures) window.removeEventListener(gesture, finish);
    window.addEventListener("scroll", save, { passive: true });
  }
  // a person who scrolls meanwhile knows better
  for (const gesture of gestures) window.addEventListener(gesture, finish, { passive: true });
  observer.observe(root);
}

/** Scrolls an element into view, without motion where the person wants none. */
export function reveal(node: Element): void {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  node.scrollIntoView({ behavior: calm ? "instant" : "smooth", block: "start" });
}
