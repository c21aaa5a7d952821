/** The status bar item: there while something is trained, it says how far and opens the dashboard. */
import { l10n, StatusBarAlignment, type StatusBarItem, window } from "vscode";
import type { RunSummary } from "../../protocol/training";
import { Owner } from "../dispose";
import type { Store } from "../model/store";
import { progressText, runName, tickText } from "../text";

export class StatusBar extends Owner {
  private readonly item: StatusBarItem;

  constructor(private readonly store: Store) {
    super();
    this.item = this.own(window.createStatusBarItem("pupil.training", StatusBarAlignment.Left, 10));
    this.item.name = l10n.t("Pupil: Training");
    this.own(
      store.onDidChange((change) => {
        if (change.kind !== "epoch" && change.kind !== "engines") this.update();
      }),
    );
  }

  private update(): void {
    const run = this.store.runs.find(({ state }) => state === "running");
    if (run === undefined) {
      this.item.hide();
      return;
    }
    const text = this.text(run);
    this.item.text = `$(sync~spin) ${text}`;
    this.item.tooltip = `${runName(run)}\n${l10n.t("Click to open its dashboard")}`;
    this.item.accessibilityInformation = { label: `${runName(run)}, ${text}` };
    const title = l10n.t("Open Training");
    this.item.command = { command: "pupil.openTraining", title, arguments: [run.directory] };
    this.item.show();
  }

  private text(run: RunSummary): string {
    const tick = this.store.tick(run.directory);
    const progress = this.store.progress(run.directory);
    if (tick !== undefined) return tickText(tick);
    return progress ? progressText(progress) : runName(run);
  }
}
