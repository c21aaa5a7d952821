/** A curve over shares with its legend, which reads out the point under the cursor. */
import * as l10n from "@vscode/l10n";
import { lineChart, swatch, type ChartData, type Line } from "../lib/chart";
import { element } from "../lib/dom";
import * as format from "../lib/format";

export interface CurveChartOptions {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly axes: { readonly x: string; readonly y: string };
}

/** What is drawn; the readings are one an x, in words. */
export interface ShownCurves {
  readonly x: readonly number[];
  /** One a line, as long as x. */
  readonly lines: readonly (readonly (number | null)[])[];
  readonly readings: readonly string[];
  /** Read out while the cursor is nowhere. */
  readonly summary: string;
}

export class CurveChart {
  private readonly readOut = element("p", { class: "read-out" });
  private readonly chart;
  private readonly legend: readonly HTMLElement[];
  readonly element: HTMLElement;
  private shown: ShownCurves = { x: [], lines: [], readings: [], summary: "" };

  constructor({ title, lines, axes }: CurveChartOptions) {
    this.chart = lineChart({
      label: l10n.t("{0}: left and right arrow keys read the points", title),
      lines,
      shares: axes,
      formatAxis: format.axisNumber,
      onPoint: (index) => {
        this.read(index);
      },
      describePoint: (index) => this.shown.readings[index] ?? "",
    });
    this.legend = lines.map((line) => element("span", {}, swatch(line), line.label));
    this.element = element(
      "section",
      { class: "curve" },
      element("h2", {}, title),
      element("p", { class: "legend" }, ...this.legend),
      this.chart.element,
      this.readOut,
    );
  }

  show(shown: ShownCurves): void {
    this.shown = shown;
    const { x, lines } = shown;
    this.chart.show({ x, lines, end: 1 } satisfies ChartData);
    for (const [index, entry] of this.legend.entries()) {
      entry.hidden = lines[index]?.every((value) => value === null) ?? true;
    }
    this.read(null);
  }

  private read(index: number | null): void {
    const reading = index === null ? undefined : this.shown.readings[index];
    this.readOut.textContent = reading ?? this.shown.summary;
  }
}
