/** The host side of the learning-rate dashboard: tries growing rates for some settings, and trains with one. */
import { commands, l10n } from "vscode";
import type {
  DashboardAction,
  DashboardApi,
  LearningRateSnapshot,
  LearningRateSubject,
} from "../../protocol/dashboard";
import { type ErrorData, toErrorData, UserError } from "../../protocol/errors";
import type { LearningRateRange } from "../../protocol/planning";
import type { TrainRequest } from "../../protocol/training";
import type { CommandId } from "../commandIds";
import type { Services } from "../services";
import { withWork } from "../work";
import { Dashboard, type View } from "./dashboard";
import { objectOf } from "./requests";

export class LearningRateDashboard extends Dashboard {
  protected readonly dataset: string;
  private range: LearningRateRange | null = null;
  private failure: ErrorData | undefined;
  private isTrying = false;

  constructor(
    app: Services,
    view: View,
    private readonly subject: LearningRateSubject,
  ) {
    super(app, view);
    this.dataset = subject.directory;
    this.own(
      app.store.onDidChange((change) => {
        if (change.kind !== "progress" || change.subject !== this.dataset) return;
        if (this.isTrying) view.send("progress", change.progress);
      }),
    );
  }

  protected argumentFor(_action: DashboardAction): string {
    return this.dataset;
  }

  snapshot(): Promise<LearningRateSnapshot> {
    const { range, failure, isTrying } = this;
    const { directory, config } = this.subject;
    const progress = isTrying ? this.app.store.progress(directory) : undefined;
    const shown = { directory, config, range, isTrying };
    return Promise.resolve({ kind: "learningRate", ...shown, failure, progress });
  }

  /** Tries the rates, unless it does already; the page hears of its progress and its end. */
  begin(): void {
    if (this.isTrying) return;
    this.isTrying = true;
    this.failure = undefined;
    this.refresh();
    void this.tryAll().finally(() => {
      this.isTrying = false;
      if (!this.isDisposed) this.refresh();
    });
  }

  tryRates(): ReturnType<DashboardApi["tryRates"]> {
    this.begin();
    return Promise.resolve(null);
  }

  trainAt(request: unknown): ReturnType<DashboardApi["trainAt"]> {
    const { learningRate } = objectOf(request);
    if (typeof learningRate !== "number") {
      const message = 'The dashboard\'s call has no proper "learningRate".';
      return Promise.reject(new UserError("invalid-argument", message));
    }
    const { directory, config } = this.subject;
    const asked: TrainRequest = { directory, config: { ...config, learningRate } };
    void commands.executeCommand("pupil.newRun" satisfies CommandId, asked);
    return Promise.resolve(null);
  }

  cancel(): ReturnType<DashboardApi["cancel"]> {
    if (this.isTrying) this.app.store.cancel(this.dataset);
    return Promise.resolve(null);
  }

  override dispose(): void {
    void this.cancel(); // nobody would see the answer
    super.dispose();
  }

  private async tryAll(): Promise<void> {
    const { app, subject } = this;
    const { directory, config } = subject;
    const title = l10n.t("Trying learning rates of {0}", `${config.network} · ${config.target}`);
    try {
      this.range = await withWork(app.store, { title, subject: directory }, (options) =>
        app.backend.findLearningRate({ directory, config }, options),
      );
    } catch (error) {
      if (!(error instanceof UserError)) app.logBug(error);
      this.failure = toErrorData(error);
    }
  }
}
