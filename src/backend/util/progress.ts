/** Counts finished items and reports them with rate and time left, seldom enough for any reader. */
import type { Progress, Stage } from "../../protocol/progress";

const REPORT_EVERY_MS = 100;

/** Progress of one stage of work: reports about ten times a second, and always the last item. */
export class ProgressMeter {
  private done = 0;
  private detail: string | undefined;
  private reportedAt = Number.NEGATIVE_INFINITY;
  private readonly startedAt = performance.now();

  /** `unit` is what is counted, in the plural: "pictures". */
  constructor(
    private readonly stage: Stage,
    private readonly total: number,
    private readonly unit: string,
    private readonly report: (progress: Progress) => void,
  ) {}

  /** Counts `items` more as finished; a detail stays until the next one is given. */
  tick(items = 1, detail?: string): void {
    this.done = Math.min(this.total, this.done + items);
    this.detail = detail ?? this.detail;
    const now = performance.now();
    if (this.done < this.total && now - this.reportedAt < REPORT_EVERY_MS) return;
    this.reportedAt = now;
    this.report(this.progress((now - this.startedAt) / 1000));
  }

  private progress(seconds: number): Progress {
    const { stage, done, total, unit } = this;
    const rate = done > 0 && seconds > 0 ? done / seconds : undefined;
    return {
      stage,
      done,
      total,
      unit,
      ...(rate !== undefined && { perSecond: rate, secondsLeft: (total - done) / rate }),
      ...(this.detail !== undefined && { detail: this.detail }),
    };
  }
}
