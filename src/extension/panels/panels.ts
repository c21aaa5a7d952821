/** All open panels: one a subject, revealed instead of opened twice, revived after a reload. */
import { basename, dirname } from "node:path";
import { l10n, type WebviewPanel, window, workspace } from "vscode";
import type { DashboardSubject, LearningRateSubject } from "../../protocol/dashboard";
import { Owner } from "../dispose";
import type { Services } from "../services";
import { format, runName } from "../text";
import { ClassifyDashboard, type ClassifySubject } from "./classifyDashboard";
import { columnFor } from "./column";
import { CompareDashboard } from "./compareDashboard";
import { type Dashboard, type View } from "./dashboard";
import { DatasetDashboard } from "./datasetDashboard";
import { LearningRateDashboard } from "./learningRateDashboard";
import { Panel } from "./panel";
import { EvaluationDashboard, TrainingDashboard } from "./runDashboards";
import { SweepDashboard } from "./sweepDashboard";
import { datasetOf, isKnown, parseSubject, subjectKey, VIEW_TYPES } from "./subject";

export class Panels extends Owner {
  private readonly panels = new Map<string, Panel>();

  constructor(private readonly app: Services) {
    super();
    for (const viewType of Object.values(VIEW_TYPES)) {
      this.own(
        window.registerWebviewPanelSerializer(viewType, {
          deserializeWebviewPanel: (panel, state: unknown) => this.revive(panel, state),
        }),
      );
    }
  }

  /** The subjects' keys of the open panels. */
  get keys(): readonly string[] {
    return [...this.panels.keys()];
  }

  /** Shows the panel about the subject, opening it if there is none. */
  open(subject: DashboardSubject): void {
    const open = this.panels.get(subjectKey(subject));
    if (open === undefined) this.openNew(subject);
    else open.webview.reveal();
  }

  /** Asks about pictures in the Classify panel that is open: another page would take longer than the answer. */
  classify(subject: ClassifySubject): void {
    const found = this.classifyPanel(subject);
    if (found === undefined) {
      this.openNew(subject);
      return;
    }
    const [, panel, dashboard] = found;
    panel.allow(subject.pictures.map(dirname));
    dashboard.show(subject);
    this.move(panel, subject);
    panel.webview.reveal();
  }

  /** Shows the panel about these settings' learning rate, and looks for it. */
  findLearningRate(settings: Omit<LearningRateSubject, "kind">): void {
    const subject: LearningRateSubject = { kind: "learningRate", ...settings };
    this.open(subject);
    const dashboard = this.panels.get(subjectKey(subject))?.dashboard;
    if (dashboard instanceof LearningRateDashboard) dashboard.begin();
  }

  /** A panel is about something else from now on. */
  private move(panel: Panel, subject: DashboardSubject): void {
    const other = this.panels.get(subjectKey(subject));
    if (other !== panel) other?.dispose(); // two about the same would be one too many
    for (const [key, open] of this.panels) if (open === panel) this.panels.delete(key);
    this.panels.set(subjectKey(subject), panel);
    panel.webview.title = this.title(subject);
  }

  /** Opens a panel of its own, whatever is open. */
  openNew(subject: DashboardSubject): void {
    this.panels.get(subjectKey(subject))?.dispose(); // two about the same would be one too many
    const panel = window.createWebviewPanel(
      VIEW_TYPES[subject.kind],
      this.title(subject),
      columnFor(subject.kind),
    );
    this.fill(panel, subject);
  }

  /** Closes the panels about a run; where it is one of several, only that one leaves. */
  close(run: string): void {
    for (const kind of ["training", "evaluation"] as const) {
      this.panels.get(subjectKey({ kind, run }))?.dispose();
    }
    for (const panel of [...this.panels.values()]) {
      const { dashboard } = panel;
      if (!(dashboard instanceof CompareDashboard) || !dashboard.runs.includes(run)) continue;
      if (!dashboard.drop(run)) panel.dispose();
    }
  }

  /** Fills a panel that VS Code brings back; one about nothing known is closed. */
  async revive(panel: WebviewPanel, state: unknown): Promise<void> {
    await this.app.list.ready();
    const subject = parseSubject(state);
    const isOurs =
      subject !== undefined &&
      panel.viewType.endsWith(VIEW_TYPES[subject.kind]) &&
      isKnown(subject, this.knownFolders);
    if (isOurs) {
      this.fill(panel, subject);
      await this.app.store.load(); // runs have a name only now
      panel.title = this.title(subject);
    } else {
      panel.dispose();
    }
  }

  private get knownFolders(): readonly string[] {
    const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
    return [...folders, ...this.app.list.directories];
  }

  /** The Classify panel about these pictures, else the one in sight, else the one used last. */
  private classifyPanel(
    subject: ClassifySubject,
  ): readonly [string, Panel, ClassifyDashboard] | undefined {
    const open = [...this.panels].flatMap(([key, panel]) =>
      panel.dashboard instanceof ClassifyDashboard ? [[key, panel, panel.dashboard] as const] : [],
    );
    return (
      open.find(([key]) => key === subjectKey(subject)) ??
      open.findLast(([, panel]) => panel.webview.visible) ??
      open.at(-1)
    );
  }

  private fill(webview: WebviewPanel, subject: DashboardSubject): void {
    const { app } = this;
    const isClassify = subject.kind === "classify";
    const directory = isClassify ? undefined : datasetOf(subject);
    const panel: Panel = new Panel(webview, {
      kind: subject.kind,
      title: this.title(subject),
      folders: this.foldersOf(subject),
      directory,
      extensionUri: app.extensionUri,
      create: (view) =>
        createDashboard(app, view, {
          subject,
          moved: (next) => {
            this.move(panel, next);
          },
        }),
      onError: (error) => {
        app.logBug(error);
      },
    });
    this.panels.set(subjectKey(subject), panel);
    webview.onDidDispose(() => {
      for (const [key, open] of this.panels) if (open === panel) this.panels.delete(key);
    });
  }

  /** Folders that a panel about the subject may show pictures of. */
  private foldersOf(subject: DashboardSubject): readonly string[] {
    switch (subject.kind) {
      case "classify":
        return [...this.knownFolders, ...subject.pictures.map(dirname)];
      case "compare":
        return this.knownFolders; // runs of other data sets may be added
      case "dataset":
      case "learningRate":
      case "training":
      case "evaluation":
      case "sweep":
        return [datasetOf(subject)].filter((folder) => folder !== undefined);
    }
  }

  private title(subject: DashboardSubject): string {
    switch (subject.kind) {
      case "dataset":
        return l10n.t("Data Set: {0}", basename(subject.directory));
      case "learningRate":
        return l10n.t("Learning Rate: {0}", `${subject.config.network} · ${subject.config.target}`);
      case "training":
        return l10n.t("Training: {0}", this.nameOf(subject.run));
      case "evaluation":
        return l10n.t("Evaluation: {0}", this.nameOf(subject.run));
      case "compare": {
        const names = new Set(subject.runs.map((run) => this.nameOf(run)));
        return l10n.t("Compare: {0}", [...names].join(", "));
      }
      case "sweep":
        return l10n.t("Sweep: {0}", subject.id);
      case "classify": {
        const [first = "", ...others] = subject.pictures;
        const what =
          others.length === 0
            ? basename(first)
            : l10n.t("{0} pictures", format.count(subject.pictures.length));
        return l10n.t("Classify: {0}", what);
      }
    }
  }

  private nameOf(directory: string): string {
    const run = this.app.store.run(directory);
    return run === undefined ? basename(directory) : runName(run);
  }

  override dispose(): void {
    for (const panel of this.panels.values()) panel.dispose();
    super.dispose();
  }
}

interface Contents {
  readonly subject: DashboardSubject;
  /** Hears that the dashboard is about something else. */
  readonly moved: (subject: DashboardSubject) => void;
}

function createDashboard(app: Services, view: View, { subject, moved }: Contents): Dashboard {
  switch (subject.kind) {
    case "dataset":
      return new DatasetDashboard(app, view, subject);
    case "learningRate":
      return new LearningRateDashboard(app, view, subject);
    case "training":
      return new TrainingDashboard(app, view, subject);
    case "evaluation":
      return new EvaluationDashboard(app, view, subject);
    case "compare":
      return new CompareDashboard(app, view, subject, moved);
    case "sweep":
      return new SweepDashboard(app, view, subject);
    case "classify":
      return new ClassifyDashboard(app, view, subject);
  }
}
