/** Numbers, sizes and times as a person of the window's language reads them. */
import * as l10n from "@vscode/l10n";

const language = document.documentElement.lang || navigator.language;

function formatter(options: Intl.NumberFormatOptions): (value: number) => string {
  const format = new Intl.NumberFormat(language, options);
  return (value) => format.format(value);
}

/** 7,349 */
export const count = formatter({ maximumFractionDigits: 0 });
const threeDigits = formatter({ maximumSignificantDigits: 3 });
/** 0.25, 0.3, 1: a label of an axis */
export const axisNumber = formatter({ maximumFractionDigits: 3 });
/** 62.5%, 70%: a label of an axis */
export const axisPercent = formatter({ style: "percent", maximumFractionDigits: 1 });
/** 87.5% from 0.875 */
export const percent = formatter({
  style: "percent",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
/** 88% from 0.875 */
export const wholePercent = formatter({ style: "percent", maximumFractionDigits: 0 });
/** 0.482 */
export const decimal = formatter({ minimumFractionDigits: 3, maximumFractionDigits: 3 });
/** 12.4 */
export const oneDecimal = formatter({ minimumFractionDigits: 1, maximumFractionDigits: 1 });
/** +12.4, -3.0, 0.0 */
export const signedDecimal = formatter({
  signDisplay: "exceptZero",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});

/** A loss, with more digits when it is small: 0.693, 0.00042. */
export function loss(value: number): string {
  return value !== 0 && Math.abs(value) < 0.01 ? value.toPrecision(2) : decimal(value);
}

/** A learning rate as it is written in code: 0.001, 1e-5. */
export function rate(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : String(value);
}

/** 1.4 MB, in powers of 1000 as file managers do. */
export function bytes(value: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = value < 1 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), units.length - 1);
  const scaled = value / 1000 ** power;
  return `${power === 0 || scaled >= 100 ? count(scaled) : oneDecimal(scaled)} ${units[power] ?? ""}`;
}

/** 24.6 M, 1.95 G, with the prefixes of physics: a billion is not the same everywhere. */
export function compact(value: number): string {
  const prefixes = ["", " k", " M", " G", " T"];
  const power = value < 1 ? 0 : Math.floor(Math.log10(value) / 3);
  const known = Math.min(power, prefixes.length - 1);
  return `${threeDigits(value / 1000 ** known)}${prefixes[known] ?? ""}`;
}

/** 45 s, 3 min 05 s, 2 h 10 min. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number): string => String(value).padStart(2, "0");
  if (whole < 60) return l10n.t("{0} s", whole < 10 ? oneDecimal(Math.max(0, seconds)) : whole);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return l10n.t("{0} min {1} s", minutes, two(whole % 60));
  return l10n.t("{0} h {1} min", Math.floor(minutes / 60), two(minutes % 60));
}

/** Date and time of an ISO string; the string itself when it is no date. */
export function moment(text: string): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return text;
  return date.toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
}

/** 64 x 128 x 128 */
export function shape(sizes: readonly number[]): string {
  return sizes.join(" × ");
}

/** The last part of a path, of any system. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
