/** Says where training stands a few times a second: as a tick of the run and as progress of the call. */
import type { Progress } from "../../protocol/progress";
import type { TrainingTick } from "../../protocol/training";
import type { BatchEnd } from "./loop";

const REPORT_EVERY_MS = 250;

/** A picture that is only looked at takes about a third of the time of one that is learned from. */
const VALIDATION_COST = 1 / 3;

export interface TickerOptions {
  readonly run: string;
  readonly epochs: number;
  readonly firstEpoch: number;
  /** Batches an epoch. */
  readonly batches: number;
  /** Pictures an epoch. */
  readonly trainCount: number;
  readonly validationCount: number;
  /** What an epoch costs beside the others. Default 1 for each. */
  readonly epochCost?: (epoch: number) => number;
  readonly onTick: (tick: TrainingTick) => void;
  readonly onProgress: (progress: Progress) => void;
}

/** The clock of a training. */
export class Ticker {
  private readonly startedAt = performance.now();
  private epochStartedAt = this.startedAt;
  private trainingSeconds = 0;
  private reportedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: TickerOptions) {}

  epochStart(): void {
    this.epochStartedAt = performance.now();
    this.trainingSeconds = 0;
  }

  /** Reports unless it just did; the last batch of an epoch always. */
  batchEnd(end: BatchEnd): void {
    const now = performance.now();
    this.trainingSeconds = (now - this.epochStartedAt) / 1000;
    const { batches } = this.options;
    if (end.batch < batches && now - this.reportedAt < REPORT_EVERY_MS) return;
    this.reportedAt = now;
    this.report(end, now);
  }

  /** Wall time of the epoch so far. */
  get epochSeconds(): number {
    return (performance.now() - this.epochStartedAt) / 1000;
  }

  /** Training pictures a second in this epoch, validation left out. */
  get imagesPerSecond(): number {
    return this.options.trainCount / this.trainingSeconds;
  }

  /** Of those epochs, both included. */
  private cost(first: number, last: number): number {
    let sum = 0;
    for (let epoch = first; epoch <= last; epoch++) sum += this.options.epochCost?.(epoch) ?? 1;
    return sum;
  }

  private report({ epoch, batch, scores }: BatchEnd, now: number): void {
    const { run, epochs, firstEpoch, batches, trainCount, validationCount } = this.options;
    const perEpoch = trainCount + VALIDATION_COST * validationCount;
    const within = this.cost(epoch, epoch) * (scores.first.pictures / perEpoch);
    const done = this.cost(firstEpoch, epoch - 1) + within;
    const left = this.cost(firstEpoch, epochs) - done;
    const secondsLeft = (left * (now - this.startedAt)) / 1000 / done;
    const imagesPerSecond = scores.first.pictures / this.trainingSeconds;
    const { loss, accuracy } = scores.first;
    const common = { run, epoch, epochs, batch, batches };
    this.options.onTick({ ...common, loss, accuracy, imagesPerSecond, secondsLeft });
    this.options.onProgress({
      stage: "train",
      done: (epoch - 1) * trainCount + scores.first.pictures,
      total: epochs * trainCount,
      unit: "pictures",
      perSecond: imagesPerSecond,
      secondsLeft,
      detail: `epoch ${epoch} of ${epochs}, loss ${loss.toFixed(4)}`,
    });
  }
}
