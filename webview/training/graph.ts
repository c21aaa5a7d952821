/** Draws a network's graph as SVG: blocks that unfold into layers, edges with the shortcuts of residual blocks. */
import * as l10n from "@vscode/l10n";
import { svg } from "../lib/dom";
import * as format from "../lib/format";
import {
  FIRST_TOP,
  GAP,
  LAYER_HEIGHT,
  layoutGraph,
  NODE_HEIGHT,
  type GraphEdge,
  type GraphLayout,
  type GraphNode,
} from "./graphLayout";
import { settingsText, type ArchitectureOptions } from "./layerTable";

const WIDTH = 340;
const LANE = 14;
const MARGIN = 1;

function heightOf({ layer }: GraphNode): number {
  return layer === undefined ? NODE_HEIGHT : LAYER_HEIGHT;
}

function text(content: string, x: number, y: number, name: string): SVGElement {
  const anchor = name.includes("end") ? "end" : "start";
  return svg("text", { class: name, attributes: { x, y, "text-anchor": anchor } }, content);
}

function box(top: number, height: number): SVGElement {
  const attributes = { x: MARGIN, y: top, width: WIDTH, height, rx: 3 };
  return svg("rect", { attributes });
}

/** A block, or a layer of an unfolded block: a button that folds and unfolds. */
function nodeElement(node: GraphNode, options: ArchitectureOptions): SVGElement {
  const { block, layer, top } = node;
  const found = layer === undefined ? undefined : options.description.layers[layer];
  const toggle = (): void => {
    options.onToggle(block.name);
  };
  const end = WIDTH - 10;
  if (found) {
    const name = found.name === "" ? found.kind : `${found.kind} ${found.name}`;
    const label = `${name}: ${format.shape(found.outputShape)}. ${settingsText(found)}`;
    return svg(
      "g",
      { class: `node layer kind-${found.kind}` },
      svg("title", {}, label),
      box(top, LAYER_HEIGHT),
      text(name, 10, top + 15, "name"),
      text(format.shape(found.outputShape), end, top + 15, "shape end"),
    );
  }
  const summary = l10n.t("{0} layers", block.layers.length);
  const note = block.residual ? `${summary} ⊕` : summary;
  return svg(
    "g",
    {
      class: "node block",
      attributes: {
        role: "button",
        tabindex: 0,
        "aria-expanded": false,
        "data-key": `graph-${block.name}`,
      },
      on: {
        click: toggle,
        keydown: (event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          toggle();
        },
      },
    },
    box(top, NODE_HEIGHT),
    text(block.name, 10, top + 14, "name"),
    text(note, 10, top + 28, "note"),
    text(format.shape(block.outputShape), end, top + 14, "shape end"),
    text(format.compact(block.parameters), end, top + 28, "note end"),
  );
}

function edgeElement({ from, to, lane }: GraphEdge, { nodes }: GraphLayout): SVGElement {
  const start = nodes[from];
  const end = nodes[to];
  const startBottom = start ? start.top + heightOf(start) : NODE_HEIGHT;
  const endTop = end?.top ?? 0;
  const middle = MARGIN + WIDTH / 2;
  const right = MARGIN + WIDTH;
  const x = right + lane * LANE;
  const path =
    lane === 0
      ? `M${middle} ${startBottom}V${endTop - 1}`
      : `M${right} ${startBottom - 6}H${x - 6}Q${x} ${startBottom - 6} ${x} ${startBottom}` +
        `V${endTop + 2}Q${x} ${endTop + 8} ${x - 6} ${endTop + 8}H${right + 1}`;
  const attributes = { d: path, "marker-end": "url(#arrow)" };
  return svg("path", { class: lane === 0 ? "edge" : "edge skip", attributes });
}

function arrow(): SVGElement {
  const attributes = { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, orient: "auto" };
  return svg(
    "defs",
    {},
    svg(
      "marker",
      { attributes: { ...attributes, markerWidth: 6, markerHeight: 6 } },
      svg("path", { class: "arrow", attributes: { d: "M0 0L8 4L0 8Z" } }),
    ),
  );
}

export function networkGraph(options: ArchitectureOptions): SVGElement {
  const { description, blocks, open } = options;
  const layout = layoutGraph(description, blocks, open);
  const width = WIDTH + 2 * MARGIN + (layout.lanes + 1) * LANE;
  const side = description.imageSize;
  const height = layout.height - GAP + MARGIN;
  const label = l10n.t("{0}: {1} blocks from input to output", description.network, blocks.length);
  return svg(
    "svg",
    {
      attributes: {
        width,
        height,
        viewBox: `0 0 ${width} ${height}`,
        role: "group",
        "aria-label": label,
      },
    },
    arrow(),
    ...layout.edges.map((edge) => edgeElement(edge, layout)),
    svg(
      "g",
      { class: "node input" },
      box(MARGIN, FIRST_TOP - GAP - MARGIN),
      text(l10n.t("input"), 10, 21, "name"),
      text(format.shape([3, side, side]), WIDTH - 10, 21, "shape end"),
    ),
    ...layout.nodes.map((node) => nodeElement(node, options)),
  );
}
