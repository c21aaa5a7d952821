/** ROC and precision-recall curves of one class against the rest, and the areas of all classes. */
import * as l10n from "@vscode/l10n";
import type { Evaluation } from "../../src/protocol/evaluation";
import type { ClassCurves, Insights } from "../../src/protocol/insights";
import type { Line } from "../lib/chart";
import { dropdown } from "../lib/controls";
import { element, section } from "../lib/dom";
import * as format from "../lib/format";
import { viewState } from "../lib/host";
import { sortableTable, type Column } from "../lib/table";
import { CurveChart } from "./curveChart";
import { precisionRecallPoints, rocPoints, type CurvePoint } from "./curvePoints";
import type { Decision } from "./threshold";

/** The curve, chance, and the threshold, which only two classes have. */
function linesOf(draws: "line" | "steps"): readonly Line[] {
  return [
    { label: l10n.t("Curve"), colour: "charts-blue", dashed: false, draws },
    { label: l10n.t("Chance"), colour: "charts-yellow", dashed: true, draws: "line" },
    { label: l10n.t("Threshold"), colour: "charts-green", dashed: false, draws: "points" },
  ];
}

export class Curves {
  private readonly view = viewState("curves", { name: "" });
  private readonly roc = new CurveChart({
    title: l10n.t("ROC curve"),
    lines: linesOf("line"),
    axes: { x: l10n.t("False positive rate"), y: l10n.t("True positive rate") },
  });
  private readonly precisionRecall = new CurveChart({
    title: l10n.t("Precision-recall curve"),
    lines: linesOf("steps"),
    axes: { x: l10n.t("Recall"), y: l10n.t("Precision") },
  });
  private readonly which = dropdown({
    label: l10n.t("Class against the rest"),
    choices: [],
    value: "",
    onChange: (name) => {
      this.onChoose(this.names.indexOf(name));
    },
  });
  private readonly nothing = element("p", { class: "detail", attributes: { hidden: true } });
  private readonly means = element("p", { class: "detail" });
  private readonly table = sortableTable<ClassCurves>({
    caption: l10n.t("Areas of each class"),
    columns: this.columns(),
    sort: viewState("areas", { column: "rocArea", descending: false }),
  });
  private readonly charts = element(
    "div",
    { class: "charts" },
    this.roc.element,
    this.precisionRecall.element,
  );
  readonly element = element(
    "div",
    {},
    element("div", { class: "filters curve-class" }, this.which.element),
    this.nothing,
    this.charts,
    section(l10n.t("Areas under the curves"), this.means, this.table.element),
  );
  private insights: Insights | undefined;
  private point: PointOf | undefined;

  /** `onChoose` gets the index of the class. */
  constructor(private readonly onChoose: (index: number) => void) {}

  show(insights: Insights): void {
    this.insights = insights;
    this.table.show(insights.curves);
    const { meanRocArea, meanAveragePrecision } = insights;
    this.means.textContent = l10n.t(
      "Means over the classes: ROC area {0}, average precision {1}",
      areaText(meanRocArea),
      areaText(meanAveragePrecision),
    );
    this.draw();
  }

  /** Shows the curves of the class that is looked at elsewhere. */
  choose(index: number): void {
    const name = this.names[index];
    if (name === undefined || name === this.view.value.name) return;
    this.view.set({ name });
    this.draw();
  }

  /** Marks where the threshold of two classes lies. */
  mark(decision: Decision, { confusion, perClass }: Evaluation): void {
    const { positive, threshold } = decision;
    const found = perClass[positive];
    const others = confusion[1 - positive]?.[positive] ?? 0;
    const negatives = perClass[1 - positive]?.support ?? 0;
    this.point = found && {
      name: found.name,
      roc: { threshold, x: negatives === 0 ? 0 : others / negatives, y: found.recall },
      // precision of nothing said is drawn where its curve begins
      precisionRecall: {
        threshold,
        x: found.recall,
        y: found.recall === 0 && others === 0 ? 1 : found.precision,
      },
    };
    this.draw();
  }

  private get names(): readonly string[] {
    return this.insights?.classes ?? [];
  }

  private draw(): void {
    if (!this.insights) return;
    const { curves, classes } = this.insights;
    // of two classes the second one is the positive one, as for the threshold
    const first = classes.length === 2 ? curves[1] : curves[0];
    const shown = curves.find(({ name }) => name === this.view.value.name) ?? first;
    if (!shown) return;
    this.which.show(
      classes.map((name) => ({ value: name, label: name })),
      shown.name,
    );
    const point = this.point?.name === shown.name ? this.point : undefined;
    const roc = rocPoints(shown, point?.roc);
    const precisionRecall = precisionRecallPoints(shown, point?.precisionRecall);
    const isDrawn = roc !== null && precisionRecall !== null;
    this.charts.hidden = !isDrawn;
    this.nothing.hidden = isDrawn;
    if (isDrawn) {
      this.roc.show(roc);
      this.precisionRecall.show(precisionRecall);
    } else {
      this.nothing.textContent = l10n.t(
        "{0} has no curves: there must be pictures of the class and of others.",
        shown.name,
      );
    }
  }

  private columns(): Column<ClassCurves>[] {
    const area = (id: "rocArea" | "averagePrecision", label: string): Column<ClassCurves> => ({
      id,
      label,
      numeric: true,
      cell: (row) => areaText(row[id]),
      order: (row) => row[id] ?? -1,
    });
    return [
      {
        id: "name",
        label: l10n.t("Class"),
        cell: ({ name }) => this.nameButton(name),
        order: ({ name }) => name,
      },
      area("rocArea", l10n.t("ROC area")),
      area("averagePrecision", l10n.t("Average precision")),
      {
        id: "positives",
        label: l10n.t("Pictures"),
        numeric: true,
        cell: ({ positives }) => format.count(positives),
        order: ({ positives }) => positives,
      },
    ];
  }

  private nameButton(name: string): HTMLElement {
    const attributes = {
      type: "button",
      "data-key": `curve-${name}`,
      title: l10n.t("Show the curves and the pictures of {0}", name),
    };
    const click = (): void => {
      this.onChoose(this.names.indexOf(name));
    };
    return element("button", { class: "link", attributes, on: { click } }, name);
  }
}

interface PointOf {
  readonly name: string;
  readonly roc: CurvePoint;
  readonly precisionRecall: CurvePoint;
}

function areaText(area: number | null): string {
  return area === null ? "–" : format.decimal(area);
}
