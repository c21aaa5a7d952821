/** The axes of parallel coordinates: where each trial stands on each, 0 at the bottom and 1 at the top. Pure. */
import type { Sweep, SweepRange, SweepTrial, SweepValue } from "../../src/protocol/sweep";

/** A place on an axis, and what it says. */
export interface Mark {
  readonly at: number;
  readonly label: string;
}

export interface Axis {
  readonly key: string;
  readonly label: string;
  readonly ticks: readonly Mark[];
  /** Null for a trial that has no such value yet. */
  readonly at: (trial: SweepTrial) => number | null;
  /** The value of a trial as text. */
  readonly text: (trial: SweepTrial) => string;
}

/** A part of an axis: from and to. */
export type Brush = readonly [low: number, high: number];

/** How values are written. */
export interface Writing {
  readonly settingName: (key: string) => string;
  readonly value: (value: SweepValue) => string;
  readonly metricName: string;
  readonly metric: (value: number) => string;
}

/** Places may differ from a brush's ends by rounding, and powers from their logarithms. */
const TOLERANCE = 1e-9;

/** More labels would run into one another. */
const MOST_LABELS = 12;

function distinct(trials: readonly SweepTrial[], key: string): readonly SweepValue[] {
  return [...new Set(trials.flatMap(({ settings }) => settings[key] ?? []))];
}

/** Values of a list in even steps: numbers by size, the others as they are given. */
function listAxis(values: readonly SweepValue[], write: Writing["value"]) {
  const order = values.every((value) => typeof value === "number")
    ? [...values].sort((a, b) => a - b)
    : values;
  const place = (index: number) => (order.length < 2 ? 0.5 : index / (order.length - 1));
  const every = Math.ceil(order.length / MOST_LABELS);
  const marks = order.map((value, index) => ({ at: place(index), label: write(value) }));
  return {
    ticks: marks.filter((_, index) => index % every === 0),
    place: (value: SweepValue) => place(order.indexOf(value)),
  };
}

/** The powers of ten from one number to another. */
function powersOf(min: number, max: number): readonly number[] {
  const first = Math.ceil(Math.log10(min) - TOLERANCE);
  const last = Math.floor(Math.log10(max) + TOLERANCE);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(`1e${first + index}`));
}

/** Round values to be written at a range's axis: its ends, or the powers of ten between them. */
function ticksOf({ min, max, scale }: SweepRange): readonly number[] {
  if (scale !== "log") return [min, (min + max) / 2, max];
  const powers = powersOf(min, max);
  return powers.length > 1 ? powers : [min, max];
}

/** A range from its lowest to its highest number, in even steps of itself or of its logarithm. */
function rangeAxis(range: SweepRange, write: Writing["value"]) {
  const { min, max, scale } = range;
  const on = (value: number) => (scale === "log" ? Math.log(value) : value);
  const place = (value: number) => (on(value) - on(min)) / (on(max) - on(min));
  return {
    ticks: ticksOf(range).map((value) => ({ at: place(value), label: write(value) })),
    place: (value: SweepValue) => place(Number(value)),
  };
}

function settingAxis(
  { plan, trials }: Pick<Sweep, "plan" | "trials">,
  key: string,
  writing: Writing,
): Axis {
  const values = plan.settings[key];
  const { ticks, place } =
    values !== undefined && "min" in values
      ? rangeAxis(values, writing.value)
      : listAxis(distinct(trials, key), writing.value);
  const valueOf = ({ settings }: SweepTrial) => settings[key] ?? "";
  return {
    key,
    label: writing.settingName(key),
    ticks,
    at: (trial) => place(valueOf(trial)),
    text: (trial) => writing.value(valueOf(trial)),
  };
}

/** What trials are ranked by; undefined before an epoch is done. */
export function metricOf({ plan }: Pick<Sweep, "plan">, trial: SweepTrial): number | undefined {
  return plan.metric === "loss" ? trial.validationLoss : trial.validationAccuracy;
}

/** The metric's axis: the better the higher, so that a loss falls upwards. */
function metricAxis(sweep: Pick<Sweep, "plan" | "trials">, writing: Writing): Axis {
  const isLoss = sweep.plan.metric === "loss";
  const known = sweep.trials.flatMap((trial) => metricOf(sweep, trial) ?? []);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const place = (value: number) => {
    const share = high > low ? (value - low) / (high - low) : 0.5;
    return isLoss ? 1 - share : share;
  };
  const shown = known.length === 0 ? [] : high > low ? [low, (low + high) / 2, high] : [low];
  return {
    key: "metric",
    label: writing.metricName,
    ticks: shown.map((value) => ({ at: place(value), label: writing.metric(value) })),
    at: (trial) => {
      const value = metricOf(sweep, trial);
      return value === undefined ? null : place(value);
    },
    text: (trial) => {
      const value = metricOf(sweep, trial);
      return value === undefined ? "" : writing.metric(value);
    },
  };
}

/** An axis for each setting of the plan, and the metric's last. */
export function axesOf(sweep: Pick<Sweep, "plan" | "trials">, writing: Writing): readonly Axis[] {
  const settings = Object.keys(sweep.plan.settings).map((key) => settingAxis(sweep, key, writing));
  return [...settings, metricAxis(sweep, writing)];
}

function isIn(at: number, [low, high]: Brush): boolean {
  return at >= low - TOLERANCE && at <= high + TOLERANCE;
}

/** Whether a trial lies in the chosen part of every axis that has one. */
export function isChosen(
  trial: SweepTrial,
  axes: readonly Axis[],
  brushes: ReadonlyMap<string, Brush>,
): boolean {
  return axes.every((axis) => {
    const brush = brushes.get(axis.key);
    if (brush === undefined) return true;
    const at = axis.at(trial);
    return at !== null && isIn(at, brush);
  });
}

/** The trials' places on an axis, each once, from the bottom to the top. */
export function stopsOf(axis: Axis, trials: readonly SweepTrial[]): readonly Mark[] {
  const found = new Map<number, string>();
  for (const trial of trials) {
    const at = axis.at(trial);
    if (at !== null) found.set(at, axis.text(trial));
  }
  return [...found].sort(([a], [b]) => a - b).map(([at, label]) => ({ at, label }));
}

/** The brush one stop further up (1) or down (-1); with `extends` it grows or shrinks at its top. */
export function stepBrush(
  stops: readonly Mark[],
  brush: Brush | undefined,
  step: { readonly direction: 1 | -1; readonly extends: boolean },
): Brush | undefined {
  const { direction } = step;
  const inside = brush ? stops.flatMap(({ at }, index) => (isIn(at, brush) ? [index] : [])) : [];
  const first = inside[0];
  const last = inside.at(-1);
  if (first === undefined || last === undefined) {
    const start = stops[direction === 1 ? 0 : stops.length - 1];
    return start && [start.at, start.at];
  }
  const most = stops.length - 1;
  const top = Math.min(most, Math.max(step.extends ? first : 0, last + direction));
  const [low, high] = [stops[step.extends ? first : top], stops[top]];
  return low && high && [low.at, high.at];
}

/** What a brush holds: the lowest and the highest value in it, one if they are the same, none if nothing is. */
export function brushed(stops: readonly Mark[], brush: Brush): readonly string[] {
  const inside = stops.filter(({ at }) => isIn(at, brush));
  return [...new Set([inside[0]?.label ?? "", inside.at(-1)?.label ?? ""])].filter(Boolean);
}
