/** The data set dashboard's parts, in their order. */
import * as l10n from "@vscode/l10n";
import type { DatasetSnapshot } from "../../src/protocol/dashboard";
import type { View } from "../lib/app";
import { button } from "../lib/controls";
import { element, replace } from "../lib/dom";
import { factList, head } from "../lib/facts";
import { call } from "../lib/host";
import { perform } from "../lib/message";
import { channelTable } from "./channels";
import { Distributions } from "./distribution";
import { Findings } from "./findings";
import { Gallery } from "./gallery";
import { datasetFacts } from "./overview";
import { splitTable } from "./splits";

export class DatasetView implements View<"dataset"> {
  private readonly head = head();
  private readonly facts = factList();
  private readonly tables = element("div", { class: "columns" });
  private readonly distributions = new Distributions();
  private readonly findings = new Findings();
  private readonly gallery = new Gallery();
  private readonly empty = element("section", { class: "empty", attributes: { hidden: true } });
  private readonly full = element(
    "div",
    {},
    this.distributions.element,
    this.tables,
    this.findings.element,
    this.gallery.element,
  );
  readonly element = element(
    "div",
    { class: "dashboard" },
    this.head.element,
    this.facts.element,
    this.empty,
    this.full,
  );

  update(snapshot: DatasetSnapshot): void {
    const { summary, splits, progress } = snapshot;
    const hasPictures = summary.pictures > 0;
    const scan = scanButton(l10n.t("Scan again"));
    const train = button({
      label: l10n.t("New training run"),
      key: "train",
      primary: true,
      onClick: () => {
        perform(call("act", { action: "train" }));
      },
    });
    this.head.show(summary.name, summary.directory, hasPictures ? [train, scan] : [scan]);
    this.facts.show(datasetFacts(snapshot));
    this.empty.hidden = hasPictures || progress !== undefined;
    replace(
      this.empty,
      element("h2", {}, l10n.t("No pictures yet")),
      element(
        "p",
        {},
        l10n.t(
          "No readable, labelled picture was found in this folder. Check the findings below, or put pictures in and scan again.",
        ),
      ),
    );
    this.tables.hidden = !hasPictures;
    replace(this.tables, splitTable(summary, splits), channelTable(summary.statistics));
    this.distributions.show(summary);
    this.findings.show(summary.findings);
    this.gallery.show(summary, splits);
  }
}

export function scanButton(label: string): HTMLElement {
  return button({
    label,
    key: "scan",
    onClick: () => {
      perform(call("act", { action: "scan" }));
    },
  });
}
