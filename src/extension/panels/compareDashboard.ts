/** The host side of the Compare dashboard: several runs, which may change while it is open. */
import { commands } from "vscode";
import { MAXIMUM_COMPARED } from "../../protocol/comparison";
import type {
  CompareSnapshot,
  CompareSubject,
  DashboardAction,
  DashboardApi,
} from "../../protocol/dashboard";
import { UserError } from "../../protocol/errors";
import type { RunDetail } from "../../protocol/training";
import type { CommandId } from "../commandIds";
import { evaluateWithProgress } from "../evaluation";
import { isModel, type StoreChange } from "../model/store";
import { datasetOfRun } from "../paths";
import { chooseRuns } from "../runChoice";
import type { Services } from "../services";
import { Dashboard, type View } from "./dashboard";
import { objectOf, textOf, textsOf } from "./requests";
import { datasetOf } from "./subject";

export class CompareDashboard extends Dashboard {
  constructor(
    app: Services,
    view: View,
    private subject: CompareSubject,
    /** Hears that other runs are compared. */
    private readonly changed: (subject: CompareSubject) => void,
  ) {
    super(app, view);
    this.own(
      app.store.onDidChange((change) => {
        this.follow(change);
      }),
    );
  }

  get runs(): readonly string[] {
    return this.subject.runs;
  }

  /** The pictures that are compared lie in every run's data set. */
  protected get dataset(): string {
    return datasetOf(this.subject) ?? "";
  }

  protected argumentFor(_action: DashboardAction): string {
    return this.dataset;
  }

  async snapshot(): Promise<CompareSnapshot> {
    const { backend, store } = this.app;
    await store.load();
    const gone = this.runs.filter((run) => store.run(run) === undefined);
    for (const run of gone) this.drop(run);
    const { target } = this.subject;
    const comparison = await backend.compare({ runs: this.runs, target });
    const pending = comparison.runs.flatMap(({ run, tested }, index) =>
      tested === null && isModel(run) ? [index] : [],
    );
    const progress = this.runs.map((run) => store.progress(run)).find((each) => each);
    return { kind: "compare", comparison, pending, progress };
  }

  async compare(request: unknown): ReturnType<DashboardApi["compare"]> {
    const { target } = objectOf(request);
    const runs = textsOf(request, "runs");
    const unknown = runs.find((run) => this.app.store.run(run) === undefined);
    if (unknown !== undefined) {
      throw new UserError("not-found", `${unknown} is not a run of a known data set.`);
    }
    if (runs.length < 2 || runs.length > MAXIMUM_COMPARED) {
      const message = `Two to ${MAXIMUM_COMPARED} runs can be compared at once.`;
      throw new UserError("invalid-argument", message);
    }
    await this.show({ kind: "compare", runs, ...(typeof target === "string" && { target }) });
    return null;
  }

  async chooseRuns(): ReturnType<DashboardApi["chooseRuns"]> {
    const runs = await chooseRuns(this.app.store, this.runs);
    if (runs !== undefined) await this.show({ ...this.subject, runs });
    return null;
  }

  async evaluateMissing(): ReturnType<DashboardApi["evaluateMissing"]> {
    const { comparison, pending } = await this.snapshot();
    // not awaited: it may take minutes; the store tells of its progress and its end
    this.evaluate(pending.flatMap((index) => comparison.runs[index]?.run ?? [])).catch(
      (error: unknown) => {
        this.app.fail(error);
      },
    );
    return null;
  }

  async openRun(request: unknown): ReturnType<DashboardApi["openRun"]> {
    const run = textOf(request, "run");
    const known: Readonly<Record<string, CommandId>> = {
      training: "pupil.openTraining",
      evaluation: "pupil.openEvaluation",
    };
    const command = known[textOf(request, "kind")];
    if (command === undefined || !this.runs.includes(run)) {
      throw new UserError("invalid-argument", "The dashboard asked for a run that it has not.");
    }
    await commands.executeCommand(command, run);
    return null;
  }

  /** Leaves a run out; false when too few would be left. */
  drop(run: string): boolean {
    const runs = this.runs.filter((each) => each !== run);
    if (runs.length < 2) return false;
    this.subject = { ...this.subject, runs };
    this.changed(this.subject);
    return true;
  }

  private async evaluate(runs: readonly RunDetail[]): Promise<void> {
    for (const run of runs) await evaluateWithProgress(this.app, run);
  }

  /** Compares other runs, unless that fails: then what is shown stays. */
  private async show(subject: CompareSubject): Promise<void> {
    const before = this.subject;
    this.subject = subject;
    try {
      const snapshot = await this.snapshot();
      this.changed(subject);
      this.view.send("snapshot", snapshot);
    } catch (error) {
      this.subject = before;
      throw error;
    }
  }

  private follow(change: StoreChange): void {
    switch (change.kind) {
      case "run":
        if (this.runs.includes(change.run.directory)) this.refresh();
        break;
      case "dataset":
        if (this.runs.some((run) => datasetOfRun(run) === change.directory)) this.refresh();
        break;
      case "progress":
        if (this.runs.includes(change.subject)) this.view.send("progress", change.progress);
        break;
      case "datasets":
      case "tick":
      case "epoch":
      case "engines":
    }
  }
}
