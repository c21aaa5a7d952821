/** One chart with its legend, which reads out the values under the cursor, else the latest. */
import * as l10n from "@vscode/l10n";
import type { EpochMetrics, TrainingTick } from "../../src/protocol/training";
import { lineChart, swatch, type ChartData, type Line, type LineChart } from "../lib/chart";
import { element } from "../lib/dom";
import { bestEpoch, lastEpoch, type LiveRun } from "./live";

export interface CurveOptions {
  readonly title: string;
  readonly train: (metrics: EpochMetrics) => number;
  /** Undefined in a run without validation. */
  readonly validation: (metrics: EpochMetrics) => number | undefined;
  /** The running mean of the epoch under way, a further point of the training line. */
  readonly live: (tick: TrainingTick) => number;
  readonly format: (value: number) => string;
  readonly formatAxis: (value: number) => string;
  /** A person put the cursor on a point of this chart. */
  readonly onPoint: (index: number | null) => void;
}

/** Up to this many epochs the axis shows the whole plan; beyond, it grows with the run. */
const WHOLE_PLAN = 30;

export class CurvePanel {
  readonly element: HTMLElement;
  private readonly lines: readonly Line[] = [
    { label: l10n.t("Training"), colour: "charts-blue", dashed: false },
    { label: l10n.t("Validation"), colour: "charts-yellow", dashed: true },
  ];
  private readonly where = element("span", { class: "read-where" });
  private readonly values = this.lines.map(() => element("output"));
  private readonly best = element("span", { class: "best-mark", attributes: { hidden: true } });
  private readonly chart: LineChart;
  private data: ChartData = { x: [], lines: [[], []], end: 1 };
  private live: LiveRun | undefined;
  private point: number | null = null;

  constructor(private readonly options: CurveOptions) {
    this.chart = lineChart({
      label: l10n.t("{0}: left and right arrow keys read the epochs", options.title),
      lines: this.lines,
      formatAxis: options.formatAxis,
      onPoint: options.onPoint,
      describePoint: (index) => this.describe(index),
    });
    const legend = this.lines.map((line, index) =>
      element("span", {}, swatch(line), `${line.label} `, this.values[index]),
    );
    this.element = element(
      "section",
      { class: "curve" },
      element("h2", {}, options.title),
      element("p", { class: "read-out" }, this.where, ...legend, this.best),
      this.chart.element,
    );
  }

  show(live: LiveRun): void {
    this.live = live;
    this.data = chartData(live, this.options);
    this.chart.show(this.data);
    const best = this.data.best;
    this.best.hidden = best === undefined;
    this.best.textContent = best === undefined ? "" : l10n.t("◆ best epoch {0}", best);
    this.read(this.point);
  }

  /** Puts the cursor of this chart there and reads out its values. */
  pointAt(index: number | null): void {
    this.chart.point(index);
    this.read(index);
  }

  private read(point: number | null): void {
    this.point = point;
    const index = point ?? this.data.x.length - 1;
    this.where.textContent = this.place(index);
    for (const [line, output] of this.values.entries())
      output.textContent = this.value(line, index);
  }

  private value(line: number, index: number): string {
    const value = this.data.lines[line]?.[index];
    return value === undefined || value === null ? "–" : this.options.format(value);
  }

  /** The epoch of a point; the last one may be under way. */
  private place(index: number): string {
    const epoch = this.data.x[index];
    if (epoch === undefined) return "";
    if (this.live && epoch > lastEpoch(this.live.run)) {
      return l10n.t("Epoch {0}, so far", Math.ceil(epoch));
    }
    return l10n.t("Epoch {0}", epoch);
  }

  private describe(index: number): string {
    const values = this.lines.map(({ label }, line) => `${label} ${this.value(line, index)}`);
    return [this.place(index), ...values].join(", ");
  }
}

function chartData({ run, tick }: LiveRun, options: CurveOptions): ChartData {
  const { metrics, config, state } = run;
  const x = metrics.map(({ epoch }) => epoch);
  const train: (number | null)[] = metrics.map(options.train);
  const validation = metrics.map((each): number | null => options.validation(each) ?? null);
  if (tick) {
    // an epoch's first batches are all but its beginning
    x.push(tick.epoch - 1 + tick.batch / Math.max(tick.batches, 1));
    train.push(options.live(tick));
    validation.push(null);
  }
  const last = Math.ceil(x.at(-1) ?? 1);
  const grown = config.epochs <= WHOLE_PLAN ? config.epochs : Math.max(WHOLE_PLAN, last * 1.5);
  return {
    x,
    lines: [train, validation],
    best: bestEpoch(metrics)?.epoch,
    end: state === "running" ? Math.min(config.epochs, Math.round(grown)) : last,
  };
}
