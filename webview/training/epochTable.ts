/** The epochs as a table: the same as the curves, for reading. */
import * as l10n from "@vscode/l10n";
import type { EpochMetrics, RunDetail } from "../../src/protocol/training";
import { element } from "../lib/dom";
import * as format from "../lib/format";
import { viewState } from "../lib/host";
import { numericColumn, sortableTable, type Column } from "../lib/table";
import { bestEpoch } from "./live";

export class EpochTable {
  private best = 0;
  private shown = "";
  private readonly table = sortableTable<EpochMetrics>({
    caption: l10n.t("Metrics of each epoch"),
    columns: this.columns(),
    sort: viewState("epochs", { column: "epoch", descending: true }),
    rowClass: ({ epoch }) => (epoch === this.best ? "best" : undefined),
  });
  readonly element = this.table.element;

  /** Draws again only when an epoch was added, not on each tick. */
  show({ metrics }: RunDetail): void {
    const shown = JSON.stringify(metrics);
    if (shown === this.shown) return;
    this.shown = shown;
    this.best = bestEpoch(metrics)?.epoch ?? 0;
    this.table.show(metrics);
  }

  private columns(): Column<EpochMetrics>[] {
    const number = numericColumn<EpochMetrics>;
    return [
      {
        ...number("epoch", l10n.t("Epoch"), format.count),
        cell: ({ epoch }) =>
          epoch === this.best
            ? element(
                "span",
                {},
                element("span", { class: "best-mark" }, l10n.t("◆ best")),
                ` ${epoch}`,
              )
            : String(epoch),
      },
      number("trainLoss", l10n.t("Training loss"), format.loss),
      number("validationLoss", l10n.t("Validation loss"), format.loss),
      number("trainAccuracy", l10n.t("Training accuracy"), format.percent),
      number("validationAccuracy", l10n.t("Validation accuracy"), format.percent),
      number("learningRate", l10n.t("Learning rate"), format.rate),
      number("imagesPerSecond", l10n.t("Pictures/s"), format.oneDecimal),
      number("seconds", l10n.t("Time"), format.duration),
    ];
  }
}
