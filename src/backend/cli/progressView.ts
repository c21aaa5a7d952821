/** How progress shows on standard error: a bar on a terminal, JSON lines elsewhere, nothing when quiet. */
import type { SingleBar } from "cli-progress";
import type { Progress } from "../../protocol/progress";
import { duration } from "./table";

/** Where to write; a terminal or a file. */
export interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

export interface ProgressView {
  progress(progress: Progress): void;
  /** Something that happened, for whoever reads lines. */
  event(type: string, data: object): void;
  /** Takes away what would be in the way of other output. */
  clear(): void;
}

const JSON_EVERY_MS = 1000;

/** JSON lines: progress once a second and at the end of each stage, every event. */
export class JsonLines implements ProgressView {
  private writtenAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly stream: Stream) {}

  progress(progress: Progress): void {
    const now = performance.now();
    if (progress.done < progress.total && now - this.writtenAt < JSON_EVERY_MS) return;
    this.writtenAt = now;
    this.event("progress", progress);
  }

  event(type: string, data: object): void {
    this.stream.write(`${JSON.stringify({ type, ...data })}\n`);
  }

  clear(): void {
    // lines are in nobody's way
  }
}

const TITLES: Readonly<Record<string, string>> = {
  draw: "Drawing",
  scan: "Scanning",
  augment: "Generating",
  download: "Downloading",
  unpack: "Unpacking",
  cache: "Decoding",
  features: "Looking",
  folds: "Training",
  compile: "Compiling",
  train: "Training",
  evaluate: "Evaluating",
  predict: "Classifying",
  neighbours: "Comparing",
  layout: "Laying out",
  measure: "Measuring",
};

/** "12 pictures/s", "1.2 MB/s". */
function rateText(perSecond: number, unit: string): string {
  const [value, shown] = unit === "bytes" ? [perSecond / 1e6, "MB"] : [perSecond, unit];
  return `${value.toFixed(value < 10 ? 1 : 0)} ${shown}/s`;
}

/** A bar for the stage that runs, redrawn in place. */
export class Bar implements ProgressView {
  private bar: SingleBar | undefined;
  private stage: string | undefined;

  /** `makeBar` draws on the stream; made anew for each stage. */
  constructor(private readonly makeBar: () => SingleBar) {}

  progress({ stage, done, total, unit, perSecond, secondsLeft, detail }: Progress): void {
    const shown = {
      title: (TITLES[stage] ?? stage).padEnd(11),
      rate: perSecond === undefined ? "" : `, ${rateText(perSecond, unit)}`,
      left: secondsLeft === undefined ? "" : `, ${duration(secondsLeft)} left`,
      detail: detail === undefined ? "" : `, ${detail}`,
    };
    if (this.bar === undefined || this.stage !== stage) {
      this.clear();
      this.bar = this.makeBar();
      this.stage = stage;
      this.bar.start(total, done, shown);
    }
    this.bar.update(done, shown);
    if (done >= total) this.clear();
  }

  event(): void {
    // a person sees results, not events
  }

  clear(): void {
    this.bar?.stop();
    this.bar = undefined;
  }
}

const silent: ProgressView = {
  progress: () => undefined,
  event: () => undefined,
  clear: () => undefined,
};

/** The view that fits: nothing when quiet, a bar on a terminal, else JSON lines. */
export async function progressView(stream: Stream, quiet: boolean): Promise<ProgressView> {
  if (quiet) return silent;
  if (stream.isTTY !== true) return new JsonLines(stream);
  const { default: cliProgress } = await import("cli-progress");
  const options = {
    stream: stream as NodeJS.WritableStream,
    format: "{title} {bar} {percentage} %{rate}{left}{detail}",
    barCompleteChar: "\u2588",
    barIncompleteChar: "\u2591",
    barsize: 24,
    clearOnComplete: true,
    hideCursor: true,
    fps: 10,
  };
  return new Bar(() => new cliProgress.SingleBar(options));
}
