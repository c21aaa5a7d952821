/** The curves of all runs laid over one another: any metric, over epochs or over time. */
import * as l10n from "@vscode/l10n";
import type { ComparedRun } from "../../src/protocol/comparison";
import { type ChartData, lineChart, type LineChart, swatch } from "../lib/chart";
import { dropdown, toggle } from "../lib/controls";
import { element, replace, section } from "../lib/dom";
import * as format from "../lib/format";
import { viewState } from "../lib/host";
import { type CurveAxis, curveData, type CurveMetric, valueAt } from "./curveData";
import { letterOf, lineOf } from "./identity";

interface MetricWords {
  readonly name: string;
  readonly show: (value: number) => string;
  readonly axis: (value: number) => string;
}

const METRICS: readonly CurveMetric[] = [
  "validationAccuracy",
  "validationLoss",
  "trainAccuracy",
  "trainLoss",
  "learningRate",
];

function wordsOf(metric: CurveMetric): MetricWords {
  const accuracy = { show: format.percent, axis: format.axisPercent };
  const loss = { show: format.loss, axis: format.axisNumber };
  switch (metric) {
    case "validationAccuracy":
      return { name: l10n.t("Validation accuracy"), ...accuracy };
    case "validationLoss":
      return { name: l10n.t("Validation loss"), ...loss };
    case "trainAccuracy":
      return { name: l10n.t("Training accuracy"), ...accuracy };
    case "trainLoss":
      return { name: l10n.t("Training loss"), ...loss };
    case "learningRate":
      return { name: l10n.t("Learning rate"), show: format.rate, axis: format.rate };
  }
}

/** 0:45, 12:05, 1:02:05 */
function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = two(whole % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

export class Curves {
  private readonly view = viewState<{ metric: CurveMetric; axis: CurveAxis }>("curves", {
    metric: "validationAccuracy",
    axis: "epochs",
  });
  private readonly where = element("span", { class: "read-where" });
  private readonly readOut = element("p", { class: "read-out" });
  private readonly frame = element("div");
  private outputs: readonly HTMLElement[] = [];
  private chart: LineChart | undefined;
  private runs: readonly ComparedRun[] = [];
  private data: ChartData = { x: [], lines: [], end: 1 };
  private made = "";
  readonly element = section(
    l10n.t("Curves"),
    element("div", { class: "curve-controls" }, this.metricChoice(), this.axisChoice()),
    this.readOut,
    this.frame,
  );

  show(runs: readonly ComparedRun[]): void {
    this.runs = runs;
    const { metric, axis } = this.view.value;
    const made = JSON.stringify([runs.length, metric, axis]);
    if (made !== this.made) this.make();
    this.made = made;
    this.data = curveData(runs, this.view.value);
    this.chart?.show(this.data);
    this.read(null);
  }

  /** A chart for as many lines, with the axes of what is shown. */
  private make(): void {
    const { metric, axis } = this.view.value;
    const words = wordsOf(metric);
    const lines = this.runs.map((_, index) => lineOf(index));
    this.outputs = lines.map(() => element("output"));
    const legend = lines.map((line, index) =>
      element("span", {}, swatch(line), `${line.label} `, this.outputs[index]),
    );
    this.chart?.dispose();
    this.chart = lineChart({
      label: l10n.t("{0}: left and right arrow keys read the values", words.name),
      lines,
      formatAxis: words.axis,
      ...(axis === "time" && { formatSeconds: clock }),
      onPoint: (index) => {
        this.read(index);
      },
      describePoint: (index) => this.describe(index),
    });
    replace(this.readOut, this.where, ...legend);
    replace(this.frame, this.chart.element);
  }

  private read(point: number | null): void {
    const index = point ?? this.data.x.length - 1;
    this.where.textContent = this.place(index);
    for (const [line, output] of this.outputs.entries()) {
      output.textContent = this.value(line, index);
    }
  }

  private value(line: number, index: number): string {
    const { metric, axis } = this.view.value;
    const value = valueAt(this.data, { line, index, axis });
    return value === null ? "–" : wordsOf(metric).show(value);
  }

  private place(index: number): string {
    const x = this.data.x[index];
    if (x === undefined) return "";
    return this.view.value.axis === "time"
      ? l10n.t("After {0}", format.duration(x))
      : l10n.t("Epoch {0}", x);
  }

  private describe(index: number): string {
    const values = this.runs.map((_, line) => `${letterOf(line)} ${this.value(line, index)}`);
    return [this.place(index), ...values].join(", ");
  }

  private metricChoice(): HTMLElement {
    return dropdown({
      label: l10n.t("Metric"),
      choices: METRICS.map((metric) => ({ value: metric, label: wordsOf(metric).name })),
      value: this.view.value.metric,
      onChange: (value) => {
        this.view.set({ metric: METRICS.find((each) => each === value) ?? "validationAccuracy" });
        this.show(this.runs);
      },
    }).element;
  }

  private axisChoice(): HTMLElement {
    return toggle({
      label: l10n.t("Over what"),
      choices: [
        { value: "epochs", label: l10n.t("Over epochs") },
        { value: "time", label: l10n.t("Over time") },
      ],
      value: this.view.value.axis,
      onChange: (value) => {
        this.view.set({ axis: value === "time" ? "time" : "epochs" });
        this.show(this.runs);
      },
    });
  }
}
