/** Small tables of a few rows in a fixed order; those that can be sorted are in table.ts. */
import { element, type Child } from "./dom";

export interface PlainTable {
  /** For screen readers: a heading above the table says it to the others. */
  readonly caption: string;
  readonly headings: readonly Heading[];
  /** The cells of each row; the first one names it. */
  readonly rows: readonly (readonly Child[])[];
}

export interface Heading {
  readonly label: string;
  readonly numeric?: boolean;
  /** A drawing of what the numbers say: no news to a screen reader. */
  readonly drawing?: string;
}

export function plainTable({ caption, headings, rows }: PlainTable): HTMLElement {
  return element(
    "table",
    {},
    element("caption", { class: "visually-hidden" }, caption),
    element("thead", {}, element("tr", {}, ...headings.map(headingCell))),
    element(
      "tbody",
      {},
      ...rows.map((cells) =>
        element("tr", {}, ...cells.map((cell, index) => bodyCell(cell, index, headings[index]))),
      ),
    ),
  );
}

function classOf({ numeric = false, drawing }: Heading): string {
  return drawing ?? (numeric ? "numeric" : "");
}

function headingCell(heading: Heading): HTMLElement {
  const { label, drawing } = heading;
  const properties = { class: classOf(heading) };
  if (drawing !== undefined) {
    return element("td", { ...properties, attributes: { "aria-hidden": true } });
  }
  return element("th", { ...properties, attributes: { scope: "col" } }, label);
}

function bodyCell(cell: Child, index: number, heading: Heading = { label: "" }): HTMLElement {
  if (index === 0) return element("th", { attributes: { scope: "row" } }, cell);
  const attributes = { "aria-hidden": heading.drawing !== undefined || undefined };
  return element("td", { class: classOf(heading), attributes }, cell);
}
