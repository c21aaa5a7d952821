/** Precision, recall and the like of each class, sortable; a class's name shows its pictures. */
import * as l10n from "@vscode/l10n";
import type { ClassMetrics, Evaluation } from "../../src/protocol/evaluation";
import { element, section } from "../lib/dom";
import * as format from "../lib/format";
import { viewState } from "../lib/host";
import { numericColumn, sortableTable, type Column } from "../lib/table";

export class ClassTable {
  private names: readonly string[] = [];
  private readonly table = sortableTable<ClassMetrics>({
    caption: l10n.t("Metrics of each class"),
    columns: this.columns(),
    sort: viewState("classes", { column: "name", descending: false }),
  });
  readonly element = section(l10n.t("Classes"), this.table.element);

  /** `onChoose` gets the index of the class. */
  constructor(private readonly onChoose: (index: number) => void) {}

  show({ perClass, classes }: Evaluation): void {
    this.names = classes;
    this.table.show(perClass);
  }

  private columns(): Column<ClassMetrics>[] {
    const number = numericColumn<ClassMetrics>;
    return [
      {
        id: "name",
        label: l10n.t("Class"),
        cell: ({ name }) => this.nameButton(name),
        order: ({ name }) => name,
      },
      number("precision", l10n.t("Precision"), format.decimal),
      number("recall", l10n.t("Recall"), format.decimal),
      { ...number("f1", "F1", format.decimal), cell: ({ f1 }) => meter(f1) },
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
