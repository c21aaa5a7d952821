/** The host side of the Classify panel: it asks at once, and shows the answer as soon as it comes. */
import { isAbsolute, join } from "node:path";
import { CancellationTokenSource } from "vscode";
import type { ClassifySnapshot, DashboardAction, DashboardSubject } from "../../protocol/dashboard";
import { UserError } from "../../protocol/errors";
import type { PredictResult } from "../../protocol/evaluation";
import type { Progress } from "../../protocol/progress";
import { rememberModel } from "../actions/classify";
import type { App } from "../app";
import { classifySettings } from "../settings";
import { resultText, runName } from "../text";
import { Dashboard, type View } from "./dashboard";
import { textOf } from "./requests";
import { datasetOf } from "./subject";

type ClassifySubject = Extract<DashboardSubject, { readonly kind: "classify" }>;

export class ClassifyDashboard extends Dashboard {
  private run: string;
  private readonly paths: readonly string[];
  private result: PredictResult | null = null;
  private error: unknown;
  private progress: Progress | undefined;
  private asking: CancellationTokenSource | undefined;

  constructor(app: App, view: View, subject: ClassifySubject) {
    super(app, view);
    this.run = subject.run;
    this.paths = subject.pictures;
    this.own({ dispose: () => this.asking?.cancel() });
    void this.ask();
  }

  protected get dataset(): string {
    return datasetOf({ kind: "classify", run: this.run, pictures: this.paths }) ?? this.run;
  }

  protected argumentFor(action: DashboardAction): string {
    const ofDataset = action === "scan" || action === "train" || action === "openDataset";
    return ofDataset ? this.dataset : this.run;
  }

  /** Only the panel's own pictures, by their absolute paths. */
  protected override resolve(path: string): string {
    if (this.paths.includes(path)) return path;
    throw new UserError("outside-workspace", `${path} is not one of this panel's pictures.`);
  }

  async snapshot(): Promise<ClassifySnapshot> {
    await this.app.store.load();
    if (this.error !== undefined) throw this.error as Error;
    return {
      kind: "classify",
      run: this.run,
      pictures: this.paths.map((path) => this.picture(path)),
      result: this.result,
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
    this.run = run;
    await rememberModel(this.app, run);
    void this.ask();
    return null;
  }

  private async ask(): Promise<void> {
    this.asking?.cancel(); // the answer of another model is of no use any more
    const asking = new CancellationTokenSource();
    this.asking = asking;
    this.result = null;
    this.error = undefined;
    const { run, paths: pictures } = this;
    const { top } = classifySettings();
    try {
      const options = { token: asking.token, progress: this.report };
      this.result = await this.app.backend.predict({ run, pictures, top }, options);
    } catch (error) {
      if (this.asking !== asking || this.isDisposed) return;
      this.error = error;
      this.app.fail(error);
    } finally {
      asking.dispose();
    }
    if (this.asking !== asking || this.isDisposed) return;
    this.progress = undefined;
    this.view.send("progress", null);
    if (this.error === undefined) this.refresh();
  }

  private readonly report = (progress: Progress): void => {
    this.progress = progress;
    this.view.send("progress", progress);
  };
}

/** Folders that the panel's webview may load pictures from. */
export function foldersOf(paths: readonly string[]): readonly string[] {
  const folders = paths.filter((path) => isAbsolute(path)).map((path) => join(path, ".."));
  return [...new Set(folders)];
}
