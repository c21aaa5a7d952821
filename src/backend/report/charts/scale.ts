/** Where values stand on an axis, and at which of them a line is drawn. */

/** Steps that people count in, within a power of ten. */
const STEPS = [1, 2, 2.5, 5, 10] as const;

/** About as many round values from low to high, both covered. */
export function ticksOf(low: number, high: number, about: number): readonly number[] {
  const span = high > low ? high - low : Math.abs(high) || 1;
  const power = 10 ** Math.floor(Math.log10(span / about));
  const step = power * (STEPS.find((each) => each * power * about >= span) ?? 10);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

/** A linear map of values to pixels. */
export interface Scale {
  readonly ticks: readonly number[];
  readonly at: (value: number) => number;
}

/** The scale whose first tick is at `from` and whose last is at `to`. */
export function scaleOf(ticks: readonly number[], from: number, to: number): Scale {
  const low = ticks[0] ?? 0;
  const high = ticks.at(-1) ?? 1;
  return { ticks, at: (value) => from + ((value - low) / (high - low)) * (to - from) };
}

/** The fewest digits after the point that write those ticks as they are. */
export function digitsOf(ticks: readonly number[]): number {
  const isExact = (digits: number) =>
    ticks.every((tick) => Math.abs(Number(tick.toFixed(digits)) - tick) < 1e-9);
  const enough = [0, 1, 2, 3, 4, 5].find(isExact);
  return enough ?? 6;
}
