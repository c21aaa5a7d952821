/** The host sides of the two dashboards of a run: training and evaluation. */
import { l10n } from "vscode";
import type {
  DashboardAction,
  DashboardApi,
  DashboardSubject,
  EvaluationSnapshot,
  TrainingSnapshot,
} from "../../protocol/dashboard";
import type { SplitName } from "../../protocol/dataset";
import type { NetworkDescription } from "../../protocol/network";
import type { RunDetail } from "../../protocol/training";
import { evaluateWithProgress } from "../evaluation";
import type { StoreChange } from "../model/store";
import type { Services } from "../services";
import { runName } from "../text";
import { withWork } from "../work";
import { Dashboard, type View } from "./dashboard";
import { objectOf, splitOf, textOf } from "./requests";
import { datasetOf } from "./subject";

type RunSubject = Extract<DashboardSubject, { readonly kind: "training" | "evaluation" }>;

abstract class RunDashboard extends Dashboard {
  protected readonly dataset: string;
  protected readonly run: string;

  constructor(app: Services, view: View, subject: RunSubject) {
    super(app, view);
    this.run = subject.run;
    this.dataset = datasetOf(subject) ?? subject.run;
    this.own(
      app.store.onDidChange((change) => {
        this.follow(change);
      }),
    );
  }

  protected follow(change: StoreChange): void {
    if (change.kind === "run" && change.run.directory === this.run) this.refresh();
    // read again as a whole: after the backend died, or because another process wrote
    if (change.kind === "dataset" && change.directory === this.dataset) this.refresh();
    if (change.kind === "progress" && change.subject === this.run) {
      this.view.send("progress", change.progress);
    }
  }

  protected argumentFor(action: DashboardAction): string {
    switch (action) {
      case "scan":
      case "clean":
      case "train":
      case "openDataset":
        return this.dataset;
      case "stop":
      case "resume":
      case "evaluate":
      case "openTraining":
      case "openEvaluation":
        return this.run;
    }
  }
}

export class TrainingDashboard extends RunDashboard {
  private network: NetworkDescription | undefined;

  async snapshot(): Promise<TrainingSnapshot> {
    const { app } = this;
    const run = await app.backend.run({ run: this.run });
    this.network ??= await this.describe(run);
    const tick = run.state === "running" ? app.store.tick(this.run) : undefined;
    const progress = app.store.progress(this.run);
    return { kind: "training", run, network: this.network, tick, progress };
  }

  protected override follow(change: StoreChange): void {
    super.follow(change);
    if (change.kind === "tick" && change.tick.run === this.run) {
      this.view.send("tick", change.tick);
    }
    if (change.kind === "epoch" && change.run === this.run) {
      this.view.send("epochEnd", change.metrics);
    }
  }

  private describe({ config, classes }: RunDetail): Promise<NetworkDescription> {
    const { network, imageSize } = config;
    return this.app.backend.describe({ network, imageSize, classes: classes.length });
  }
}

export class EvaluationDashboard extends RunDashboard {
  private split: SplitName = "test";
  /** Undefined: the run's first. */
  private target: string | undefined;

  async snapshot(): Promise<EvaluationSnapshot> {
    const { backend, store } = this.app;
    const { split, target } = this;
    const request = { run: this.run, split, target };
    const [run, evaluation, insights] = await Promise.all([
      backend.run({ run: this.run }),
      backend.evaluation(request),
      backend.insights(request),
    ]);
    const progress = store.progress(this.run);
    return {
      kind: "evaluation",
      run,
      split,
      target: target ?? run.config.target,
      evaluation,
      insights,
      progress,
    };
  }

  async chooseSplit(request: unknown): ReturnType<DashboardApi["chooseSplit"]> {
    this.split = splitOf(request);
    this.target = textOf(request, "target");
    this.view.send("snapshot", await this.snapshot());
    return null;
  }

  explain(request: unknown): ReturnType<DashboardApi["explain"]> {
    return this.explainBy({ run: this.run, target: this.target }, request);
  }

  embeddingMap(): ReturnType<DashboardApi["embeddingMap"]> {
    return this.app.backend.embeddingMap({ run: this.run });
  }

  async embed(request: unknown): ReturnType<DashboardApi["embed"]> {
    const isPart = objectOf(request)["split"] !== undefined;
    const split = isPart ? splitOf(request) : undefined;
    const { app } = this;
    const run = await app.backend.run({ run: this.run });
    const title = l10n.t("Mapping the pictures of {0}", runName(run));
    // not awaited, as above: the backend says when the run has its map
    withWork(app.store, { title, subject: this.run }, (options) =>
      app.backend.embed({ run: this.run, split }, options),
    ).catch((error: unknown) => {
      app.fail(error);
    });
    return null;
  }

  async evaluateSplit(request: unknown): ReturnType<DashboardApi["evaluateSplit"]> {
    const split = splitOf(request);
    const target = textOf(request, "target");
    const { app } = this;
    const run = await app.backend.run({ run: this.run });
    // not awaited: it may take minutes; the store tells of its progress and its end
    evaluateWithProgress(app, run, { split, target }).catch((error: unknown) => {
      app.fail(error);
    });
    return null;
  }
}
