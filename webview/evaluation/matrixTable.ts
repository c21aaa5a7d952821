/** The table of the confusion matrix: headings on both sides and empty cells. */
import * as l10n from "@vscode/l10n";
import { element } from "../lib/dom";

/** Cells by [actual][predicted]. */
export function matrixTable(classes: readonly string[]): {
  readonly table: HTMLElement;
  readonly cells: HTMLElement[][];
} {
  const cells = classes.map(() =>
    classes.map(() => element("td", { attributes: { role: "gridcell", tabindex: -1 } })),
  );
  const columns = classes.map((name) =>
    element(
      "th",
      { class: "column", attributes: { role: "columnheader", scope: "col", title: name } },
      element("span", {}, name),
    ),
  );
  const rows = classes.map((name, index) =>
    element(
      "tr",
      { attributes: { role: "row" } },
      element(
        "th",
        { class: "row", attributes: { role: "rowheader", scope: "row", title: name } },
        name,
      ),
      ...(cells[index] ?? []),
    ),
  );
  const corner = element(
    "td",
    { class: "corner", attributes: { role: "gridcell" } },
    element("span", {}, l10n.t("Predicted →")),
    element("span", {}, l10n.t("Actual ↓")),
  );
  const table = element(
    "table",
    { class: "matrix", attributes: { role: "grid", "aria-label": l10n.t("Confusion matrix") } },
    element(
      "thead",
      { attributes: { role: "rowgroup" } },
      element("tr", { attributes: { role: "row" } }, corner, ...columns),
    ),
    element("tbody", { attributes: { role: "rowgroup" } }, ...rows),
  );
  table.addEventListener("mouseover", ({ target }) => {
    highlight(target, rows, columns);
  });
  table.addEventListener("focusin", ({ target }) => {
    highlight(target, rows, columns);
  });
  table.addEventListener("mouseleave", () => {
    highlight(null, rows, columns);
  });
  return { table, cells };
}

/** Marks the headings of the cell under the pointer or with the focus. */
function highlight(
  node: EventTarget | null,
  rows: readonly HTMLElement[],
  columns: readonly HTMLElement[],
): void {
  const cell = node instanceof HTMLTableCellElement ? node : null;
  for (const row of rows) {
    row.firstElementChild?.classList.toggle("at", row === cell?.parentElement);
  }
  for (const [index, column] of columns.entries()) {
    column.classList.toggle("at", cell?.cellIndex === index + 1);
  }
}
