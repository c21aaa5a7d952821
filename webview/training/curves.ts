/** Loss and accuracy over the epochs, for training and validation, and the same as a table. */
import * as l10n from "@vscode/l10n";
import { element, section } from "../lib/dom";
import * as format from "../lib/format";
import { CurvePanel } from "./curvePanel";
import { EpochTable } from "./epochTable";
import type { LiveRun } from "./live";

export class Curves {
  private readonly loss = new CurvePanel({
    title: l10n.t("Loss"),
    train: ({ trainLoss }) => trainLoss,
    validation: ({ validationLoss }) => validationLoss,
    live: ({ loss }) => loss,
    format: format.loss,
    formatAxis: format.axisNumber,
    onPoint: (index) => {
      this.pointAt(index);
    },
  });
  private readonly accuracy = new CurvePanel({
    title: l10n.t("Accuracy"),
    train: ({ trainAccuracy }) => trainAccuracy,
    validation: ({ validationAccuracy }) => validationAccuracy,
    live: ({ accuracy }) => accuracy,
    format: format.percent,
    formatAxis: format.axisPercent,
    onPoint: (index) => {
      this.pointAt(index);
    },
  });
  private readonly table = new EpochTable();
  private readonly waiting = element("p", { class: "detail" });
  private readonly epochs = section(l10n.t("Epochs"), this.table.element);
  private readonly charts = element(
    "div",
    { class: "charts" },
    this.loss.element,
    this.accuracy.element,
  );
  readonly element = element("div", { class: "curves" }, this.waiting, this.charts, this.epochs);

  show(live: LiveRun): void {
    const { run, tick } = live;
    const nothing = run.metrics.length === 0 && !tick;
    this.charts.hidden = nothing;
    this.waiting.hidden = !nothing;
    this.waiting.textContent =
      run.state === "running"
        ? l10n.t("The curves begin with the first batch.")
        : l10n.t("This run ended before its first epoch was complete.");
    this.epochs.hidden = run.metrics.length === 0;
    this.loss.show(live);
    this.accuracy.show(live);
    this.table.show(run);
  }

  /** Both charts read the same epoch. */
  private pointAt(index: number | null): void {
    this.loss.pointAt(index);
    this.accuracy.pointAt(index);
  }
}
