/** The layers as a table, folded by block. */
import * as l10n from "@vscode/l10n";
import type { LayerDescription, NetworkDescription } from "../../src/protocol/network";
import { element } from "../lib/dom";
import * as format from "../lib/format";
import type { Block } from "./blocks";

export interface ArchitectureOptions {
  readonly description: NetworkDescription;
  readonly blocks: readonly Block[];
  /** Names of unfolded blocks. */
  readonly open: ReadonlySet<string>;
  readonly onToggle: (name: string) => void;
}

/** In the order in which they are said; the number of outputs is in the output's shape. */
const SETTINGS = ["kernel", "stride", "padding", "bias", "rate"];

/** "kernel 3, stride 1": what is worth reading of a layer's settings. */
export function settingsText({ settings }: LayerDescription): string {
  const rank = (name: string): number => SETTINGS.indexOf(name) + 1 || SETTINGS.length + 1;
  return Object.entries(settings)
    .filter(([name, value]) => name !== "out" && value !== false)
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([name, value]) => (value === true ? name : `${name} ${value}`))
    .join(", ");
}

function layerRow(layer: LayerDescription): HTMLElement {
  const attributes = { scope: "row" };
  return element(
    "tr",
    { class: "layer" },
    element("th", { attributes }, layer.name === "" ? "–" : layer.name),
    element("td", {}, layer.kind),
    element("td", { class: "shape" }, format.shape(layer.outputShape)),
    element("td", { class: "numeric" }, format.count(layer.parameters)),
    element("td", { class: "numeric" }, format.compact(layer.flops)),
    element("td", { class: "settings" }, settingsText(layer)),
  );
}

function blockBody(block: Block, options: ArchitectureOptions): HTMLElement {
  const open = options.open.has(block.name);
  const toggle = element(
    "button",
    {
      class: "fold",
      attributes: { type: "button", "aria-expanded": open, "data-key": `block-${block.name}` },
      on: {
        click: () => {
          options.onToggle(block.name);
        },
      },
    },
    block.name,
  );
  const layers = block.layers.flatMap((index) => options.description.layers[index] ?? []);
  return element(
    "tbody",
    {},
    element(
      "tr",
      { class: "block" },
      element("th", { attributes: { scope: "rowgroup" } }, toggle),
      element("td", {}, l10n.t("{0} layers", layers.length)),
      element("td", { class: "shape" }, format.shape(block.outputShape)),
      element("td", { class: "numeric" }, format.count(block.parameters)),
      element("td", { class: "numeric" }, format.compact(block.flops)),
      element("td", {}, block.residual ? l10n.t("adds its input") : ""),
    ),
    ...(open ? layers.map(layerRow) : []),
  );
}

export function layerTable(options: ArchitectureOptions): HTMLElement {
  const { parameters, flops } = options.description;
  const heading = (label: string, numeric = false): HTMLElement =>
    element("th", { class: numeric ? "numeric" : "", attributes: { scope: "col" } }, label);
  return element(
    "table",
    { class: "layers" },
    element("caption", { class: "visually-hidden" }, l10n.t("Layers")),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        heading(l10n.t("Name")),
        heading(l10n.t("Kind")),
        heading(l10n.t("Output shape")),
        heading(l10n.t("Parameters"), true),
        heading(l10n.t("FLOPs"), true),
        heading(l10n.t("Settings")),
      ),
    ),
    ...options.blocks.map((block) => blockBody(block, options)),
    element(
      "tfoot",
      {},
      element(
        "tr",
        {},
        element("th", { attributes: { scope: "row", colspan: 3 } }, l10n.t("Total")),
        element("td", { class: "numeric" }, format.count(parameters)),
        element("td", { class: "numeric" }, format.compact(flops)),
        element("td"),
      ),
    ),
  );
}
