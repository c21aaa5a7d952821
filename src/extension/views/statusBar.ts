/** The status bar item: there while something is under way, it says how far and opens the dashboard. */
import { l10n, StatusBarAlignment, type StatusBarItem, window } from "vscode";
import type { CommandId } from "../commandIds";
import { Owner } from "../dispose";
import type { Store } from "../model/store";
import { progressText, runName, tickText } from "../text";

export class StatusBar extends Owner {
  private readonly item: StatusBarItem;

  constructor(private readonly store: Store) {
    super();
    this.item = this.own(window.createStatusBarItem("pupil.training", StatusBarAlignment.Left, 10));
    this.item.name = l10n.t("Pupil: Progress");
    this.own(
      store.onDidChange((change) => {
        if (change.kind !== "epoch" && change.kind !== "engines") this.update();
      }),
    );
  }

  private update(): void {
    const work = this.training() ?? this.otherWork();
    if (work === undefined) {
      this.item.hide();
      return;
    }
    const { name, text, command, subject } = work;
    this.item.text = `$(sync~spin) ${text}`;
    this.item.tooltip = `${name}\n${l10n.t("Click to open its dashboard")}`;
    this.item.accessibilityInformation = { label: `${name}, ${text}` };
    this.item.command = { command, title: l10n.t("Open Dashboard"), arguments: [subject] };
    this.item.show();
  }

  private training(): Shown | undefined {
    const run = this.store.runs.find(({ state }) => state === "running");
    if (run === undefined) return undefined;
    const { directory: subject } = run;
    const tick = this.store.tick(subject);
    const progress = this.store.progress(subject);
    const preparing = progress ? progressText(progress) : runName(run);
    const text = tick === undefined ? preparing : tickText(tick);
    return { name: runName(run), text, command: "pupil.openTraining", subject };
  }

  /** A scan, an evaluation, or the preparation of a run that is not there yet. */
  private otherWork(): Shown | undefined {
    const [subject, progress] = this.store.work ?? [];
    if (subject === undefined || progress === undefined) return undefined;
    const text = progressText(progress);
    const run = this.store.run(subject);
    if (run !== undefined) {
      return { name: runName(run), text, command: "pupil.openTraining", subject };
    }
    const dataset = this.store.dataset(subject);
    if (dataset?.summary) {
      return { name: dataset.name, text, command: "pupil.openDataset", subject };
    }
    return undefined; // there is no dashboard yet: the notification says how far it is
  }
}

interface Shown {
  readonly name: string;
  readonly text: string;
  readonly command: CommandId;
  /** The folder that the command opens. */
  readonly subject: string;
}
