/** Numbers, shares, sizes and times as the window's language writes them. */

export class Format {
  private readonly percents: Intl.NumberFormat;
  private readonly dates: Intl.DateTimeFormat;

  constructor(private readonly language: string) {
    this.percents = new Intl.NumberFormat(language, {
      style: "percent",
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    });
    this.dates = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  }

  /** A whole number, grouped: 7,349. */
  count(value: number): string {
    return value.toLocaleString(this.language, { maximumFractionDigits: 0, useGrouping: true });
  }

  /** A share 0..1 as per cent with one decimal. */
  percent(share: number): string {
    return this.percents.format(share);
  }

  /** A date of ISO 8601. */
  date(iso: string): string {
    return this.dates.format(new Date(iso));
  }

  /** Bytes in the unit that leaves the fewest digits before the point. */
  bytes(value: number): string {
    const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
    const power = Math.min(
      units.length - 1,
      Math.floor(Math.log(Math.max(value, 1)) / Math.log(1000)),
    );
    return new Intl.NumberFormat(this.language, {
      style: "unit",
      unit: units[power],
      maximumSignificantDigits: 3,
    }).format(value / 1000 ** power);
  }

  /** A duration in its largest unit, rounded up so that nothing is promised too early: 90 s are 2 min. */
  duration(seconds: number): string {
    const [unit, size] =
      seconds < 60
        ? (["second", 1] as const)
        : seconds < 5400
          ? (["minute", 60] as const)
          : (["hour", 3600] as const);
    return new Intl.NumberFormat(this.language, {
      style: "unit",
      unit,
      unitDisplay: "short",
      maximumFractionDigits: unit === "hour" ? 1 : 0,
    }).format(unit === "hour" ? seconds / size : Math.ceil(seconds / size));
  }
}
