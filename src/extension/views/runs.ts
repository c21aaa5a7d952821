/** The Runs view: every training, newest first, with its state, its live progress and what it left. */
import { join } from "node:path";
import { l10n, ThemeColor, ThemeIcon, Uri } from "vscode";
import type { RunDetail, RunState, RunSummary } from "../../protocol/training";
import type { Backend } from "../backend/client";
import { isModel, type Store } from "../model/store";
import { format, progressText, resultText, runName, stateText, tickText } from "../text";
import { escapeMarkdown, type Node, type Row, Tree } from "./tree";

/** A row is redrawn for ticks once a second at most. */
const REDRAW_EVERY_MS = 1000;

export class RunsTree extends Tree {
  private redrawnAt = 0;

  constructor(
    private readonly store: Store,
    private readonly backend: Backend,
  ) {
    super();
    const states = new Map<string, RunState>();
    this.own(
      store.onDidChange((change) => {
        switch (change.kind) {
          case "datasets":
          case "dataset":
            this.refresh();
            break;
          case "run": {
            const { directory, state, dataset, sweep } = change.run;
            if (states.has(directory))
              this.refresh(sweep ? sweepKey(dataset, sweep.id) : directory);
            else this.refresh(); // a new one
            states.set(directory, state);
            break;
          }
          case "tick":
            this.redraw(change.tick.run);
            break;
          case "progress":
            this.redraw(change.subject);
            break;
          case "epoch":
          case "engines":
        }
      }),
    );
  }

  protected async roots(): Promise<readonly Node[]> {
    await this.store.load();
    const sweeps = new Set<string>();
    return this.store.runs.flatMap((run) => {
      const { sweep, dataset: directory } = run;
      if (sweep === undefined) return [this.runNode(run)];
      const key = sweepKey(directory, sweep.id);
      if (sweeps.has(key)) return [];
      sweeps.add(key);
      return [this.sweepNode({ directory, id: sweep.id })];
    });
  }

  private runNode({ directory }: RunSummary): Node {
    return {
      id: directory,
      run: directory,
      row: () => this.row(directory),
      children: () => this.parts(directory),
    };
  }

  /** A sweep stands where its newest trial would; its trials are below it, in their order. */
  private sweepNode(place: SweepPlace): Node {
    const { directory, id } = place;
    return {
      id: sweepKey(directory, id),
      directory,
      sweep: id,
      row: () => sweepRow(this.trialsOf(place)),
      children: () => this.trialsOf(place).map((run) => this.runNode(run)),
    };
  }

  private trialsOf({ directory, id }: SweepPlace): readonly RunSummary[] {
    return this.store.runs
      .filter(({ dataset, sweep }) => dataset === directory && sweep?.id === id)
      .sort((one, other) => (one.sweep?.trial ?? 0) - (other.sweep?.trial ?? 0));
  }

  private redraw(run: string): void {
    if (Date.now() - this.redrawnAt < REDRAW_EVERY_MS) return;
    this.redrawnAt = Date.now();
    this.refresh(run);
  }

  private row(directory: string): Row {
    const run = this.store.run(directory);
    if (run === undefined) return { label: directory };
    const description = this.description(run);
    const name = run.sweep ? l10n.t("Trial {0}", run.sweep.trial) : runName(run); // below its sweep
    return {
      label: name,
      description,
      icon: icon(run.state),
      tooltip: tooltip(run),
      spoken: [name, stateText(run.state), description].join(", "),
      context: `run.${run.state}${isModel(run) ? ".model" : ""}`,
      command: { id: "pupil.openTraining" },
    };
  }

  private description(run: RunSummary): string {
    if (run.state !== "running") return resultText(run);
    const tick = this.store.tick(run.directory);
    if (tick !== undefined) return tickText(tick);
    const progress = this.store.progress(run.directory);
    return progress ? progressText(progress) : stateText(run.state);
  }

  private async parts(directory: string): Promise<readonly Node[]> {
    const run = await this.backend.run({ run: directory });
    return [testNode(run), bestNode(run), ...checkpointNodes(run)];
  }
}

interface SweepPlace {
  /** Of the data set. */
  readonly directory: string;
  readonly id: string;
}

function sweepKey(directory: string, id: string): string {
  return `${directory}#sweep ${id}`;
}

/** Its trials so far, and the best of those that are finished, by validation. */
function sweepRow(trials: readonly RunSummary[]): Row {
  const [first] = trials;
  const target = first?.config.target ?? "";
  const finished = trials.filter(({ state }) => state === "finished");
  const best = Math.max(...finished.map((run) => run.bestValidationAccuracy ?? 0));
  const isRunning = trials.some(({ state }) => state === "running");
  const parts = [l10n.t("Trials: {0}", trials.length)];
  if (finished.length > 0) parts.push(l10n.t("best validation {0}", format.percent(best)));
  return {
    label: l10n.t("Sweep: {0}", target),
    description: parts.join(" · "),
    icon: new ThemeIcon(isRunning ? "sync~spin" : "graph-scatter"),
    tooltip: first && escapeMarkdown(first.dataset),
    context: isRunning ? "sweep.running" : "sweep",
    command: { id: "pupil.openSweep" },
  };
}

function icon(state: RunState): ThemeIcon {
  switch (state) {
    case "running":
      return new ThemeIcon("sync~spin");
    case "stopped":
      return new ThemeIcon("debug-pause");
    case "interrupted":
      return new ThemeIcon("debug-disconnect", new ThemeColor("list.warningForeground"));
    case "finished":
      return new ThemeIcon("pass-filled", new ThemeColor("testing.iconPassed"));
    case "failed":
      return new ThemeIcon("error", new ThemeColor("testing.iconFailed"));
  }
}

function tooltip(run: RunSummary): string {
  const { config, createdAt, device, epochsDone, error } = run;
  const lines = [
    `**${escapeMarkdown(runName(run))}** (${stateText(run.state)})`,
    escapeMarkdown(run.dataset),
    l10n.t("Begun {0}", format.date(createdAt)),
    l10n.t("Epochs: {0} of {1}", epochsDone, config.epochs),
    l10n.t(
      "Batch size {0}, learning rate {1}, seed {2}, {3} pixels",
      config.batch,
      config.learningRate,
      config.seed,
      config.imageSize,
    ),
    escapeMarkdown(device),
  ];
  if (error !== undefined) lines.push(escapeMarkdown(error));
  return lines.join("\n\n");
}

function testNode(detail: RunDetail): Node {
  const { directory: run, testAccuracy } = detail;
  const isTested = testAccuracy !== undefined;
  return {
    id: `${run}#test`,
    run,
    row: () => ({
      label: l10n.t("Test result"),
      description: isTested ? format.percent(testAccuracy) : l10n.t("not evaluated yet"),
      icon: new ThemeIcon("beaker"),
      ...(isModel(detail) && {
        context: "result",
        command: { id: isTested ? ("pupil.openEvaluation" as const) : ("pupil.evaluate" as const) },
      }),
    }),
  };
}

function bestNode({ directory, bestEpoch, bestValidationAccuracy: best }: RunDetail): Node {
  const isKnown = bestEpoch !== undefined && best !== undefined;
  return {
    id: `${directory}#best`,
    row: () => ({
      label: l10n.t("Best epoch"),
      description: isKnown
        ? l10n.t("{0}, validation {1}", bestEpoch, format.percent(best))
        : l10n.t("none yet"),
      icon: new ThemeIcon("star-empty"),
    }),
  };
}

function checkpointNodes({ directory, checkpoints }: RunDetail): readonly Node[] {
  return checkpoints
    .filter(({ name }) => name.endsWith(".safetensors"))
    .map(({ name, bytes }) => ({
      id: `${directory}#${name}`,
      row: () => ({
        label: name,
        description: format.bytes(bytes),
        icon: new ThemeIcon("save"),
        tooltip: escapeMarkdown(join(directory, name)),
        resource: Uri.file(join(directory, name)),
      }),
    }));
}
