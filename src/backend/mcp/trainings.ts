/** The one training that a served client may have under way; it goes on while calls come and go. */
import type { BackendService } from "../../protocol/backend";
import { UserError } from "../../protocol/errors";
import type { RunSummary, TrainRequest } from "../../protocol/training";
import { silentContext, throwIfCancelled } from "../util/context";

interface Training {
  readonly stop: AbortController;
  /** Settles when it ended, however it did; never rejects. */
  readonly ended: Promise<unknown>;
  /** Is told of the run when it begins. */
  readonly begin: (run: RunSummary) => void;
  readonly dataset: string;
  /** ISO 8601, UTC: an older run is not the one that it begins. */
  readonly since: string;
  /** Known once it began. */
  run?: string;
}

export class Trainings {
  private training: Training | undefined;

  constructor(
    private readonly service: Pick<BackendService<AbortSignal>, "train" | "run">,
    /** Hears of bugs that end a training whose start was answered long ago. */
    private readonly onError: (error: unknown) => void,
  ) {}

  /**
   * Starts; gives the run as soon as it begins, or as it is when it was trained before. Until then
   * the signal gives it up; afterwards only `stop` does.
   */
  async start(request: TrainRequest, signal: AbortSignal): Promise<RunSummary> {
    throwIfCancelled(signal);
    if (this.training !== undefined) {
      const message = "A training is under way: stop it first, or wait for its end.";
      throw new UserError("run-busy", message);
    }
    const stop = new AbortController();
    const giveUp = () => {
      stop.abort();
    };
    signal.addEventListener("abort", giveUp);
    let begin: Training["begin"] = () => undefined;
    const begun = new Promise<RunSummary>((resolve) => (begin = resolve));
    const since = new Date().toISOString();
    const result = this.service.train(request, silentContext(stop.signal));
    const training: Training = {
      stop,
      begin,
      since,
      dataset: request.directory,
      ended: result.catch((error: unknown) => {
        if (training.run !== undefined && !(error instanceof UserError)) this.onError(error);
      }),
    };
    this.training = training;
    void training.ended.then(() => {
      this.training = undefined;
    });
    try {
      const run = await Promise.race([begun, result]);
      training.run = run.directory;
      return run;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  /** Is told of every change of a run. */
  runChanged(run: RunSummary): void {
    const { training } = this;
    if (training === undefined || run.state !== "running") return;
    if (run.dataset === training.dataset && run.createdAt >= training.since) training.begin(run);
  }

  /** Stops the training of that run after its batch; gives the run as it is then. */
  async stop(run: string): Promise<RunSummary> {
    const { training } = this;
    if (training?.run !== run) {
      throw new UserError("run-busy", "This run is not being trained from here.");
    }
    training.stop.abort();
    await training.ended;
    return await this.service.run({ run }, silentContext());
  }

  /** Stops what is under way, when nobody is served any more. */
  async close(): Promise<void> {
    this.training?.stop.abort();
    await this.training?.ended;
  }
}
