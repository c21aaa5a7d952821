/** The Data Sets view: what is in each folder, and what is wrong with it. */
import { join } from "node:path";
import { l10n, ThemeIcon, Uri } from "vscode";
import type { DatasetSummary, Finding, TargetSummary } from "../../protocol/dataset";
import type { Backend } from "../backend/client";
import type { DatasetState, Store } from "../model/store";
import { format, progressText } from "../text";
import { escapeMarkdown, type Node, type Row, Tree } from "./tree";

const MAXIMUM_FINDINGS = 200;

export class DatasetsTree extends Tree {
  constructor(
    private readonly store: Store,
    private readonly backend: Backend,
  ) {
    super();
    this.own(
      store.onDidChange((change) => {
        if (change.kind === "datasets") this.refresh();
        else if (change.kind === "dataset") this.refresh(change.directory);
        else if (change.kind === "progress") this.refresh(change.subject);
      }),
    );
  }

  protected async roots(): Promise<readonly Node[]> {
    await this.store.load();
    return this.store.datasets.map(({ directory }) => ({
      id: directory,
      directory,
      row: () => this.row(directory),
      children: () => this.parts(directory),
    }));
  }

  private row(directory: string): Row {
    const state = this.store.dataset(directory);
    const progress = this.store.progress(directory);
    return {
      label: state?.name ?? directory,
      description: progress ? progressText(progress) : describe(state),
      icon: new ThemeIcon(icon(state, progress !== undefined)),
      tooltip: tooltip(directory, state),
      context: contextOf(state),
      command: { id: "pupil.openDataset" },
    };
  }

  private async parts(directory: string): Promise<readonly Node[]> {
    const { summary, error } = this.store.dataset(directory) ?? {};
    if (error !== undefined) return [message(directory, error.message)];
    if (!summary) return [message(directory, l10n.t("Not scanned yet"))];
    const splits = await Promise.all(
      summary.targets.map(({ target }) => this.split(directory, target)),
    );
    return [
      ...summary.targets.map((target) => targetNode(directory, target)),
      ...splits.filter((node) => node !== undefined).slice(0, 1),
      ...(summary.generated > 0 ? [generatedNode(directory, summary)] : []),
      ...(summary.excluded ? [excludedNode(directory, summary.excluded)] : []),
      findingsNode(directory, summary),
    ];
  }

  private async split(directory: string, target: string): Promise<Node | undefined> {
    try {
      const { counts, seed } = await this.backend.split({ directory, target });
      const { train, validation, test } = counts;
      const description = [train, validation, test].map((count) => format.count(count)).join(" / ");
      const help = l10n.t(
        "Train / validation / test with seed {0}, stratified by {1}",
        seed,
        target,
      );
      return leaf(`${directory}#split`, {
        label: l10n.t("Split"),
        description,
        icon: new ThemeIcon("split-horizontal"),
        tooltip: help,
        spoken: l10n.t(
          "Split: {0} for training, {1} for validation, {2} for the test",
          train,
          validation,
          test,
        ),
      });
    } catch {
      return undefined; // too few pictures of a class to divide: the findings and classes show it
    }
  }
}

function describe(state: DatasetState | undefined): string {
  if (state?.error !== undefined) return l10n.t("cannot be read");
  if (state?.summary === undefined) return "";
  if (state.summary === null) return l10n.t("not scanned");
  return l10n.t("Pictures: {0}", format.count(state.summary.pictures));
}

/** What menus offer: cleaning only where there is something to clean. */
function contextOf(state: DatasetState | undefined): string {
  if (!state?.summary) return "dataset.unscanned";
  return state.summary.generated > 0 ? "dataset.scanned.generated" : "dataset.scanned";
}

function icon(state: DatasetState | undefined, isBusy: boolean): string {
  if (isBusy) return "sync~spin";
  return state?.error === undefined ? "folder-library" : "warning";
}

function tooltip(directory: string, state: DatasetState | undefined): string {
  const lines = [`**${escapeMarkdown(state?.name ?? "")}**`, escapeMarkdown(directory)];
  if (state?.error) lines.push(escapeMarkdown(state.error.message));
  const summary = state?.summary;
  if (summary) {
    const { pictures, findings, sizes, rule } = summary;
    lines.push(l10n.t("Pictures: {0}", format.count(pictures)));
    lines.push(l10n.t("Findings: {0}", format.count(findings.length)));
    const { minWidth, minHeight, maxWidth, maxHeight } = sizes;
    lines.push(
      l10n.t("Sizes: {0} × {1} to {2} × {3} pixels", minWidth, minHeight, maxWidth, maxHeight),
    );
    lines.push(l10n.t("Labels by the rule {0}", rule.kind));
  }
  return lines.join("\n\n");
}

function leaf(id: string, row: Row): Node {
  return { id, row: () => row };
}

function message(directory: string, label: string): Node {
  return leaf(`${directory}#message`, { label, icon: new ThemeIcon("info") });
}

function targetNode(directory: string, { target, classes }: TargetSummary): Node {
  const id = `${directory}#${target}`;
  return {
    id,
    row: () => ({
      label: target,
      description: l10n.t("Classes: {0}", classes.length),
      icon: new ThemeIcon("symbol-enum"),
    }),
    children: () =>
      classes.map(({ name, count, parent }) =>
        leaf(`${id}#${name}`, {
          label: name,
          description: [format.count(count), parent].filter(Boolean).join(" · "),
          icon: new ThemeIcon("symbol-enum-member"),
          spoken: l10n.t("{0}, pictures: {1}", name, format.count(count)),
        }),
      ),
  };
}

function generatedNode(directory: string, { generated }: DatasetSummary): Node {
  const row: Row = {
    label: l10n.t("Generated"),
    description: format.count(generated),
    icon: new ThemeIcon("sparkle"),
    context: "generated",
  };
  return { id: `${directory}#generated`, directory, row: () => row };
}

function excludedNode(directory: string, excluded: number): Node {
  const row: Row = {
    label: l10n.t("Excluded"),
    description: format.count(excluded),
    icon: new ThemeIcon("eye-closed"),
    context: "excluded",
  };
  return { id: `${directory}#excluded`, directory, row: () => row };
}

function findingsNode(directory: string, { findings }: DatasetSummary): Node {
  const id = `${directory}#findings`;
  const shown = findings.slice(0, MAXIMUM_FINDINGS);
  const hidden = findings.length - shown.length;
  const rest = leaf(`${id}#rest`, { label: l10n.t("{0} more", format.count(hidden)) });
  return {
    id,
    row: () => ({
      label: l10n.t("Findings"),
      description: format.count(findings.length),
      icon: new ThemeIcon(findings.length === 0 ? "pass" : "warning"),
    }),
    ...(findings.length > 0 && {
      children: () => [
        ...shown.map((finding, index) => findingNode(directory, finding, index)),
        ...(hidden > 0 ? [rest] : []),
      ],
    }),
  };
}

function findingNode(directory: string, finding: Finding, index: number): Node {
  const row: Row = {
    label: finding.path,
    context: finding.skipped ? "finding.skipped" : "finding.used",
    description: finding.kind,
    icon: new ThemeIcon(finding.skipped ? "circle-slash" : "info"),
    tooltip: escapeMarkdown(finding.message),
    spoken: finding.message,
    command: { id: "vscode.open", argument: Uri.file(join(directory, finding.path)) },
  };
  const { path } = finding;
  return { id: `${directory}#finding${index}`, directory, path, row: () => row };
}
