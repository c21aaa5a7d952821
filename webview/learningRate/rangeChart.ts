/** The plot of a range test: the loss of each step and the smoothed one, over learning rates by powers of ten. */
import * as l10n from "@vscode/l10n";
import type { RangePoint } from "../../src/protocol/planning";
import { lineChart, swatch, type Line, type LineChart } from "../lib/chart";
import { element } from "../lib/dom";
import * as format from "../lib/format";
import { rounded, topOf } from "./rates";

export class RangeChart {
  private readonly lines: readonly Line[] = [
    { label: l10n.t("Loss of a step"), colour: "charts-yellow", dashed: true, draws: "line" },
    { label: l10n.t("Smoothed loss"), colour: "charts-blue", dashed: false, draws: "line" },
  ];
  private readonly where = element("span", { class: "read-where" });
  private readonly values = this.lines.map(() => element("output"));
  private readonly markText = element("span", { class: "best-mark" });
  private readonly chart: LineChart;
  private points: readonly RangePoint[] = [];
  private marked: number | null = null;
  readonly element: HTMLElement;

  constructor(onPick: (learningRate: number) => void) {
    this.chart = lineChart({
      label: l10n.t("Loss: left and right arrow keys read the steps, Enter takes the rate"),
      lines: this.lines,
      formatPower: (exponent) => format.rate(rounded(10 ** exponent)),
      formatAxis: format.axisNumber,
      onPoint: (index) => {
        this.read(index);
      },
      onPick: (index) => {
        const point = this.points[index];
        if (point) onPick(point.learningRate);
      },
      describePoint: (index) => this.describe(index),
    });
    const legend = this.lines.map((line, index) =>
      element("span", {}, swatch(line), `${line.label} `, this.values[index]),
    );
    this.element = element(
      "section",
      { class: "curve" },
      element("h2", {}, l10n.t("Loss over the learning rate")),
      element("p", { class: "read-out" }, this.where, ...legend, this.markText),
      this.chart.element,
    );
  }

  show(points: readonly RangePoint[]): void {
    this.points = points;
    this.draw();
    this.read(null);
  }

  /** Marks a learning rate with a vertical line. */
  mark(learningRate: number | null): void {
    this.marked = learningRate;
    this.markText.textContent =
      learningRate === null ? "" : `◆ ${format.rate(rounded(learningRate))}`;
    this.draw();
    this.read(null);
  }

  private draw(): void {
    const { points, marked } = this;
    const x = points.map(({ learningRate }) => Math.log10(learningRate));
    const lines = [points.map(({ loss }) => loss), points.map(({ smoothedLoss }) => smoothedLoss)];
    const best = marked === null ? {} : { best: Math.log10(marked) };
    this.chart.show({ x, lines, end: x.at(-1) ?? 0, top: topOf(points), ...best });
  }

  private read(index: number | null): void {
    const point = this.points[index ?? this.markedIndex];
    this.where.textContent = point ? format.rate(rounded(point.learningRate)) : "";
    for (const [line, output] of this.values.entries()) {
      const value = line === 0 ? point?.loss : point?.smoothedLoss;
      output.textContent = value === undefined ? "–" : format.loss(value);
    }
  }

  /** Of the step whose rate is marked, else of the last one. */
  private get markedIndex(): number {
    const marked = this.points.findIndex(({ learningRate }) => learningRate === this.marked);
    return marked < 0 ? this.points.length - 1 : marked;
  }

  private describe(index: number): string {
    const point = this.points[index];
    if (point === undefined) return "–";
    return l10n.t(
      "Learning rate {0}, loss {1}, smoothed {2}",
      format.rate(rounded(point.learningRate)),
      format.loss(point.loss),
      format.loss(point.smoothedLoss),
    );
  }
}
