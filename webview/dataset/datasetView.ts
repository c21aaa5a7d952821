/** The data set dashboard's parts: head, numbers, and the tabs. */
import * as l10n from "@vscode/l10n";
import type { DatasetSnapshot } from "../../src/protocol/dashboard";
import type { View } from "../lib/app";
import { button, tabs } from "../lib/controls";
import { element, replace } from "../lib/dom";
import { factList, head } from "../lib/facts";
import { shownPath } from "../lib/folders";
import { call, viewState } from "../lib/host";
import { perform } from "../lib/message";
import { AugmentationPanel } from "./augmentationPanel";
import { BalancePanel } from "./balancePanel";
import { channelTable } from "./channels";
import { Curation } from "./curation";
import { Distributions } from "./distribution";
import { Gallery } from "./gallery";
import { Inspector } from "./inspector";
import { LabelMistakesPanel } from "./labelMistakes";
import { datasetFacts } from "./overview";
import { RulePanel } from "./rulePanel";
import { splitTable } from "./splits";

export class DatasetView implements View<"dataset"> {
  private readonly inspector = new Inspector();
  private readonly head = head();
  private readonly facts = factList();
  private readonly tables = element("div", { class: "columns" });
  private readonly distributions = new Distributions();
  private readonly balance = new BalancePanel();
  private readonly augmentation = new AugmentationPanel();
  private readonly curation: Curation;
  private readonly mistakes: LabelMistakesPanel;
  private readonly gallery: Gallery;
  private readonly rule = new RulePanel();
  private readonly empty = element("section", { class: "empty", attributes: { hidden: true } });
  /** Findings and labelling rule stand here while there is nothing else to show, else in their tabs. */
  private readonly bare = element("div");
  private readonly findingsTab = element("div");
  private readonly labelsTab = element("div");
  private readonly tabs: HTMLElement;
  private readonly view = viewState("tabs", { tab: "overview" });
  readonly element: HTMLElement;

  constructor() {
    const open = (path: string): void => {
      this.inspector.open(path);
    };
    this.curation = new Curation(open);
    this.mistakes = new LabelMistakesPanel(open);
    this.gallery = new Gallery(open);
    const overview = element("div", {}, this.distributions.element, this.tables);
    this.tabs = tabs({
      label: l10n.t("Views of the data set"),
      selected: this.view.value.tab,
      onSelect: (tab) => {
        this.view.set({ tab });
      },
      tabs: [
        { id: "overview", label: l10n.t("Overview"), content: overview },
        { id: "pictures", label: l10n.t("Pictures"), content: this.gallery.element },
        { id: "balance", label: l10n.t("Balance"), content: this.balance.element },
        { id: "augmentation", label: l10n.t("Augmentation"), content: this.augmentation.element },
        { id: "findings", label: l10n.t("Findings"), content: this.findingsTab },
        { id: "mistakes", label: l10n.t("Label mistakes"), content: this.mistakes.element },
        { id: "labels", label: l10n.t("Labels"), content: this.labelsTab },
      ],
    });
    this.element = element(
      "div",
      { class: "dashboard" },
      this.head.element,
      this.facts.element,
      this.empty,
      this.bare,
      this.tabs,
      this.inspector.element,
    );
  }

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
    const folder = element(
      "span",
      { attributes: { title: summary.directory } },
      shownPath(summary.directory),
    );
    this.head.show(summary.name, folder, hasPictures ? [train, scan] : [scan]);
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
    this.tabs.hidden = !hasPictures;
    place(this.curation.element, hasPictures ? this.findingsTab : this.bare);
    place(this.rule.element, hasPictures ? this.labelsTab : this.bare);
    replace(this.tables, splitTable(summary, splits), channelTable(summary.statistics));
    this.distributions.show(summary);
    this.balance.show(snapshot);
    this.augmentation.show(summary);
    this.curation.show(snapshot);
    this.mistakes.show(snapshot);
    this.inspector.show(summary);
    this.gallery.show(snapshot);
    this.rule.show(summary);
  }
}

/** Puts an element where it belongs, unless it is there: moving it would lose its focus. */
function place(node: HTMLElement, parent: HTMLElement): void {
  if (node.parentElement !== parent) parent.append(node);
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
