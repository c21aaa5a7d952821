/** Everything that lives as long as the window: made here, wired here, disposed here. */
import { join } from "node:path";
import {
  type ExtensionContext,
  l10n,
  type LogOutputChannel,
  type Uri,
  window,
  workspace,
} from "vscode";
import type { BackendMethod } from "../protocol/backend";
import { UserError } from "../protocol/errors";
import { type Backend, BackendClient, type ClientTexts } from "./backend/client";
import type { Log } from "./backend/process";
import { Contexts } from "./contexts";
import { Owner } from "./dispose";
import { notify, showFailure } from "./messages";
import { DatasetList } from "./model/datasetList";
import { discover, watchTraces } from "./model/discover";
import { ModelChoice } from "./model/modelChoice";
import { Refresher } from "./model/refresher";
import { Store } from "./model/store";
import { Trainer } from "./model/trainer";
import { Panels } from "./panels/panels";
import type { Services } from "./services";
import { weightsEnvironment, WEIGHTS_FOLDER } from "./settings";
import { DatasetsTree } from "./views/datasets";
import { EnginesTree } from "./views/engines";
import { Reports } from "./views/report";
import { RunsTree } from "./views/runs";
import { StatusBar } from "./views/statusBar";
import { WarmUp } from "./warmUp";
import { WeightsTree } from "./views/weights";

/** Methods that only look; the others need a trusted workspace. */
const LOOKING: ReadonlySet<BackendMethod> = new Set([
  "hello",
  "engines",
  "dataset",
  "split",
  "samples",
  "picture",
  "copies",
  "outliers",
  "mistakes",
  "balance",
  "describe",
  "weights",
  "crossValidations",
  "crossValidation",
  "sweeps",
  "sweep",
  "runs",
  "run",
  "evaluation",
  "insights",
  "embeddingMap",
  "compare",
]);

export class App extends Owner implements Services {
  private readonly texts = clientTexts();
  readonly log: LogOutputChannel;
  readonly client: BackendClient;
  readonly backend: Backend;
  readonly list: DatasetList;
  readonly store: Store;
  readonly choice: ModelChoice;
  readonly trainer: Trainer;
  readonly panels: Panels;
  readonly reports: Reports;
  readonly trees: {
    readonly datasets: DatasetsTree;
    readonly runs: RunsTree;
    readonly engines: EnginesTree;
    readonly weights: WeightsTree;
  };

  constructor(readonly context: ExtensionContext) {
    super();
    this.log = this.own(window.createOutputChannel("Pupil", { log: true }));
    this.client = this.own(
      new BackendClient({
        path: join(context.extensionPath, "dist", "backend.js"),
        log: logOf(this.log),
        texts: this.texts,
        environment: weightsEnvironment,
        allowed: (method) => workspace.isTrusted || LOOKING.has(method),
      }),
    );
    const { api: backend, news } = this.client;
    this.backend = backend;
    this.list = this.own(new DatasetList(context.workspaceState, discover));
    this.store = this.own(new Store(backend, news, this.list));
    this.choice = new ModelChoice(context.workspaceState, this.store);
    const busy = l10n.t("A training is under way: stop it first, or wait for its end.");
    this.trainer = this.own(new Trainer(backend, news, this.store, { busy }));
    this.panels = this.own(new Panels(this));
    this.reports = this.own(new Reports());
    this.trees = {
      datasets: this.own(new DatasetsTree(this.store, backend)),
      runs: this.own(new RunsTree(this.store, backend)),
      engines: this.own(new EnginesTree(this.store)),
      weights: this.own(new WeightsTree(backend)),
    };
    this.own(window.registerTreeDataProvider("pupil.datasets", this.trees.datasets));
    const runs = { treeDataProvider: this.trees.runs, canSelectMany: true }; // to compare them
    this.own(window.createTreeView("pupil.runs", runs));
    this.own(window.registerTreeDataProvider("pupil.engine", this.trees.engines));
    this.own(window.registerTreeDataProvider("pupil.weights", this.trees.weights));
    this.own(new StatusBar(this.store));
    this.own(new WarmUp(this.client, this.choice, this.trainer));
    this.own(new Contexts(this.store, this.list));
    this.own(new Refresher(this.store, this.list, this.own(watchTraces())));
    this.own(
      news.log(({ level, message }) => {
        this.log[level === "warning" ? "warn" : level](message);
      }),
    );
    this.own(
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(WEIGHTS_FOLDER)) void this.attempt(() => this.restart());
      }),
    );
    this.own(
      this.client.onDidDie(() => {
        this.backendDied();
      }),
    );
  }

  get extensionUri(): Uri {
    return this.context.extensionUri;
  }

  /** Does the work and shows its failure, if it fails. */
  async attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Lets the next call start a backend with the settings as they are now, unless one is at work. */
  private async restart(): Promise<void> {
    if (this.store.runs.some(({ state }) => state === "running")) {
      notify(l10n.t("The other folder of pretrained weights is used from the next start on."));
      return;
    }
    await this.client.stop();
    this.trees.weights.reload();
  }

  /** Shows a failure, but for those of a death of the backend, which was shown once for all. */
  fail(error: unknown): void {
    if (error instanceof UserError && error.message === this.texts.stopped) {
      this.log.warn(error.message);
    } else {
      showFailure(this.log, error);
    }
  }

  logBug(error: unknown): void {
    this.log.error(error instanceof Error ? error : String(error));
  }

  private backendDied(): void {
    const message = l10n.t(
      "Pupil's backend stopped unexpectedly. It starts again with the next command; a run that was being trained can be resumed.",
    );
    const show = l10n.t("Show Log");
    void window.showWarningMessage(message, show).then((chosen) => {
      if (chosen === show) this.log.show();
    });
    const running = this.store.runs.filter(({ state }) => state === "running");
    for (const dataset of new Set(running.map((run) => run.dataset))) {
      void this.store.refreshDataset(dataset);
    }
  }
}

/** The channel's methods, which need their channel, as functions. */
function logOf(channel: LogOutputChannel): Log {
  return {
    debug: (message) => {
      channel.debug(message);
    },
    info: (message) => {
      channel.info(message);
    },
    warn: (message) => {
      channel.warn(message);
    },
    error: (message) => {
      channel.error(message);
    },
  };
}

function clientTexts(): ClientTexts {
  return {
    stopped: l10n.t("Pupil's backend stopped before it answered."),
    gaveUp: l10n.t(
      "Pupil's backend stopped three times within a minute, so it is not started again for now. The log says why.",
    ),
    notTrusted: l10n.t(
      "This workspace is not trusted: saved results can be looked at, but nothing is scanned, trained or classified.",
    ),
    cancelled: l10n.t("Stopped as asked."),
    mismatch: (ours, theirs) =>
      l10n.t(
        "The backend speaks version {0} of the protocol instead of {1}: install Pupil again.",
        theirs,
        ours,
      ),
  };
}
