/** All open panels: one a subject, revealed instead of opened twice, revived after a reload. */
import { basename } from "node:path";
import { l10n, ViewColumn, type WebviewPanel, window, workspace } from "vscode";
import type { DashboardSubject } from "../../protocol/dashboard";
import type { App } from "../app";
import { Owner } from "../dispose";
import { format, runName } from "../text";
import { ClassifyDashboard, foldersOf } from "./classifyDashboard";
import { type Dashboard, type View } from "./dashboard";
import { DatasetDashboard } from "./datasetDashboard";
import { Panel } from "./panel";
import { EvaluationDashboard, TrainingDashboard } from "./runDashboards";
import { datasetOf, isKnown, parseSubject, subjectKey, VIEW_TYPES } from "./subject";

export class Panels extends Owner {
  private readonly panels = new Map<string, Panel>();

  constructor(private readonly app: App) {
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
    const key = subjectKey(subject);
    const open = this.panels.get(key);
    if (open !== undefined) {
      open.webview.reveal();
      return;
    }
    const title = this.title(subject);
    const column = window.activeTextEditor?.viewColumn ?? ViewColumn.Active;
    this.fill(window.createWebviewPanel(VIEW_TYPES[subject.kind], title, column), subject);
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
    const workspaceFolders = workspace.workspaceFolders ?? [];
    const folders = workspaceFolders.map(({ uri }) => uri.fsPath);
    const isOurs =
      subject !== undefined &&
      panel.viewType.endsWith(VIEW_TYPES[subject.kind]) &&
      isKnown(subject, [...folders, ...this.app.list.directories]);
    if (isOurs) {
      this.fill(panel, subject);
      await this.app.store.load(); // runs have a name only now
      panel.title = this.title(subject);
    } else {
      panel.dispose();
    }
  }

  private fill(webview: WebviewPanel, subject: DashboardSubject): void {
    const { app } = this;
    const key = subjectKey(subject);
    const dataset = datasetOf(subject);
    const pictures = subject.kind === "classify" ? foldersOf(subject.pictures) : [];
    const panel = new Panel(webview, {
      kind: subject.kind,
      title: this.title(subject),
      folders: subject.kind === "classify" || dataset === undefined ? pictures : [dataset],
      extensionUri: app.context.extensionUri,
      create: (view) => createDashboard(app, view, subject),
      onError: (error) => {
        app.log.error(error instanceof Error ? error : String(error));
      },
    });
    this.panels.set(key, panel);
    webview.onDidDispose(() => {
      this.panels.delete(key);
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

function createDashboard(app: App, view: View, subject: DashboardSubject): Dashboard {
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
