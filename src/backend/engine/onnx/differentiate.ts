/** Walks a network forward and back, layer by layer: reverse-mode differentiation into the graph. */
import { type Graph, type GraphNode, flatSize, onlyInput, pictureShape } from "../../nn/trace";
import { findCentred } from "../centred";
import { findLearning } from "../learning";
import { type FoundBlock, findBlocks } from "./blocks";
import type { Value } from "./graphBuilder";
import { convolution } from "./layers/convolution";
import { foldedConvolution, frozenNorm } from "./layers/frozenNorm";
import { batchNorm } from "./layers/normalisation";
import { pooledBlock } from "./layers/pooledBlock";
import {
  add,
  dropout,
  flatten,
  globalAvgPool,
  linear,
  maxPool,
  relu,
  relu6,
} from "./layers/simple";
import type { Backward, Lowered, Tape } from "./tape";

/** A layer that was written forward. */
interface Written {
  readonly node: GraphNode;
  readonly sources: readonly GraphNode[];
  readonly backward: Backward;
}

function lower(
  tape: Tape,
  node: GraphNode,
  values: { readonly inputs: readonly Value[]; readonly centred: ReadonlySet<GraphNode> },
): Lowered {
  const { g } = tape;
  const { operation } = node;
  const [x = "", y = ""] = values.inputs;
  switch (operation.kind) {
    case "conv2d": {
      const input = pictureShape(onlyInput(node));
      const learnsBias = operation.bias && !values.centred.has(node);
      return convolution(tape, operation, { x, input, output: pictureShape(node), learnsBias });
    }
    case "batchNorm":
      if (tape.frozenStatistics) return frozenNorm(tape, operation.name, x);
      return batchNorm(tape, operation.name, { x, shape: pictureShape(node) });
    case "relu":
      return relu(g, x);
    case "relu6":
      return relu6(g, x);
    case "maxPool":
      return maxPool(g, x, { ...operation, input: pictureShape(onlyInput(node)) });
    case "globalAvgPool":
      return globalAvgPool(g, x, pictureShape(onlyInput(node)));
    case "add":
      return add(g, x, y);
    case "flatten":
      return flatten(g, x, onlyInput(node).shape);
    case "linear":
      return linear(tape, operation.name, x);
    case "dropout":
      return dropout(tape, x, { features: flatSize(node), rate: operation.rate });
    case "input":
      throw new TypeError("the input is not a layer");
  }
}

function lowerBlock(tape: Tape, block: FoundBlock, x: Value): Lowered {
  return block.kind === "folded" ? foldedConvolution(tape, block, x) : pooledBlock(tape, block, x);
}

/** Gives the gradient of each node that it reached. */
function backpropagate(
  tape: Tape,
  layers: readonly Written[],
  from: {
    readonly last: GraphNode;
    readonly gradient: Value;
    readonly learning: ReadonlySet<GraphNode>;
  },
): ReadonlyMap<GraphNode, Value> {
  const { last, learning } = from;
  const gradients = new Map<GraphNode, Value>([[last, from.gradient]]);
  for (const { node, sources, backward } of [...layers].reverse()) {
    const gradient = gradients.get(node);
    if (gradient === undefined) continue;
    const wanted = sources.some((source) => learning.has(source));
    for (const [index, value] of backward(gradient, wanted).entries()) {
      const source = sources[index];
      if (source === undefined || value === undefined || !learning.has(source)) continue;
      const known = gradients.get(source);
      gradients.set(source, known === undefined ? value : tape.g.add(known, value));
    }
  }
  return gradients;
}

/** A network that was written forward. */
export interface Differentiated {
  readonly logits: Value;
  /** The value of a node that is not a part of a block. */
  readonly valueOf: (node: GraphNode) => Value;
  /** Writes everything back from the logits' gradient; gives the gradients of the nodes that learn. */
  readonly backward: (gradient: Value) => ReadonlyMap<GraphNode, Value>;
}

/**
 * Writes the network forward from the normalised pictures, and at call back from the logits'
 * gradient, handing the gradients of arrays to the tape.
 */
export function differentiate(tape: Tape, graph: Graph, pictures: Value): Differentiated {
  const { blocks, absorbed } = findBlocks(graph, tape.frozenStatistics ? "running" : "batch");
  const learning = findLearning(graph, (name) => tape.learns(name));
  const centred = tape.frozenStatistics ? new Set<GraphNode>() : findCentred(graph);
  const values = new Map<GraphNode, Value>();
  const valueOf = (node: GraphNode): Value => {
    const value = values.get(node);
    if (value === undefined) throw new TypeError(`node ${node.index} is read before it is written`);
    return value;
  };
  const layers: Written[] = [];
  const write = (node: GraphNode, block: FoundBlock | undefined): Lowered => {
    const sources = block === undefined ? node.inputs : [block.source];
    const inputs = sources.map(valueOf);
    const lowered =
      block === undefined
        ? lower(tape, node, { inputs, centred })
        : lowerBlock(tape, block, inputs[0] ?? "");
    layers.push({ node, sources, backward: lowered.backward });
    return lowered;
  };
  for (const node of graph) {
    if (absorbed.has(node)) continue;
    const isInput = node.operation.kind === "input";
    values.set(node, isInput ? pictures : write(node, blocks.get(node)).output);
  }
  const last = graph.at(-1);
  if (last === undefined) throw new TypeError("the network is empty");
  return {
    logits: valueOf(last),
    valueOf,
    backward: (gradient) => backpropagate(tape, layers, { last, gradient, learning }),
  };
}
