/** Numbers, shares, sizes and times as the window's language writes them. */

/** A duration's unit and its length in seconds. */
type Unit = readonly [unit: "second" | "minute" | "hour", seconds: number];

/** Formatters are made at their first use: the first costs as much as all the rest of activation. */
export class Format {
  private percents: Intl.NumberFormat | undefined;
  private dates: Intl.DateTimeFormat | undefined;

  constructor(private readonly language: string) {}

  /** A whole number, grouped: 7,349. */
  count(value: number): string {
    return value.toLocaleString(this.language, { maximumFractionDigits: 0, useGrouping: true });
  }

  /** A measured number, no finer than it was measured: 45.2. */
  rate(value: number): string {
    return value.toLocaleString(this.language, { maximumSignificantDigits: 3 });
  }

  /** A share 0..1 as per cent with one decimal. */
  percent(share: number): string {
    this.percents ??= new Intl.NumberFormat(this.language, {
      style: "percent",
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    });
    return this.percents.format(share);
  }

  /** A date of ISO 8601. */
  date(iso: string): string {
    const style = { dateStyle: "medium", timeStyle: "short" } as const;
    this.dates ??= new Intl.DateTimeFormat(this.language, style);
    return this.dates.format(new Date(iso));
  }

  /** Bytes in the unit that leaves the fewest digits before the point. */
  bytes(value: number): string {
    const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
    const magnitude = Math.floor(Math.log(Math.max(value, 1)) / Math.log(1000));
    const power = Math.min(units.length - 1, magnitude);
    return (value / 1000 ** power).toLocaleString(this.language, {
      style: "unit",
      unit: units[power],
      maximumSignificantDigits: 3,
    });
  }

  /** A duration in its largest unit, rounded up so that nothing is promised too early: 90 s are 2 min. */
  duration(seconds: number): string {
    const [unit, size] = unitOf(seconds);
    const value = unit === "hour" ? seconds / size : Math.ceil(seconds / size);
    return value.toLocaleString(this.language, {
      style: "unit",
      unit,
      unitDisplay: "short",
      maximumFractionDigits: unit === "hour" ? 1 : 0,
    });
  }
}

function unitOf(seconds: number): Unit {
  if (seconds < 60) return ["second", 1];
  return seconds < 5400 ? ["minute", 60] : ["hour", 3600];
}
