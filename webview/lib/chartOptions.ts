/** How a line chart looks: axes, lines and marks in the theme's colours, read each time it is drawn. */
import type {
  ChartData,
  ChartOptions,
  Line,
  Plot,
  PlotAxis,
  PlotOptions,
  PlotSeries,
} from "./chart";
import { cssOf, themeColour, themeText } from "./theme";

interface Drawing extends ChartOptions {
  readonly width: number;
  readonly height: number;
  readonly data: () => ChartData;
  readonly steps: PlotSeries["paths"];
  /** Where the keyboard put the cursor: of points with the same x, its place alone does not say which. */
  readonly pinned: () => number | null;
}

/** Epochs are whole numbers, so the axis never shows 2.5. */
const EPOCH_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** Steps of a clock. */
const SECOND_STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400,
];

/** Lengths of strokes and gaps; undefined is a solid line. */
export function dashOf(dashed: Line["dashed"]): number[] | undefined {
  if (typeof dashed !== "boolean") return dashed.length > 0 ? [...dashed] : undefined;
  return dashed ? [6, 3] : undefined;
}

function axisLook(): Pick<PlotAxis, "font" | "stroke" | "grid" | "ticks"> {
  const faint = (): string => cssOf({ ...themeColour("foreground", "#888888"), alpha: 0.18 });
  const lines = { stroke: faint, width: 1 };
  return {
    font: `11px ${themeText("font-family", "sans-serif")}`,
    stroke: () => themeText("foreground", "#888"),
    grid: lines,
    ticks: lines,
  };
}

/** Everything uPlot needs but the values. */
export function chartOptions(drawing: Drawing): PlotOptions {
  const { width, height, lines, data, pinned, onPoint } = drawing;
  return {
    width,
    height,
    padding: [12, 12, 0, 0],
    legend: { show: false },
    cursor: {
      drag: { x: false, y: false },
      y: false,
      points: { size: 8 },
      dataIdx: (_plot, _series, hovered) => pinned() ?? hovered,
    },
    ...(drawing.shares ? shareScales(drawing) : epochScales(drawing)),
    series: [{}, ...lines.map((line) => seriesLook(line, drawing))],
    hooks: {
      drawAxes: [
        (plot) => {
          drawBest(plot, data().best);
        },
      ],
      setCursor: [
        (plot) => {
          const { left = -1, idx = null } = plot.cursor;
          onPoint(left < 0 ? null : idx);
        },
      ],
    },
  };
}

function epochScales(drawing: Drawing): Pick<PlotOptions, "scales" | "axes"> {
  const { data, formatAxis, formatSeconds, formatPower } = drawing;
  const label = formatSeconds ?? formatPower;
  const xAxis: PlotAxis = {
    incrs: formatSeconds ? SECOND_STEPS : EPOCH_STEPS,
    space: label ? 60 : 40,
    ...(label && { values: (_plot, values) => values.map(label) }),
  };
  return {
    scales: {
      x: {
        time: false,
        range: () => {
          if (formatSeconds) return [0, Math.max(data().end, 1)];
          return formatPower ? powerRange(data()) : xRange(data());
        },
      },
      y: { range: (_plot, low, high) => yRange(low, data().top ?? high) },
    },
    axes: [
      { ...axisLook(), ...xAxis, size: 28 },
      {
        ...axisLook(),
        size: 54,
        space: 36,
        values: (_plot, values) => values.map((value) => formatAxis(value)),
      },
    ],
  };
}

/** Room for the marks at both ends of a share. */
const SHARE_RANGE = (): [number, number] => [-0.02, 1.02];

function shareScales({ shares, formatAxis }: Drawing): Pick<PlotOptions, "scales" | "axes"> {
  const axis = (label: string): PlotAxis => ({
    ...axisLook(),
    label,
    labelFont: `12px ${themeText("font-family", "sans-serif")}`,
    labelSize: 20,
    splits: () => [0, 0.2, 0.4, 0.6, 0.8, 1],
    values: (_plot, values) => values.map((value) => formatAxis(value)),
  });
  return {
    scales: { x: { time: false, range: SHARE_RANGE }, y: { range: SHARE_RANGE } },
    axes: [
      { ...axis(shares?.x ?? ""), size: 28 },
      { ...axis(shares?.y ?? ""), size: 48 },
    ],
  };
}

function seriesLook(
  { label, colour, dashed, draws }: Line,
  { shares, steps, formatSeconds }: Drawing,
): PlotSeries {
  const stroke = (): string => themeText(colour, "#888");
  const dash = dashOf(dashed);
  return {
    label,
    stroke,
    spanGaps: shares !== undefined || formatSeconds !== undefined,
    ...(draws === "steps" && { paths: steps }),
    width: draws === "points" ? 0 : 2,
    ...(dash && { dash }),
    points:
      draws === "line" || draws === "steps"
        ? { show: false }
        : {
            show: draws === "points" || undefined,
            size: draws === "points" ? 10 : 5,
            fill: stroke,
          },
  };
}

function xRange({ x, end }: ChartData): [number, number] {
  const start = Math.min(1, x[0] ?? 1);
  return end > start ? [start, end] : [start - 0.5, start + 0.5];
}

function powerRange({ x: [first = -1], end }: ChartData): [number, number] {
  return [first, Math.max(end, first + 1)];
}

/** A tenth of air above and below; a flat line stands in the middle. */
function yRange(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1];
  const air = (high - low) * 0.1 || Math.abs(high) * 0.1 || 0.1;
  return [low < 0 ? low - air : Math.max(0, low - air), high + air];
}

/** A dotted line at the best epoch, with a diamond on top. */
function drawBest(plot: Plot, best: number | undefined): void {
  if (best === undefined) return;
  const { ctx, bbox } = plot;
  const ratio = window.devicePixelRatio;
  const x = Math.round(plot.valToPos(best, "x", true));
  const side = 4 * ratio;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = themeText("charts-green", "#388a34");
  ctx.lineWidth = 1.5 * ratio;
  ctx.setLineDash([2 * ratio, 3 * ratio]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.beginPath();
  ctx.moveTo(x, bbox.top - 2 * side);
  ctx.lineTo(x + side, bbox.top - side);
  ctx.lineTo(x, bbox.top);
  ctx.lineTo(x - side, bbox.top - side);
  ctx.fill();
  ctx.restore();
}
