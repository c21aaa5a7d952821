/** The one training that this window may have under way: started, stopped, resumed. */
import { CancellationTokenSource } from "vscode-jsonrpc/node";
import { UserError } from "../../protocol/errors";
import type { Progress } from "../../protocol/progress";
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
        if (training.run !== undefined) return;
        training.run = run.directory;
        store.setProgress(run.dataset, null); // from here on it is the run's
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

  /** Asks the training to stop after its batch; false when this window does not train that run. */
  stop(run?: string): boolean {
    const { training } = this;
    if (training === undefined) return false;
    if (run !== undefined && training.run !== run) return false;
    training.stop.cancel();
    return true;
  }

  private async supervise(
    what: Omit<Training, "stop">,
    work: (options: CallOptions) => Promise<RunSummary>,
  ): Promise<RunSummary> {
    if (this.training !== undefined) throw new UserError("run-busy", this.texts.busy);
    const training: Training = { ...what, stop: new CancellationTokenSource() };
    this.training = training;
    const progress = (value: Progress | null): void => {
      this.store.setProgress(training.run ?? training.dataset, value);
    };
    progress(preparing);
    try {
      const run = await work({ token: training.stop.token, progress });
      this.store.putRun(run);
      return run;
    } catch (error) {
      const run = isCancelled(error) ? this.store.run(training.run ?? "") : undefined;
      if (run === undefined) throw error;
      return run; // it stopped as asked, and said so before it rejected
    } finally {
      this.training = undefined;
      training.stop.dispose();
      progress(null);
    }
  }
}

function isCancelled(error: unknown): boolean {
  return error instanceof UserError && error.code === "cancelled";
}

/** What a training reports before its first stage does. */
const preparing: Progress = { stage: "compile", done: 0, total: 0, unit: "batches" };
