/** Tables that can be sorted by their headings and keep their sort. */
import { element, replace, type Child } from "./dom";
import type { ViewState } from "./host";

export interface Column<Row> {
  readonly id: string;
  readonly label: string;
  readonly numeric?: boolean;
  readonly cell: (row: Row) => Child;
  /** What it is sorted by; a column without is not sortable. */
  readonly order?: (row: Row) => number | string;
}

/** The keys under which a row keeps numbers, or may keep them. */
type NumericKey<Row> = {
  [Key in keyof Row]-?: Row[Key] extends number | undefined ? Key : never;
}[keyof Row] &
  string;

/** A column of a row's numbers, shown as `show` writes them and sorted by themselves; a missing one is a dash. */
export function numericColumn<Row>(
  id: NumericKey<Row>,
  label: string,
  show: (value: number) => string,
): Column<Row> {
  const order = (row: Row) => Number(row[id] ?? Number.NEGATIVE_INFINITY);
  const cell = (row: Row) => (row[id] === undefined ? "–" : show(Number(row[id])));
  return { id, label, numeric: true, cell, order };
}

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

export interface TableOptions<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly sort: ViewState<Sort>;
  readonly rowClass?: (row: Row) => string | undefined;
}

/** Sorts copies: equal values keep their order. */
function sorted<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort): Row[] {
  const order = columns.find(({ id }) => id === sort.column)?.order;
  if (!order) return [...rows];
  const sign = sort.descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [order(a), order(b)];
    if (typeof x === "string") return sign * x.localeCompare(String(y));
    return sign * (x - Number(y));
  });
}

/** A table that is drawn anew by `show`; the first column names the row. */
export function sortableTable<Row>(options: TableOptions<Row>): {
  readonly element: HTMLElement;
  show(rows: readonly Row[]): void;
} {
  const { caption, columns, sort, rowClass } = options;
  const header = element("tr");
  const body = element("tbody");
  let shown: readonly Row[] = [];

  const choose = (column: Column<Row>): void => {
    const again = sort.value.column === column.id;
    sort.set({ column: column.id, descending: again ? !sort.value.descending : false });
    draw();
  };

  const heading = (column: Column<Row>): HTMLElement => {
    const active = sort.value.column === column.id;
    const direction = sort.value.descending ? "descending" : "ascending";
    const arrow = active ? (sort.value.descending ? "↓" : "↑") : "";
    const control = element(
      "button",
      {
        class: "sort",
        attributes: { type: "button", "data-key": `sort-${column.id}` },
        on: {
          click: () => {
            choose(column);
          },
        },
      },
      column.label,
      element("span", { class: "sort-arrow", attributes: { "aria-hidden": true } }, arrow),
    );
    const attributes = { scope: "col", "aria-sort": active ? direction : undefined };
    const properties = { class: column.numeric ? "numeric" : "", attributes };
    return element("th", properties, column.order ? control : column.label);
  };

  const draw = (): void => {
    replace(header, ...columns.map(heading));
    const rows = sorted(shown, columns, sort.value).map((row) =>
      element(
        "tr",
        { class: rowClass?.(row) ?? "" },
        ...columns.map((column, index) => {
          const properties = { class: column.numeric ? "numeric" : "" };
          if (index > 0) return element("td", properties, column.cell(row));
          return element("th", { ...properties, attributes: { scope: "row" } }, column.cell(row));
        }),
      ),
    );
    replace(body, ...rows);
  };

  return {
    element: element(
      "div",
      { class: "table-frame", attributes: { role: "region", "aria-label": caption, tabindex: 0 } },
      element(
        "table",
        {},
        element("caption", { class: "visually-hidden" }, caption),
        element("thead", {}, header),
        body,
      ),
    ),
    show(rows) {
      shown = rows;
      draw();
    },
  };
}
