/** The network: totals, a drawn graph of its blocks, and the table of its layers; both fold and unfold together. */
import * as l10n from "@vscode/l10n";
import type { NetworkDescription } from "../../src/protocol/network";
import { button } from "../lib/controls";
import { element, replace, section } from "../lib/dom";
import { factList } from "../lib/facts";
import * as format from "../lib/format";
import { viewState } from "../lib/host";
import { blocksOf, type Block } from "./blocks";
import { networkGraph } from "./graph";
import { layerTable } from "./layerTable";

/** Networks with fewer layers are shown unfolded at first. */
const SMALL = 30;

export class Architecture {
  private readonly facts = factList();
  private readonly graph = element("div", {
    class: "graph",
    attributes: { role: "region", tabindex: 0, "aria-label": l10n.t("Graph of the network") },
  });
  private readonly table = element("div", {
    class: "table-frame",
    attributes: { role: "region", tabindex: 0, "aria-label": l10n.t("Layers") },
  });
  private readonly view = viewState<{ network: string; open: readonly string[] }>("layers", {
    network: "",
    open: [],
  });
  readonly element = element(
    "div",
    {},
    this.facts.element,
    element(
      "div",
      { class: "actions" },
      button({
        label: l10n.t("Unfold all"),
        onClick: () => {
          this.fold(false);
        },
      }),
      button({
        label: l10n.t("Fold all"),
        onClick: () => {
          this.fold(true);
        },
      }),
    ),
    element(
      "div",
      { class: "architecture" },
      section(l10n.t("Graph"), this.graph),
      section(l10n.t("Layers"), this.table),
    ),
  );
  private description: NetworkDescription | undefined;
  private blocks: readonly Block[] = [];

  /** Draws anew only when it is another network. */
  show(description: NetworkDescription): void {
    const key = `${description.network}/${description.classes}/${description.imageSize}`;
    if (this.description && key === this.view.value.network) return;
    this.description = description;
    this.blocks = blocksOf(description.layers);
    if (key !== this.view.value.network) {
      const small = description.layers.length < SMALL;
      const open = small ? this.blocks.map(({ name }) => name) : [];
      this.view.set({ network: key, open });
    }
    const { network, classes, imageSize, parameters, flops, layers } = description;
    this.facts.show([
      { label: l10n.t("Network"), value: network },
      { label: l10n.t("Input"), value: format.shape([3, imageSize, imageSize]) },
      { label: l10n.t("Output"), value: l10n.t("{0} classes", classes) },
      {
        label: l10n.t("Parameters"),
        value: format.count(parameters),
        detail: l10n.t("{0} as float32", format.bytes(parameters * 4)),
      },
      {
        label: l10n.t("FLOPs a picture"),
        value: format.compact(flops),
        detail: l10n.t("forward"),
      },
      { label: l10n.t("Layers"), value: format.count(layers.length) },
    ]);
    this.draw();
  }

  private fold(all: boolean): void {
    this.view.set({ open: all ? [] : this.blocks.map(({ name }) => name) });
    this.draw();
  }

  private toggle(name: string): void {
    const { open } = this.view.value;
    const others = open.filter((each) => each !== name);
    this.view.set({ open: open.includes(name) ? others : [...others, name] });
    this.draw();
  }

  private draw(): void {
    if (!this.description) return;
    const options = {
      description: this.description,
      blocks: this.blocks,
      open: new Set(this.view.value.open),
      onToggle: (name: string) => {
        this.toggle(name);
      },
    };
    replace(this.graph, networkGraph(options));
    replace(this.table, layerTable(options));
  }
}
