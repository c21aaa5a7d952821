/** All open panels: one a subject, revealed instead of opened twice, revived after a reload. */
import { basename, dirname } from "node:path";
import { l10n, type WebviewPanel, window, workspace } from "vscode";
import type { DashboardSubject } from "../../protocol/dashboard";
import { Owner } from "../dispose";
import type { Services } from "../services";
import { format, runName } from "../text";
import { ClassifyDashboard, type ClassifySubject } from "./classifyDashboard";
import { columnFor } from "./column";
import { type Dashboard, type View } from "./dashboard";
import { DatasetDashboard } from "./datasetDashboard";
import { Panel } from "./panel";
import { EvaluationDashboard, TrainingDashboard } from "./runDashboards";
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
    const [key, panel, dashboard] = found;
    this.panels.delete(key);
    this.panels.set(subjectKey(subject), panel);
    panel.allow(subject.pictures.map(dirname));
    dashboard.show(subject);
    panel.webview.title = this.title(subject);
    panel.webview.reveal();
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

  /** Closes the panels about a run. */
  close(run: string): void {
    for (const kind of ["training", "evaluation"] as const) {
      this.panels.get(subjectKey({ kind, run }))?.dispose();
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
    const folders = directory === undefined ? [] : [directory];
    const panel = new Panel(webview, {
      kind: subject.kind,
      title: this.title(subject),
      folders: isClassify ? [...this.knownFolders, ...subject.pictures.map(dirname)] : folders,
      directory,
      extensionUri: app.extensionUri,
      create: (view) => createDashboard(app, view, subject),
      onError: (error) => {
        app.logBug(error);
      },
    });
    this.panels.set(subjectKey(subject), panel);
    webview.onDidDispose(() => {
      for (const [key, open] of this.panels) if (open === panel) this.panels.delete(key);
    });
  }

  private title(subject: DashboardSubject): string {
    switch (subject.kind) {
      case "dataset":
        return l10n.t("Data Set: {0}", basename(subject.directory));
      case "training":
        return l10n.t("Training: {0}", this.nameOf(subject.run));
      case "evaluation":
        return l10n.t("Evaluation: {0}", this.nameOf(subject.run));
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

function createDashboard(app: Services, view: View, subject: DashboardSubject): Dashboard {
  switch (subject.kind) {
    case "dataset":
      return new DatasetDashboard(app, view, subject);
    case "training":
      return new TrainingDashboard(app, view, subject);
    case "evaluation":
      return new EvaluationDashboard(app, view, subject);
    case "classify":
      return new ClassifyDashboard(app, view, subject);
  }
}
