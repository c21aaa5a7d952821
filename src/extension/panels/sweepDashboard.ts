/** The host side of the Sweep dashboard: the trials of a sweep as their runs stand. */
import { commands } from "vscode";
import type {
  DashboardAction,
  DashboardApi,
  DashboardSubject,
  SweepSnapshot,
} from "../../protocol/dashboard";
import { UserError } from "../../protocol/errors";
import type { RunSummary } from "../../protocol/training";
import type { CommandId } from "../commandIds";
import type { StoreChange } from "../model/store";
import type { Services } from "../services";
import { Dashboard, type View } from "./dashboard";
import { textOf } from "./requests";

type SweepSubject = Extract<DashboardSubject, { readonly kind: "sweep" }>;

export class SweepDashboard extends Dashboard {
  protected readonly dataset: string;

  constructor(
    app: Services,
    view: View,
    private readonly subject: SweepSubject,
  ) {
    super(app, view);
    this.dataset = subject.directory;
    this.own(
      app.store.onDidChange((change) => {
        this.follow(change);
      }),
    );
  }

  async snapshot(): Promise<SweepSnapshot> {
    const { backend, store } = this.app;
    const { directory, id } = this.subject;
    await store.load();
    const sweep = await backend.sweep({ directory, id });
    const isBusy = store.runs.some(({ state }) => state === "running");
    const { running } = this;
    return {
      kind: "sweep",
      sweep,
      isBusy,
      progress: running && store.progress(running.directory),
    };
  }

  openRun(request: unknown): ReturnType<DashboardApi["openRun"]> {
    const known: Readonly<Record<string, CommandId>> = {
      training: "pupil.openTraining",
      evaluation: "pupil.openEvaluation",
    };
    return this.onRun(known[textOf(request, "kind")], request);
  }

  trainOnAll(request: unknown): ReturnType<DashboardApi["trainOnAll"]> {
    return this.onRun("pupil.trainOnAll", request);
  }

  goOn(): ReturnType<DashboardApi["goOn"]> {
    const { directory, id: sweep } = this.subject;
    void commands.executeCommand("pupil.resumeSweep" satisfies CommandId, { directory, sweep });
    return Promise.resolve(null);
  }

  protected argumentFor(action: DashboardAction): string {
    return action === "stop" ? (this.running?.directory ?? "") : this.dataset;
  }

  /** The trial that is being trained. */
  private get running(): RunSummary | undefined {
    return this.app.store.runs.find((run) => this.isOurs(run) && run.state === "running");
  }

  private isOurs({ dataset, sweep }: RunSummary): boolean {
    return dataset === this.dataset && sweep?.id === this.subject.id;
  }

  /** Runs a command on one of the data set's runs: trials may be runs from before the sweep. */
  private onRun(command: CommandId | undefined, request: unknown): Promise<null> {
    const run = textOf(request, "run");
    if (command === undefined || this.app.store.run(run)?.dataset !== this.dataset) {
      const message = "The dashboard asked for a run that it has not.";
      return Promise.reject(new UserError("invalid-argument", message));
    }
    void commands.executeCommand(command, run); // not awaited: a training lasts for hours
    return Promise.resolve(null);
  }

  private follow(change: StoreChange): void {
    switch (change.kind) {
      case "run": // any run may make the window busy, or free again
        this.refresh();
        break;
      case "dataset":
        if (change.directory === this.dataset) this.refresh();
        break;
      case "progress":
        if (change.subject === this.running?.directory) this.view.send("progress", change.progress);
        break;
      case "datasets":
      case "tick":
      case "epoch":
      case "engines":
    }
  }
}
