/** Which biases have no gradient because a normalisation takes them away again. */
import { countReaders, type Graph, type GraphNode, onlyInput } from "../nn/trace";

/**
 * The nodes that only a normalisation by the batch's mean reads: their bias changes nothing. What a
 * runtime computes as its gradient is rounding, which Adam would scale up to whole steps.
 */
export function findCentred(graph: Graph): ReadonlySet<GraphNode> {
  const readers = countReaders(graph);
  const norms = graph.filter(({ operation }) => operation.kind === "batchNorm");
  return new Set(norms.map(onlyInput).filter((node) => readers.get(node) === 1));
}
