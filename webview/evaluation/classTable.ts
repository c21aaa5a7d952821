/** Precision, recall and the like of each class, sortable; a class's name shows its pictures. */
import * as l10n from "@vscode/l10n";
import type { ClassMetrics, Evaluation } from "../../src/protocol/evaluation";
import type { ClassEstimates, MetricEstimates } from "../../src/protocol/insights";
import { element, section } from "../lib/dom";
import * as format from "../lib/format";
import { viewState } from "../lib/host";
import { numericColumn, sortableTable, type Column } from "../lib/table";
import { withInterval } from "./interval";

/** Estimates are absent where a threshold decides. */
interface Row extends ClassMetrics {
  readonly estimates?: ClassEstimates;
}

export class ClassTable {
  private names: readonly string[] = [];
  private readonly table = sortableTable<Row>({
    caption: l10n.t("Metrics of each class"),
    columns: this.columns(),
    sort: viewState("classes", { column: "name", descending: false }),
  });
  private readonly note = element(
    "p",
    { class: "detail" },
    l10n.t("Small print: 95% bootstrap intervals. Choose a class to see its pictures."),
  );
  readonly element = section(l10n.t("Classes"), this.note, this.table.element);

  /** `onChoose` gets the index of the class. */
  constructor(private readonly onChoose: (index: number) => void) {}

  show({ perClass, classes }: Evaluation, estimates: MetricEstimates | undefined): void {
    this.names = classes;
    this.note.hidden = estimates === undefined;
    this.table.show(
      perClass.map((each, index): Row => ({ ...each, estimates: estimates?.perClass[index] })),
    );
  }

  private columns(): Column<Row>[] {
    const number = numericColumn<Row>;
    const measured = (id: keyof ClassEstimates, label: string): Column<Row> => ({
      ...number(id, label, format.decimal),
      cell: (row) => {
        const value = id === "f1" ? meter(row.f1) : format.decimal(row[id]);
        const estimate = row.estimates?.[id];
        return estimate ? withInterval(estimate, format.decimal, value) : value;
      },
    });
    return [
      {
        id: "name",
        label: l10n.t("Class"),
        cell: ({ name }) => this.nameButton(name),
        order: ({ name }) => name,
      },
      measured("precision", l10n.t("Precision")),
      measured("recall", l10n.t("Recall")),
      measured("f1", "F1"),
      number("support", l10n.t("Pictures"), format.count),
      number("errors", l10n.t("Errors"), format.count),
    ];
  }

  private nameButton(name: string): HTMLElement {
    const attributes = {
      type: "button",
      "data-key": `class-${name}`,
      title: l10n.t("Show the pictures of {0}", name),
    };
    const click = (): void => {
      this.onChoose(this.names.indexOf(name));
    };
    return element("button", { class: "link", attributes, on: { click } }, name);
  }
}

/** A number with a small bar behind it. */
function meter(value: number): HTMLElement {
  const fill = element("span", { class: "meter-fill" });
  fill.style.width = `${value * 100}%`;
  const track = element("span", { class: "meter", attributes: { "aria-hidden": true } }, fill);
  return element("span", { class: "metered" }, track, format.decimal(value));
}
