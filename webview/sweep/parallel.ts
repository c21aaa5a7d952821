/** Parallel coordinates: a line a trial across the axes of its settings to what was validated; dragging along an axis chooses a part. */
import * as l10n from "@vscode/l10n";
import type { SweepTrial } from "../../src/protocol/sweep";
import { element, replace, setAttributes, svg } from "../lib/dom";
import { type Axis, type Brush, brushed, isChosen, type Mark, stepBrush, stopsOf } from "./axes";

const HEIGHT = 320;
const TOP = 34;
const BOTTOM = 18;
/** Room beside the first and the last axis for their labels. */
const SIDE = 84;
const LEAST_GAP = 130;
/** Width of the part of an axis that can be dragged on. */
const GRIP = 34;
/** A shorter drag is a click, which shows all. */
const LEAST_DRAG = 4;
/** Shades of lines, the best trials strongest. */
const SHADES = 5;

const y = (at: number): number => TOP + (1 - at) * (HEIGHT - TOP - BOTTOM);
const placeOf = (pixels: number): number =>
  Math.min(1, Math.max(0, 1 - (pixels - TOP) / (HEIGHT - TOP - BOTTOM)));

export interface Shown {
  readonly axes: readonly Axis[];
  readonly trials: readonly SweepTrial[];
  /** Numbers of the finished trials, the best first. */
  readonly ranking: readonly number[];
}

export class Parallel {
  private readonly picture = svg("svg", { class: "parallel" });
  private readonly frame = element(
    "div",
    { class: "parallel-frame", attributes: { role: "group", "aria-label": this.name() } },
    this.picture,
  );
  readonly element = this.frame;
  private shown: Shown = { axes: [], trials: [], ranking: [] };
  private readonly brushes = new Map<string, Brush>();
  private pointed: number | undefined;
  private width = 0;

  /** `onChoose` hears which trials are left. */
  constructor(private readonly onChoose: (chosen: readonly number[]) => void) {
    new ResizeObserver(() => {
      if (this.frame.clientWidth === this.width) return;
      this.width = this.frame.clientWidth;
      this.draw();
    }).observe(this.frame);
  }

  show(shown: Shown): void {
    this.shown = shown;
    this.draw();
    this.tell();
  }

  /** Makes one trial's line stand out, or with undefined none. */
  point(trial: number | undefined): void {
    this.pointed = trial;
    for (const line of this.picture.querySelectorAll("[data-trial]")) {
      line.classList.toggle("is-pointed", line.getAttribute("data-trial") === String(trial));
    }
  }

  /** Shows all trials again. */
  clear(): void {
    this.brushes.clear();
    this.draw();
    this.tell();
  }

  get isBrushed(): boolean {
    return this.brushes.size > 0;
  }

  private name(): string {
    return l10n.t("Parallel coordinates: a line is a trial; the table below says the same");
  }

  private tell(): void {
    const { axes, trials } = this.shown;
    const chosen = trials.filter((trial) => isChosen(trial, axes, this.brushes));
    this.onChoose(chosen.map(({ number }) => number));
  }

  private draw(): void {
    const { axes } = this.shown;
    const gap = Math.max(LEAST_GAP, (this.width - 2 * SIDE) / Math.max(1, axes.length - 1));
    const width = 2 * SIDE + gap * (axes.length - 1);
    const x = (index: number): number => SIDE + index * gap;
    const size = { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}` };
    setAttributes(this.picture, size);
    const lines = svg("g", { class: "trial-lines" }, ...this.lines(x));
    replace(this.picture, lines, ...axes.map((axis, index) => this.axis(axis, x(index))));
    this.point(this.pointed);
  }

  /** The worst first, so that the best lie above. */
  private lines(x: (index: number) => number): SVGElement[] {
    const { axes, trials, ranking } = this.shown;
    const rank = ({ number }: SweepTrial): number => {
      const place = ranking.indexOf(number);
      return place < 0 ? Infinity : place;
    };
    const drawn = trials
      .filter((trial) => axes.every((axis) => axis.at(trial) !== null))
      .sort((a, b) => rank(b) - rank(a));
    return drawn.map((trial) => {
      const points = axes.map((axis, index) => {
        return `${x(index).toFixed(1)},${y(axis.at(trial) ?? 0).toFixed(1)}`;
      });
      const share = Math.min(rank(trial), ranking.length) / Math.max(1, ranking.length);
      const shade = Math.min(SHADES - 1, Math.floor(share * SHADES));
      const isLeft = isChosen(trial, axes, this.brushes);
      const kind = [`shade-${shade}`, rank(trial) === 0 && "is-best", !isLeft && "is-faded"];
      return svg(
        "polyline",
        {
          class: kind.filter(Boolean).join(" "),
          attributes: { points: points.join(" "), "data-trial": trial.number },
        },
        svg("title", {}, this.describe(trial)),
      );
    });
  }

  private describe(trial: SweepTrial): string {
    const values = this.shown.axes.map((axis) => `${axis.label}: ${axis.text(trial)}`);
    return [l10n.t("Trial {0}", trial.number), ...values].join("\n");
  }

  private axis(axis: Axis, x: number): SVGElement {
    const ticks = axis.ticks.map(({ at, label }) =>
      svg("text", { class: "tick", attributes: { x: x - 8, y: y(at), dy: "0.35em" } }, label),
    );
    const line = svg("path", { class: "axis", attributes: { d: `M${x} ${y(1)}V${y(0)}` } });
    const name = svg("text", { class: "axis-name", attributes: { x, y: 14 } }, axis.label);
    const part = svg("rect", { class: "brush", attributes: { x: x - 7, width: 14 } });
    this.place(part, this.brushes.get(axis.key));
    return svg("g", {}, line, part, ...ticks, name, this.grip(axis, x, part));
  }

  private place(part: SVGRectElement, brush: Brush | undefined): void {
    const [low, high] = brush ?? [0, 0];
    setAttributes(part, {
      y: y(high) - 3,
      height: y(low) - y(high) + 6,
      visibility: brush === undefined ? "hidden" : "visible",
    });
  }

  /** What is dragged on, and what arrow keys work in. */
  private grip(axis: Axis, x: number, part: SVGRectElement): SVGElement {
    const stops = stopsOf(axis, this.shown.trials);
    const grip = svg("rect", {
      class: "grip",
      attributes: {
        x: x - GRIP / 2,
        y: TOP - 8,
        width: GRIP,
        height: HEIGHT - TOP - BOTTOM + 16,
        role: "slider",
        tabindex: 0,
        "data-key": `axis-${axis.key}`,
        "aria-orientation": "vertical",
        "aria-label": l10n.t(
          "{0}: up and down arrow keys choose a value, with Shift several, Escape shows all",
          axis.label,
        ),
        "aria-valuemin": 0,
        "aria-valuemax": 1,
        ...this.said(stops, this.brushes.get(axis.key)),
      },
    });
    this.listenToKeys(grip, axis, stops);
    this.listenToDrags(grip, axis, part);
    return grip;
  }

  private said(stops: readonly Mark[], brush: Brush | undefined) {
    if (brush === undefined) return { "aria-valuenow": 0, "aria-valuetext": l10n.t("all") };
    const [low, high] = brushed(stops, brush);
    const text =
      low === undefined
        ? l10n.t("none")
        : high === undefined
          ? low
          : l10n.t("{0} to {1}", low, high);
    return { "aria-valuenow": brush[1], "aria-valuetext": text };
  }

  private listenToKeys(grip: SVGElement, axis: Axis, stops: readonly Mark[]): void {
    grip.addEventListener("keydown", (event) => {
      const direction = ({ ArrowUp: 1, ArrowDown: -1 } as const)[event.key];
      if (direction === undefined && event.key !== "Escape") return;
      event.preventDefault();
      const brush = this.brushes.get(axis.key);
      const step = direction && { direction, extends: event.shiftKey };
      this.choose(axis, step && stepBrush(stops, brush, step));
    });
  }

  private listenToDrags(grip: SVGElement, axis: Axis, part: SVGRectElement): void {
    let from: number | undefined;
    const at = (event: PointerEvent): number =>
      event.clientY - this.picture.getBoundingClientRect().top;
    const brushTo = (to: number): Brush | undefined => {
      if (from === undefined || Math.abs(to - from) < LEAST_DRAG) return undefined;
      return [placeOf(Math.max(from, to)), placeOf(Math.min(from, to))];
    };
    grip.addEventListener("pointerdown", (event) => {
      from = at(event);
      grip.setPointerCapture(event.pointerId);
    });
    grip.addEventListener("pointermove", (event) => {
      if (from !== undefined) this.place(part, brushTo(at(event)));
    });
    grip.addEventListener("pointerup", (event) => {
      const brush = brushTo(at(event));
      from = undefined;
      this.choose(axis, brush);
    });
    grip.addEventListener("pointercancel", () => {
      from = undefined;
      this.place(part, this.brushes.get(axis.key));
    });
  }

  private choose(axis: Axis, brush: Brush | undefined): void {
    if (brush === undefined) this.brushes.delete(axis.key);
    else this.brushes.set(axis.key, brush);
    this.draw();
    this.tell();
  }
}
