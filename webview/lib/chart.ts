/**
 * The one door to uPlot: line charts over epochs, over shares from 0 to 1, and over powers of ten. uPlot, because it draws on a canvas in 50 KB without
 * eval and without inline styles (it sets element.style, which the page's policy allows), and appends
 * a point to thousands within a frame.
 */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { element } from "./dom";
import { chartOptions, dashOf } from "./chartOptions";
import { onThemeChange, themeText } from "./theme";

export type Plot = uPlot;
export type PlotOptions = uPlot.Options;
export type PlotAxis = uPlot.Axis;
export type PlotSeries = uPlot.Series;

export interface Line {
  readonly label: string;
  /** A theme variable: "charts-blue". */
  readonly colour: string;
  /** Dashed, so that lines are told apart without their colour; with lengths of strokes and gaps, if there are many. */
  readonly dashed: boolean | readonly number[];
  /** Points alone, a line alone, or level steps back from each point; default: a line with its points. */
  readonly draws?: "points" | "line" | "steps";
}

export interface ChartData {
  /** Never falling; epochs, the last one possibly a fraction, or shares. */
  readonly x: readonly number[];
  /** One a line, as long as x; null is no value: a gap over epochs, a point to pass by over shares. */
  readonly lines: readonly (readonly (number | null)[])[];
  /** Marked with a vertical line. */
  readonly best?: number;
  /** End of the x axis. */
  readonly end: number;
  /** End of the y axis, which what is higher leaves; absent: there is room for all. */
  readonly top?: number;
}

export interface ChartOptions {
  readonly label: string;
  readonly lines: readonly Line[];
  /** What both axes count, when they run from 0 to 1; absent: x are epochs, y whatever there is. */
  readonly shares?: { readonly x: string; readonly y: string };
  /** Labels of the x axis, when x are seconds; absent: x are epochs. */
  readonly formatSeconds?: (value: number) => string;
  /** Labels of the x axis, when x are exponents of ten, of which the whole ones are labelled. */
  readonly formatPower?: (exponent: number) => string;
  /** A label of the y axis; of the x axis, too, over shares. */
  readonly formatAxis: (value: number) => string;
  /** A person put the cursor on the point of that index, or on none. */
  readonly onPoint: (index: number | null) => void;
  /** A person chose the point under the cursor, by a click or by Enter. */
  readonly onPick?: (index: number) => void;
  /** What a screen reader says about the point of that index. */
  readonly describePoint: (index: number) => string;
}

export interface LineChart {
  readonly element: HTMLElement;
  show(data: ChartData): void;
  /** Puts the cursor on a point, or nowhere, without telling. */
  point(index: number | null): void;
  /** Ends what it listens to; the element may then be dropped. */
  dispose(): void;
}

const HEIGHT = { epochs: 220, shares: 300, powers: 300 } as const;

/** Draws a series as level steps back from each point to the one before. */
const steps = uPlot.paths.stepped?.({ align: -1 });

function kindOf({ shares, formatPower }: ChartOptions): keyof typeof HEIGHT {
  if (shares) return "shares";
  return formatPower ? "powers" : "epochs";
}

/** A line chart whose cursor follows the pointer, or the arrow keys when it has the focus. */
export function lineChart(options: ChartOptions): LineChart {
  const kind = kindOf(options);
  const height = HEIGHT[kind];
  const frame = element("div", {
    class: `chart ${kind}`,
    attributes: { role: "slider", tabindex: 0, "aria-label": options.label, "aria-valuemin": 0 },
  });
  let data: ChartData = { x: [], lines: options.lines.map(() => []), end: 1 };
  let plot: uPlot | undefined;
  let point: number | null = null;
  let pinned: number | null = null;

  const moved = (index: number | null): void => {
    point = index;
    pinned = null;
    options.onPoint(index);
  };

  const aligned = (): uPlot.AlignedData => [[...data.x], ...data.lines.map((line) => [...line])];

  const make = (width: number): uPlot =>
    new uPlot(
      chartOptions({
        ...options,
        width,
        height,
        data: () => data,
        steps,
        pinned: () => pinned,
        onPoint: moved,
      }),
      aligned(),
      frame,
    );

  const sized = new ResizeObserver(() => {
    const width = Math.floor(frame.clientWidth);
    if (width < 50) return; // in a tab that is not shown
    if (!plot) plot = make(width);
    else if (plot.width !== width) plot.setSize({ width, height });
  });
  sized.observe(frame);

  // the font of axes is fixed when a chart is made
  const unwatch = onThemeChange(() => {
    if (!plot) return;
    const { width } = plot;
    plot.destroy();
    plot = make(width);
  });

  const describe = (): void => {
    const last = Math.max(data.x.length - 1, 0);
    const index = Math.min(point ?? last, last);
    frame.setAttribute("aria-valuemax", String(last));
    frame.setAttribute("aria-valuenow", String(index));
    frame.setAttribute("aria-valuetext", data.x.length > 0 ? options.describePoint(index) : "–");
  };

  const place = (index: number | null): void => {
    point = pinned = index;
    const x = index === null ? undefined : data.x[index];
    const left = plot && x !== undefined ? plot.valToPos(x, "x") : -10;
    plot?.setCursor({ left, top: left < 0 ? -10 : height / 3 }, false);
    describe();
  };

  const pickPoint = (): void => {
    if (point !== null) options.onPick?.(point);
  };

  frame.addEventListener("click", pickPoint);
  frame.addEventListener("keydown", (event) => {
    if (event.key === "Enter") pickPoint();
    const last = data.x.length - 1;
    const from = point ?? last + 1;
    const targets: Readonly<Record<string, number>> = {
      ArrowLeft: Math.max(from - 1, 0),
      ArrowDown: Math.max(from - 1, 0),
      ArrowRight: Math.min(from + 1, last),
      ArrowUp: Math.min(from + 1, last),
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    place(target);
    options.onPoint(target);
  });
  frame.addEventListener("blur", () => {
    place(null);
    options.onPoint(null);
  });

  return {
    element: frame,
    show(next) {
      data = next;
      plot?.setData(aligned());
      describe();
    },
    point: place,
    dispose() {
      sized.disconnect();
      unwatch();
      plot?.destroy();
    },
  };
}

/** A piece of line, or a point, as the legend shows it. */
export function swatch({ colour, dashed, draws }: Line): SVGElement {
  const node = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  node.setAttribute("class", "swatch");
  node.setAttribute("viewBox", "0 0 24 8");
  node.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const isPoint = draws === "points";
  line.setAttribute("d", isPoint ? "M8 4a4 4 0 1 0 8 0a4 4 0 1 0 -8 0" : "M0 4H24");
  const dash = dashOf(dashed);
  if (dash !== undefined) line.setAttribute("stroke-dasharray", dash.join(" "));
  const paint = (): void => {
    line.setAttribute(isPoint ? "fill" : "stroke", themeText(colour, "currentColor"));
  };
  paint();
  onThemeChange(paint);
  node.append(line);
  return node;
}
