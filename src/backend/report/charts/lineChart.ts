/** Lines over epochs as SVG, with the same numbers as a table below. */
import { html, type Markup } from "../html";
import { label } from "./label";
import { digitsOf, type Scale, scaleOf, ticksOf } from "./scale";

const WIDTH = 480;
const HEIGHT = 260;
/** Of the plot, from the picture's sides. */
const LEFT = 56;
const RIGHT = 16;
const TOP = 14;
const BOTTOM = 44;
const TICKS = 5;
/** Where an axis of shares begins at the latest, so that values that are all 1 have a height. */
const HIGHEST_BOTTOM = 0.9;
/** With fewer points each one is marked. */
const MARKED_POINTS = 40;

/** A line; its place among the lines is its colour and its dashes. */
export interface Line {
  readonly name: string;
  /** One an epoch, from the first; undefined where there is none. */
  readonly values: readonly (number | undefined)[];
}

export interface LineChart {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  readonly lines: readonly Line[];
  /** How a value is written, with so many digits where it is a label of the axis. */
  readonly write: (value: number, digits: number) => string;
  /** An epoch to mark, and why. */
  readonly marked?: { readonly epoch: number; readonly label: string };
  /** Shares have 1 as their highest. */
  readonly isShare?: boolean;
}

interface Axes {
  readonly x: Scale;
  readonly y: Scale;
}

function axesOf({ lines, isShare = false }: LineChart): Axes {
  const values = lines.flatMap((line) => line.values).filter((value) => value !== undefined);
  const low = isShare ? Math.min(...values, HIGHEST_BOTTOM) : Math.min(...values, 0);
  const high = Math.max(...values);
  const epochs = Math.max(...lines.map((line) => line.values.length), 1);
  const all = ticksOf(low, high, TICKS);
  const ticks = isShare ? all.filter((tick) => tick > -1e-9 && tick < 1 + 1e-9) : all;
  const wholeTicks = ticksOf(1, Math.max(2, epochs), TICKS + 1).filter(Number.isInteger);
  return {
    y: scaleOf(ticks, HEIGHT - BOTTOM, TOP),
    x: {
      ticks: wholeTicks.filter((tick) => tick >= 1 && tick <= epochs),
      at: (epoch) => LEFT + ((epoch - 1) / Math.max(1, epochs - 1)) * (WIDTH - RIGHT - LEFT),
    },
  };
}

function grid({ x, y }: Axes, write: (value: number) => string): Markup {
  const bottom = HEIGHT - BOTTOM;
  const rows = y.ticks.map((tick) => {
    const at = y.at(tick);
    return html`<path class="grid" d="M${LEFT} ${at.toFixed(1)}H${WIDTH - RIGHT}" />
      ${label(write(tick), { x: LEFT - 8, y: at, anchor: "end", isCentred: true })}`;
  });
  const columns = x.ticks.map((tick) => label(tick, { x: x.at(tick), y: bottom + 18 }));
  const name = label("Epoch", { x: (LEFT + WIDTH - RIGHT) / 2, y: HEIGHT - 6 });
  return html`${rows}${columns}${name}`;
}

function lineOf({ values }: Line, index: number, { x, y }: Axes): Markup {
  const points = values.flatMap((value, at) =>
    value === undefined ? [] : [[x.at(at + 1).toFixed(1), y.at(value).toFixed(1)] as const],
  );
  const path = points.map(([px, py], at) => `${at === 0 ? "M" : "L"}${px} ${py}`).join("");
  const dots =
    points.length <= MARKED_POINTS
      ? points.map(([px, py]) => html`<circle cx="${px}" cy="${py}" r="2.5" />`)
      : [];
  return html`<g class="line line-${index}"><path d="${path}" />${dots}</g>`;
}

function mark(chart: LineChart, { x }: Axes): Markup | undefined {
  if (chart.marked === undefined) return undefined;
  const at = x.at(chart.marked.epoch);
  const isRight = at > WIDTH / 2;
  const place = { x: at + (isRight ? -6 : 6), y: TOP + 8 };
  return html`<path class="mark" d="M${at.toFixed(1)} ${TOP}V${HEIGHT - BOTTOM}" />
    ${label(chart.marked.label, { ...place, anchor: isRight ? "end" : "start" })}`;
}

function legend(lines: readonly Line[]): Markup {
  const items = lines.map(
    ({ name }, index) =>
      html`<li>
        <svg viewBox="0 0 28 8" aria-hidden="true">
          <g class="line line-${index}"><path d="M0 4H28" /></g></svg
        >${name}
      </li>`,
  );
  return html`<ul class="legend">
    ${items}
  </ul>`;
}

function tableOf({ title, lines, write, marked }: LineChart): Markup {
  const epochs = Math.max(...lines.map(({ values }) => values.length));
  const cell = (value: number | undefined) =>
    html`<td class="number">${value === undefined ? "\u2013" : write(value, 4)}</td>`;
  const rows = Array.from(
    { length: epochs },
    (_, at) =>
      html`<tr>
        <th scope="row" class="number">
          ${at + 1}${marked?.epoch === at + 1 && ` (${marked.label})`}
        </th>
        ${lines.map(({ values }) => cell(values[at]))}
      </tr>`,
  );
  const heads = lines.map(({ name }) => html`<th scope="col" class="number">${name}</th>`);
  return html`<details>
    <summary>${title} as a table</summary>
    <table>
      <thead>
        <tr>
          <th scope="col" class="number">Epoch</th>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </details>`;
}

/** What the lines do, in one sentence, for those who do not see them. */
function description({ lines, write }: LineChart): string {
  const parts = lines.map(({ name, values }) => {
    const known = values.filter((value) => value !== undefined);
    const [first, last] = [known[0], known.at(-1)];
    if (first === undefined || last === undefined) return `${name}: no values`;
    return `${name}: from ${write(first, 4)} in the first epoch to ${write(last, 4)} in the last`;
  });
  return `${parts.join("; ")}.`;
}

/** The chart with its legend and its table. */
export function lineChart(chart: LineChart): Markup {
  const { id, title, lines, write } = chart;
  const axes = axesOf(chart);
  const digits = digitsOf(axes.y.ticks);
  return html`<figure>
    <figcaption id="${id}-title">${title}</figcaption>
    ${legend(lines)}
    <div class="chart">
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-text">
        <desc id="${id}-text">${description(chart)}</desc>
        ${grid(axes, (value) => write(value, digits))}${mark(chart, axes)}${lines.map((line, index) => lineOf(line, index, axes))}
      </svg>
    </div>
    ${tableOf(chart)}
  </figure>`;
}
