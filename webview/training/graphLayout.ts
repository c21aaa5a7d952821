/** Where the nodes and edges of a network's graph stand: one column, shortcuts in lanes to its right. Pure. */
import type { NetworkDescription } from "../../src/protocol/network";
import type { Block } from "./blocks";

export interface GraphNode {
  /** Index of the layer that gives its output. */
  readonly output: number;
  readonly block: Block;
  /** A layer of an unfolded block; absent for a block as a whole. */
  readonly layer?: number;
  /** Pixels of its upper edge. */
  readonly top: number;
}

/** From a node to a later one; indices into the nodes, -1 is the input. */
export interface GraphEdge {
  readonly from: number;
  readonly to: number;
  /** 0 runs straight to the next node; others go round on the right. */
  readonly lane: number;
}

export interface GraphLayout {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly lanes: number;
  readonly height: number;
}

export const NODE_HEIGHT = 34;
export const LAYER_HEIGHT = 22;
export const GAP = 18;
/** Room for the input above the first node. */
export const FIRST_TOP = NODE_HEIGHT + GAP;

/** Places a network's blocks, and the layers of those that are open. */
export function layoutGraph(
  { layers }: NetworkDescription,
  blocks: readonly Block[],
  open: ReadonlySet<string>,
): GraphLayout {
  const nodes: GraphNode[] = [];
  const nodeOf = new Map<number, number>([[-1, -1]]);
  let top = FIRST_TOP;
  for (const block of blocks) {
    const unfolded = open.has(block.name);
    const groups = unfolded ? block.layers.map((layer) => [layer]) : [block.layers];
    for (const group of groups) {
      for (const layer of group) nodeOf.set(layer, nodes.length);
      const output = group.at(-1) ?? -1;
      nodes.push({ output, block, top, ...(unfolded && { layer: output }) });
      top += (unfolded ? LAYER_HEIGHT : NODE_HEIGHT) + GAP;
    }
  }
  const pairs = new Map<string, readonly [from: number, to: number]>();
  for (const [index, { inputs }] of layers.entries()) {
    for (const input of inputs) {
      const from = nodeOf.get(input) ?? -1;
      const to = nodeOf.get(index) ?? -1;
      if (from !== to) pairs.set(`${from}-${to}`, [from, to]);
    }
  }
  const edges = assignLanes([...pairs.values()]);
  const lanes = Math.max(...edges.map(({ lane }) => lane), 0);
  return { nodes, edges, lanes, height: top };
}

/** Gives each edge that skips nodes the innermost lane that is free along its way, short ones first. */
function assignLanes(pairs: readonly (readonly [number, number])[]): GraphEdge[] {
  const taken: (readonly [number, number])[][] = [];
  const byLength = [...pairs].sort(([a, b], [c, d]) => b - a - (d - c));
  return byLength.map(([from, to]) => {
    if (to - from <= 1) return { from, to, lane: 0 };
    const free = (spans: readonly (readonly [number, number])[]): boolean =>
      spans.every(([start, end]) => end <= from || start >= to);
    const found = taken.findIndex(free);
    const lane = found < 0 ? taken.length : found;
    (taken[lane] ??= []).push([from, to]);
    return { from, to, lane: lane + 1 };
  });
}
