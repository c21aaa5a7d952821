/** Bars in a table: a chart that is its own accessible table. */
import { element, type Child } from "./dom";

export interface BarRow {
  readonly name: Child;
  /** Length, 0..1 of the widest. */
  readonly share: number;
  readonly value: string;
  /** Class names of the bar: "tone-0" to "tone-3". */
  readonly tone: number;
  /** Shown as the strongest row. */
  readonly strong?: boolean;
}

/** Categories beyond the palette begin it again. */
const TONES = 4;

/** The class of a category's colour and pattern; patterns tell them apart without colour. */
export function toneClass(tone: number): string {
  return `tone tone-${tone % TONES}`;
}

/** One row of a bar table: name, bar, value. */
export function barRow({ name, share, value, tone, strong = false }: BarRow): HTMLElement {
  const fill = element("div", { class: toneClass(tone) });
  fill.style.width = `${Math.max(share, 0) * 100}%`;
  return element(
    "tr",
    { class: strong ? "strong" : "" },
    element("th", { attributes: { scope: "row" } }, name),
    element("td", { class: "bar-cell", attributes: { "aria-hidden": true } }, fill),
    element("td", { class: "numeric" }, value),
  );
}

/** A table of bars with its caption for screen readers. */
export function barTable(caption: string, ...rows: Child[]): HTMLElement {
  return element(
    "table",
    { class: "bars" },
    element("caption", { class: "visually-hidden" }, caption),
    ...rows,
  );
}
