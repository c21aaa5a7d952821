/** Numbers and lists as a report writes them. */
import type { Estimate } from "../../protocol/insights";

/** 0.9612 as "96.1 %", never broken into two lines. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}\u00a0%`;
}

/** "96.1 % (94.0 to 97.8 %)": a share with its interval. */
export function percentInterval({ value, low, high }: Estimate): string {
  return `${percent(value)} (${(low * 100).toFixed(1)} to ${percent(high)})`;
}

/** "0.912 (0.880 to 0.940)" */
export function decimalInterval({ value, low, high }: Estimate): string {
  return `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}

/** 1234567 as "1,234,567". */
export function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

/** "1 picture", "2 pictures". */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}

const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A name within a sentence: one that is read from right to left does not turn what follows it. */
export function isolated(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}

/** "a, b and c"; of many only the first, and how many more. */
export function listed(names: readonly string[], most = Infinity): string {
  if (names.length > most) {
    return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
  }
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

/** 45 as "45 s", 3700 as "1 h 01 min". */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${seconds < 10 ? seconds.toFixed(1) : whole} s`;
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${two(whole % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** The day and time of an ISO string, in UTC: "2026-11-25 08:47 UTC". */
export function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

/** The last part of a path of any system: a report names no folder of the machine that wrote it. */
export function lastPart(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== "") ?? path;
}
