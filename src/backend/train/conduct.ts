/** Conducts a training: the loop with all that hangs on it, and the run's state before and after. */
import type { BackendEvent, BackendEvents } from "../../protocol/backend";
import { UserError, toErrorData } from "../../protocol/errors";
import type { EpochMetrics, RunSummary, TargetMetrics, TrainConfig } from "../../protocol/training";
import type { Engine } from "../engine/engine";
import { saveCheckpoint } from "../runs/checkpoints";
import { type HeldRun, writeRecord } from "../runs/records";
import { classCounts, type RunRecord } from "../runs/schema";
import { summarizeRun } from "../runs/summary";
import { EventFile } from "../tensorBoard/eventFile";
import { type TaskContext, throwIfCancelled } from "../util/context";
import type { Course } from "./course";
import { endsEarly, guardLoss, isBest } from "./hooks";
import { type EpochEnd, fit, type Hooks } from "./loop";
import { epochCosts, ratesOf } from "./phases";
import { Ticker } from "./ticker";

/** Sends an event of the backend to whoever listens. */
export type Emit = <Event extends BackendEvent>(event: Event, data: BackendEvents[Event]) => void;

/** What training needs from outside. */
export interface TrainTools {
  readonly chooseEngine: (id: TrainConfig["engine"]) => Promise<Engine>;
  readonly emit: Emit;
}

/** A run that is about to be trained, from its first epoch or on from a later one. */
export interface PreparedRun {
  readonly run: HeldRun;
  readonly course: Course;
  /** Of the epochs that are done. */
  readonly metrics: readonly EpochMetrics[];
}

class Conductor {
  private readonly metrics: EpochMetrics[];
  private record: RunRecord;
  private readonly ticker: Ticker;
  private events: EventFile | undefined;

  constructor(
    private readonly prepared: PreparedRun,
    private readonly emit: Emit,
    private readonly context: TaskContext,
  ) {
    const { run, course, metrics } = prepared;
    const { data } = course.current;
    this.metrics = [...metrics];
    this.record = run.record;
    this.ticker = new Ticker({
      run: run.directory,
      epochs: run.record.config.epochs,
      firstEpoch: metrics.length + 1,
      batches: data.batchCount,
      trainCount: data.trainCount,
      validationCount: data.validationCount,
      epochCost: epochCosts(run.record.config, classCounts(run.record)),
      onTick: (tick) => {
        emit("tick", tick);
      },
      onProgress: context.progress,
    });
  }

  /** Trains to the end, or to the first thing that stops it; the run's state says which. */
  async run(): Promise<RunSummary> {
    const { directory, lock } = this.prepared.run;
    try {
      await this.setState({ state: "running", error: undefined });
      await this.announce();
      await this.forTensorBoard(async () => {
        this.events = await EventFile.open({ directory, ...this.record }, this.metrics);
      });
      await this.train();
      await this.setState({ state: "finished" });
    } catch (error) {
      // The state is a courtesy: if it cannot be written either, the run shows as interrupted.
      await this.setState(stateAfter(error)).catch(() => undefined);
      throw error;
    } finally {
      await lock.release();
      await this.announce();
    }
    return await summarizeRun({ directory, record: this.record, metrics: this.metrics });
  }

  private async train(): Promise<void> {
    const { course } = this.prepared;
    const { config } = this.record;
    const classes = classCounts(this.record);
    do {
      if (endsEarly(this.metrics, config.earlyStop)) return; // it was stopped just before it knew
      const { phase, session, data } = course.current;
      const rate = ratesOf(config, phase, data.batchCount);
      const firstEpoch = this.metrics.length + 1;
      const { lastEpoch } = phase;
      await fit({ session, data, classes, firstEpoch, lastEpoch, rate }, this.hooks(rate));
    } while (this.metrics.length < config.epochs && (await course.advance()));
  }

  private hooks(rate: (epoch: number, batch: number) => number): Hooks {
    const { signal } = this.context;
    return {
      epochStart: () => {
        this.ticker.epochStart();
      },
      batchEnd: (end) => {
        throwIfCancelled(signal);
        const learningRate = rate(end.epoch, end.batch - 1);
        guardLoss(end.loss, { epoch: end.epoch, learningRate });
        this.ticker.batchEnd(end);
      },
      validationBatchEnd: () => {
        throwIfCancelled(signal);
      },
      epochEnd: async (end) => {
        const learningRate = rate(end.epoch, 0);
        for (const { loss, pictures } of end.validation.each) {
          if (pictures > 0) guardLoss(loss, { epoch: end.epoch, learningRate });
        }
        await this.epochEnd(end, learningRate);
        return endsEarly(this.metrics, this.record.config.earlyStop) ? "stop" : "continue";
      },
    };
  }

  private async epochEnd(end: EpochEnd, learningRate: number): Promise<void> {
    const { run, course } = this.prepared;
    const { session, phase } = course.current;
    const scores = targetMetrics(end);
    const metrics: EpochMetrics = {
      epoch: end.epoch,
      ...scores,
      learningRate,
      best: !this.record.config.validation || isBest(this.metrics, scores),
      seconds: this.ticker.epochSeconds,
      imagesPerSecond: this.ticker.imagesPerSecond,
    };
    await run.lock.assertHeld();
    const { config, classes, pretrained } = this.record;
    await saveCheckpoint(run.directory, await session.state(), {
      network: config.network,
      classes,
      metrics,
      ...(phase.part === "head" && pretrained && { backbone: pretrained.digest }),
    });
    this.metrics.push(metrics);
    await this.forTensorBoard(async () => {
      await this.events?.append(metrics);
    });
    this.emit("epochEnd", { run: run.directory, metrics });
    await this.announce();
  }

  /** What is written for TensorBoard is a copy: where that fails, training goes on without it. */
  private async forTensorBoard(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.events = undefined;
      const message = `TensorBoard's file is not written any more. ${toErrorData(error).message}`;
      this.emit("log", { level: "warning", message });
    }
  }

  private async setState(change: Partial<Pick<RunRecord, "state" | "error">>): Promise<void> {
    this.record = { ...this.record, ...change };
    await writeRecord(this.prepared.run.directory, this.record);
  }

  private async announce(): Promise<void> {
    const { record, metrics } = this;
    const { directory } = this.prepared.run;
    this.emit("runChanged", await summarizeRun({ directory, record, metrics }));
  }
}

/** The numbers of an epoch, of the first target and of the second, if there is one. */
function targetMetrics({ training, validation }: EpochEnd) {
  const of = (target: number): TargetMetrics => {
    const validated = validation.each[target];
    return {
      trainLoss: training.each[target]?.loss ?? Number.NaN,
      trainAccuracy: training.each[target]?.accuracy ?? Number.NaN,
      ...(validated !== undefined &&
        validated.pictures > 0 && {
          validationLoss: validated.loss,
          validationAccuracy: validated.accuracy,
        }),
    };
  };
  return { ...of(0), ...(training.each.length > 1 && { second: of(1) }) };
}

function stateAfter(error: unknown): Pick<RunRecord, "state" | "error"> {
  if (error instanceof UserError && error.code === "cancelled") return { state: "stopped" };
  return { state: "failed", error: toErrorData(error).message };
}

/** Trains a held run and releases it; rejects with "cancelled" when it was stopped. */
export async function conduct(
  prepared: PreparedRun,
  emit: Emit,
  context: TaskContext,
): Promise<RunSummary> {
  return await new Conductor(prepared, emit, context).run();
}
