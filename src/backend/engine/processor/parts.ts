/** The two parts of a network's step: what each thread does with its pictures, and the head, which one does for all. */
import { parametersOf } from "../../nn/parameters";
import type { Graph, GraphNode } from "../../nn/trace";
import { findUnits, type Unit } from "./units";

export interface Parts {
  /** The whole network. */
  readonly graph: Graph;
  /** From the pictures to the features, the first value that is flat. */
  readonly backbone: readonly Unit[];
  readonly head: readonly Unit[];
  readonly input: GraphNode;
  readonly features: GraphNode;
  readonly logits: GraphNode;
}

/** Undefined for a network that there are no kernels for. */
export function findParts(graph: Graph): Parts | undefined {
  const units = findUnits(graph);
  const [input] = graph;
  const features = graph.find(({ shape }) => shape.length === 1);
  const logits = graph.at(-1);
  if (units === undefined || !input || !features || !logits) return undefined;
  return {
    graph,
    backbone: units.filter(({ node }) => node.index <= features.index),
    head: units.filter(({ node }) => node.index > features.index),
    input,
    features,
    logits,
  };
}

/** The arrays of the backbone, in the network's order. */
export function backboneArrays({ graph, features }: Parts): readonly string[] {
  return graph
    .filter(({ index }) => index <= features.index)
    .flatMap((node) => parametersOf(node).map(({ name }) => name));
}

/** Those of its arrays whose gradients are sums over pictures, of which each thread has its own. */
export function convolutionWeights({ backbone }: Parts): readonly string[] {
  return backbone.flatMap((unit) =>
    unit.kind === "convolution" ? [`${unit.operation.name}.weight`] : [],
  );
}
