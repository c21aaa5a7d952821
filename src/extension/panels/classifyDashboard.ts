/** The host side of the Classify panel: it asks at once, and shows the answer as soon as it comes. */
import { CancellationTokenSource } from "vscode";
import type {
  ClassifySnapshot,
  DashboardAction,
  DashboardApi,
  DashboardSubject,
} from "../../protocol/dashboard";
import { type ErrorData, toErrorData, UserError } from "../../protocol/errors";
import type { PredictResult } from "../../protocol/evaluation";
import type { Progress } from "../../protocol/progress";
import type { Services } from "../services";
import { classifySettings } from "../settings";
import { resultText, runName } from "../text";
import { Dashboard, type View } from "./dashboard";
import { textOf } from "./requests";
import { datasetOf } from "./subject";

export type ClassifySubject = Extract<DashboardSubject, { readonly kind: "classify" }>;

export class ClassifyDashboard extends Dashboard {
  private result: PredictResult | null = null;
  private failure: ErrorData | undefined;
  private progress: Progress | undefined;
  private asking: CancellationTokenSource | undefined;

  constructor(
    app: Services,
    view: View,
    private subject: ClassifySubject,
  ) {
    super(app, view);
    this.own({ dispose: () => this.asking?.cancel() });
    void this.ask();
  }

  /** Turns to other pictures, or asks another run about the same. */
  show(subject: ClassifySubject): void {
    this.subject = subject;
    void this.ask();
    this.refresh(); // the pictures are there before the answer is
  }

  protected get dataset(): string {
    return datasetOf(this.subject) ?? this.subject.run;
  }

  protected argumentFor(action: DashboardAction): string {
    const ofDataset = action === "scan" || action === "train" || action === "openDataset";
    return ofDataset ? this.dataset : this.subject.run;
  }

  /** Only the panel's own pictures, by their absolute paths. */
  protected override resolve(path: string): string {
    if (this.subject.pictures.includes(path)) return path;
    throw new UserError("outside-workspace", `${path} is not one of this panel's pictures.`);
  }

  async snapshot(): Promise<ClassifySnapshot> {
    await this.app.store.load();
    const { run, pictures } = this.subject;
    return {
      kind: "classify",
      run,
      pictures: pictures.map((path) => this.picture(path)),
      result: this.result,
      failure: this.failure,
      models: this.app.store.models.map((model) => ({
        run: model.directory,
        name: `${runName(model)} (${resultText(model)})`,
      })),
      progress: this.progress,
    };
  }

  override async chooseModel(request: unknown): Promise<null> {
    const run = textOf(request, "run");
    if (!this.app.store.models.some(({ directory }) => directory === run)) {
      throw new UserError("not-found", `${run} is not a run that can classify.`);
    }
    await this.app.choice.remember(run);
    this.show({ ...this.subject, run });
    return null;
  }

  explain(request: unknown): ReturnType<DashboardApi["explain"]> {
    return this.explainBy({ run: this.subject.run }, request);
  }

  private async ask(): Promise<void> {
    this.asking?.cancel(); // the answer of another model is of no use any more
    const asking = new CancellationTokenSource();
    this.asking = asking;
    this.result = null;
    this.failure = undefined;
    this.progress = undefined;
    const { run, pictures } = this.subject;
    const { top } = classifySettings();
    const progress = (value: Progress): void => {
      if (this.asking === asking) this.report(value);
    };
    try {
      const options = { token: asking.token, progress };
      const result = await this.app.backend.predict({ run, pictures, top }, options);
      if (this.asking === asking) this.result = result;
    } catch (error) {
      if (this.asking !== asking || this.isDisposed) return;
      this.failure = toErrorData(error); // said where the answer would stand
      if (!(error instanceof UserError)) this.app.logBug(error);
    } finally {
      asking.dispose();
    }
    if (this.asking !== asking || this.isDisposed) return;
    this.report(undefined);
    this.refresh();
  }

  private report(progress: Progress | undefined): void {
    this.progress = progress;
    this.view.send("progress", progress ?? null);
  }
}
