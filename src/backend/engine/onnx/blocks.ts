/** Finds runs of operations that are lowered as one. */
import { type Graph, type GraphNode, onlyInput, pictureShape } from "../../nn/trace";
import type { PooledBlock } from "./layers/pooledBlock";

/** A pooled block with the node that it reads. */
export interface FoundBlock extends PooledBlock {
  readonly source: GraphNode;
}

/** How many operations read each node. */
export function countReaders(graph: Graph): ReadonlyMap<GraphNode, number> {
  const readers = new Map<GraphNode, number>();
  for (const node of graph.flatMap(({ inputs }) => inputs)) {
    readers.set(node, (readers.get(node) ?? 0) + 1);
  }
  return readers;
}

/** The pooled block that ends with the node, if it ends one. */
function blockEndingAt(
  pool: GraphNode,
  readers: ReadonlyMap<GraphNode, number>,
): { readonly block: FoundBlock; readonly absorbed: readonly GraphNode[] } | undefined {
  const { operation } = pool;
  if (operation.kind !== "maxPool") return undefined;
  const relu = onlyInput(pool);
  if (relu.operation.kind !== "relu") return undefined;
  const norm = onlyInput(relu);
  if (norm.operation.kind !== "batchNorm") return undefined;
  const conv = onlyInput(norm);
  if (conv.operation.kind !== "conv2d") return undefined;
  const absorbed = [relu, norm, conv];
  if (absorbed.some((node) => readers.get(node) !== 1)) return undefined;
  const output = pictureShape(conv);
  const { kernel, stride, padding } = operation;
  // Unpooling puts each maximum back at its place: windows must not meet, and must cover everything.
  const covers = output[1] % stride === 0 && output[2] % stride === 0;
  if (kernel !== stride || padding !== 0 || !covers) return undefined;
  const source = onlyInput(conv);
  const input = pictureShape(source);
  return {
    block: {
      convolution: conv.operation,
      norm: norm.operation,
      pool: operation,
      input,
      output,
      source,
    },
    absorbed,
  };
}

/** Pooled blocks by their last node, and the nodes that they absorb. */
export function findBlocks(graph: Graph): {
  readonly blocks: ReadonlyMap<GraphNode, FoundBlock>;
  readonly absorbed: ReadonlySet<GraphNode>;
} {
  const readers = countReaders(graph);
  const blocks = new Map<GraphNode, FoundBlock>();
  const absorbed = new Set<GraphNode>();
  for (const node of graph) {
    const found = blockEndingAt(node, readers);
    if (found === undefined) continue;
    blocks.set(node, found.block);
    for (const inner of found.absorbed) absorbed.add(inner);
  }
  return { blocks, absorbed };
}
