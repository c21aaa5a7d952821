/** Finds runs of operations that are lowered as one. */
import { countReaders, type Graph, type GraphNode, onlyInput, pictureShape } from "../../nn/trace";
import type { FoldedConvolution } from "./layers/frozenNorm";
import type { PooledBlock } from "./layers/pooledBlock";

/** A block with the node that it reads. */
export type FoundBlock = { readonly source: GraphNode } & (
  ({ readonly kind: "pooled" } & PooledBlock) | ({ readonly kind: "folded" } & FoldedConvolution)
);

interface Found {
  readonly block: FoundBlock;
  readonly absorbed: readonly GraphNode[];
}

/** A convolution and the normalisation that reads it, if the node is such a one. */
function normalisedConvolution(norm: GraphNode) {
  if (norm.operation.kind !== "batchNorm") return undefined;
  const conv = onlyInput(norm);
  if (conv.operation.kind !== "conv2d") return undefined;
  const source = onlyInput(conv);
  const [input, output] = [pictureShape(source), pictureShape(conv)];
  const block = { convolution: conv.operation, norm: norm.operation, input, output, source };
  return { block, conv };
}

/** The pooled block that ends with the node, if it ends one. */
function pooledBlockAt(pool: GraphNode): Found | undefined {
  const { operation } = pool;
  if (operation.kind !== "maxPool") return undefined;
  const relu = onlyInput(pool);
  if (relu.operation.kind !== "relu") return undefined;
  const norm = onlyInput(relu);
  const found = normalisedConvolution(norm);
  if (found === undefined) return undefined;
  const { block, conv } = found;
  if (block.convolution.groups > 1) return undefined;
  const { kernel, stride, padding } = operation;
  // Unpooling puts each maximum back at its place: windows must not meet, and must cover everything.
  const covers = block.output[1] % stride === 0 && block.output[2] % stride === 0;
  if (kernel !== stride || padding !== 0 || !covers) return undefined;
  return { block: { kind: "pooled", ...block, pool: operation }, absorbed: [relu, norm, conv] };
}

/** The convolution whose normalisation by running statistics is the node, if it is one. */
function foldedConvolutionAt(norm: GraphNode): Found | undefined {
  const found = normalisedConvolution(norm);
  return found && { block: { kind: "folded", ...found.block }, absorbed: [found.conv] };
}

/** Blocks by their last node, and the nodes that they absorb. */
export function findBlocks(
  graph: Graph,
  statistics: "batch" | "running",
): {
  readonly blocks: ReadonlyMap<GraphNode, FoundBlock>;
  readonly absorbed: ReadonlySet<GraphNode>;
} {
  const readers = countReaders(graph);
  const blocks = new Map<GraphNode, FoundBlock>();
  const absorbed = new Set<GraphNode>();
  for (const node of graph) {
    const found = statistics === "batch" ? pooledBlockAt(node) : foldedConvolutionAt(node);
    if (found === undefined || found.absorbed.some((inner) => readers.get(inner) !== 1)) continue;
    blocks.set(node, found.block);
    for (const inner of found.absorbed) absorbed.add(inner);
  }
  return { blocks, absorbed };
}
