/** The one training that this window may have under way: started, stopped, resumed. */
import { CancellationTokenSource } from "vscode-jsonrpc/node";
import { UserError } from "../../protocol/errors";
import type { Progress } from "../../protocol/progress";
import type { Sweep } from "../../protocol/sweep";
import type { RunSummary, TrainRequest } from "../../protocol/training";
import type { Backend, BackendNews, CallOptions } from "../backend/client";
import { Owner } from "../dispose";
import type { Store } from "./store";

/** A training under way. */
interface Training {
  readonly dataset: string;
  /** Known once the backend says that the run began. */
  run?: string;
  /** What to call it before that. */
  readonly network: string;
  /** Whether one run follows the other. */
  readonly isSweep?: true;
  readonly stop: CancellationTokenSource;
}

export class Trainer extends Owner {
  private training: Training | undefined;

  constructor(
    private readonly backend: Backend,
    news: BackendNews,
    private readonly store: Store,
    private readonly texts: { readonly busy: string },
  ) {
    super();
    this.own(
      news.runChanged((run) => {
        const { training } = this;
        if (run.state !== "running" || training?.dataset !== run.dataset) return;
        const before = training.run;
        if (before !== undefined && (training.isSweep !== true || before === run.directory)) return;
        training.run = run.directory;
        store.setProgress(before ?? run.dataset, null); // from here on it is the run's
      }),
    );
  }

  get active(): { readonly run?: string; readonly network: string } | undefined {
    return this.training;
  }

  /** Trains until the run is finished, or stopped by `stop`; the run says which. */
  train(request: TrainRequest): Promise<RunSummary> {
    const { directory: dataset, config } = request;
    return this.supervise({ dataset, network: config.network }, (options) =>
      this.backend.train(request, options),
    );
  }

  resume({ directory: run, dataset, config }: RunSummary): Promise<RunSummary> {
    return this.supervise({ dataset, network: config.network, run }, (options) =>
      this.backend.resume({ run }, options),
    );
  }

  /** Trains a run's settings again on all pictures but the test's. */
  trainOnAll({ directory: run, dataset, config }: RunSummary): Promise<RunSummary> {
    return this.supervise({ dataset, network: config.network }, (options) =>
      this.backend.trainOnAll({ run }, options),
    );
  }

  /** Trains a sweep's trials one after the other; rejects with "cancelled" when `stop` ended it. */
  sweep(
    what: Pick<Training, "dataset" | "network">,
    work: (options: CallOptions) => Promise<Sweep>,
  ): Promise<Sweep> {
    return this.occupy({ ...what, isSweep: true }, work);
  }

  /** Asks the training to stop after its batch; false when this window does not train that run. */
  stop(run?: string): boolean {
    const { training } = this;
    if (training === undefined) return false;
    if (run !== undefined && training.run !== run) return false;
    training.stop.cancel();
    return true;
  }

  private supervise(
    what: Omit<Training, "stop">,
    work: (options: CallOptions) => Promise<RunSummary>,
  ): Promise<RunSummary> {
    return this.occupy(what, async (options) => {
      try {
        const run = await work(options);
        this.store.putRun(run);
        return run;
      } catch (error) {
        const run = isCancelled(error) ? this.store.run(this.training?.run ?? "") : undefined;
        if (run === undefined) throw error;
        return run; // it stopped as asked, and said so before it rejected
      }
    });
  }

  /** Works as the one training of this window. */
  private async occupy<T>(
    what: Omit<Training, "stop">,
    work: (options: CallOptions) => Promise<T>,
  ): Promise<T> {
    if (this.training !== undefined) throw new UserError("run-busy", this.texts.busy);
    const training: Training = { ...what, stop: new CancellationTokenSource() };
    this.training = training;
    const progress = (value: Progress | null): void => {
      this.store.setProgress(training.run ?? training.dataset, value);
    };
    progress(preparing);
    try {
      return await work({ token: training.stop.token, progress });
    } finally {
      this.training = undefined;
      training.stop.dispose();
      progress(null);
    }
  }
}

/** Whether somebody stopped the work. */
export function isCancelled(error: unknown): boolean {
  return error instanceof UserError && error.code === "cancelled";
}

/** What a training reports before its first stage does. */
const preparing: Progress = { stage: "compile", done: 0, total: 0, unit: "batches" };
