/** The one training that a served client may have under way; it goes on while calls come and go. */
import type { BackendService } from "../../protocol/backend";
import { UserError } from "../../protocol/errors";
import type { RunSummary, TrainRequest } from "../../protocol/training";

interface Training {
  readonly stop: AbortController;
  /** Settles when it ended, however it did; never rejects. */
  readonly ended: Promise<unknown>;
  /** Known once it began. */
  run?: string;
}

export class Trainings {
  private training: Training | undefined;
  private began: ((run: RunSummary) => void) | undefined;

  constructor(private readonly service: Pick<BackendService<AbortSignal>, "train" | "run">) {}

  /** Starts; gives the run as soon as it begins, or as it is when it was trained before. */
  async start(request: TrainRequest): Promise<RunSummary> {
    if (this.training !== undefined) {
      const message = "A training is under way: stop it first, or wait for its end.";
      throw new UserError("run-busy", message);
    }
    const stop = new AbortController();
    const begun = new Promise<RunSummary>((resolve) => (this.began = resolve));
    const context = { signal: stop.signal, progress: () => undefined };
    const result = this.service.train(request, context);
    const training: Training = { stop, ended: result.catch(() => undefined) };
    this.training = training;
    void training.ended.then(() => {
      this.training = undefined;
    });
    const run = await Promise.race([begun, result]);
    training.run = run.directory;
    return run;
  }

  /** Is told of every change of a run. */
  runChanged(run: RunSummary): void {
    if (run.state === "running") this.began?.(run);
  }

  /** Stops the training of that run after its batch; gives the run as it is then. */
  async stop(run: string): Promise<RunSummary> {
    const { training } = this;
    if (training?.run !== run) {
      throw new UserError("run-busy", "This run is not being trained from here.");
    }
    training.stop.abort();
    await training.ended;
    const context = { signal: new AbortController().signal, progress: () => undefined };
    return await this.service.run({ run }, context);
  }

  /** Stops what is under way, when nobody is served any more. */
  async close(): Promise<void> {
    this.training?.stop.abort();
    await this.training?.ended;
  }
}
