/** Turns a network into a graph of operations with shapes: what every other interpretation reads. */
import { UserError } from "../../protocol/errors";
import type { Network, Part } from "./network";
import type { ConvOptions, LinearOptions, Ops, PoolOptions } from "./ops";

/** An operation with its settings complete. */
export type Operation =
  | { readonly kind: "input" }
  | ({ readonly kind: "conv2d" } & Required<ConvOptions>)
  | { readonly kind: "batchNorm"; readonly name: string }
  | { readonly kind: "relu" }
  | { readonly kind: "relu6" }
  | ({ readonly kind: "maxPool" } & Required<PoolOptions>)
  | { readonly kind: "globalAvgPool" }
  | { readonly kind: "add" }
  | { readonly kind: "flatten" }
  | ({ readonly kind: "linear" } & LinearOptions)
  | { readonly kind: "dropout"; readonly rate: number };

/** One operation applied: what it reads and the shape it gives. */
export interface GraphNode {
  readonly index: number;
  readonly operation: Operation;
  readonly inputs: readonly GraphNode[];
  /** For one picture, without the batch dimension: [channels, height, width] or [features]. */
  readonly shape: readonly number[];
}

/** The network's operations in an order in which each comes after its inputs; the first is the input, the last the output. */
export type Graph = readonly GraphNode[];

/** Shape of a picture-like value; throws when the value is flat. */
export function pictureShape(node: GraphNode): [channels: number, height: number, width: number] {
  const [channels, height, width] = node.shape;
  if (channels === undefined || height === undefined || width === undefined) {
    throw new TypeError(`${node.operation.kind} gives ${node.shape.length} dimensions, not 3`);
  }
  return [channels, height, width];
}

/** Number of features of a flat value; throws when the value is a picture. */
export function flatSize(node: GraphNode): number {
  const [features] = node.shape;
  if (features === undefined || node.shape.length !== 1) {
    throw new TypeError(`${node.operation.kind} gives ${node.shape.length} dimensions, not 1`);
  }
  return features;
}

/** How many operations read each node. */
export function countReaders(graph: Graph): ReadonlyMap<GraphNode, number> {
  const readers = new Map<GraphNode, number>();
  for (const node of graph.flatMap(({ inputs }) => inputs)) {
    readers.set(node, (readers.get(node) ?? 0) + 1);
  }
  return readers;
}

/** The one input of an operation that has one. */
export function onlyInput(node: GraphNode): GraphNode {
  const [input] = node.inputs;
  if (!input || node.inputs.length !== 1)
    throw new TypeError(`${node.operation.kind} has no one input`);
  return input;
}

/** Output size of a window that slides over `size` pixels. */
function windows(size: number, kernel: number, stride: number, padding: number): number {
  return Math.floor((size + 2 * padding - kernel) / stride) + 1;
}

/** Applies operations symbolically, keeping each as a node. */
class Tracer implements Ops<GraphNode> {
  readonly nodes: GraphNode[] = [];

  emit(operation: Operation, inputs: readonly GraphNode[], shape: readonly number[]): GraphNode {
    const node = { index: this.nodes.length, operation, inputs, shape };
    this.nodes.push(node);
    return node;
  }

  conv2d(x: GraphNode, options: ConvOptions): GraphNode {
    const complete = { stride: 1, padding: 0, bias: true, groups: 1, ...options };
    const { out, kernel, stride, padding, groups } = complete;
    const [channels, height, width] = pictureShape(x);
    if (channels % groups !== 0 || out % groups !== 0) {
      throw new TypeError(`${channels} channels to ${out} cannot be in ${groups} groups`);
    }
    const side = (size: number): number => windows(size, kernel, stride, padding);
    return this.emit({ kind: "conv2d", ...complete }, [x], [out, side(height), side(width)]);
  }

  batchNorm(x: GraphNode, options: { readonly name: string }): GraphNode {
    return this.emit({ kind: "batchNorm", ...options }, [x], pictureShape(x));
  }

  relu(x: GraphNode): GraphNode {
    return this.emit({ kind: "relu" }, [x], x.shape);
  }

  relu6(x: GraphNode): GraphNode {
    return this.emit({ kind: "relu6" }, [x], x.shape);
  }

  maxPool(x: GraphNode, options: PoolOptions): GraphNode {
    const complete = { padding: 0, ...options };
    const { kernel, stride, padding } = complete;
    const [channels, height, width] = pictureShape(x);
    const side = (size: number): number => windows(size, kernel, stride, padding);
    return this.emit({ kind: "maxPool", ...complete }, [x], [channels, side(height), side(width)]);
  }

  globalAvgPool(x: GraphNode): GraphNode {
    return this.emit({ kind: "globalAvgPool" }, [x], [pictureShape(x)[0]]);
  }

  add(a: GraphNode, b: GraphNode): GraphNode {
    if (a.shape.join() !== b.shape.join()) {
      throw new TypeError(
        `add needs equal shapes, not [${a.shape.join()}] and [${b.shape.join()}]`,
      );
    }
    return this.emit({ kind: "add" }, [a, b], a.shape);
  }

  flatten(x: GraphNode): GraphNode {
    return this.emit(
      { kind: "flatten" },
      [x],
      [x.shape.reduce((product, size) => product * size, 1)],
    );
  }

  linear(x: GraphNode, options: LinearOptions): GraphNode {
    flatSize(x);
    return this.emit({ kind: "linear", ...options }, [x], [options.out]);
  }

  dropout(x: GraphNode, options: { readonly rate: number }): GraphNode {
    return this.emit({ kind: "dropout", ...options }, [x], x.shape);
  }
}

/** The networks halve the picture five times at most, so its side is a multiple of 2^5. */
const SIDE_MULTIPLE = 32;

/** The pictures that a graph is for, and what of the network is in it. */
export interface TraceOptions {
  readonly classes: number;
  /** Pixels a side. */
  readonly imageSize: number;
  /** Default "whole"; "head" reads features [features], "backbone" ends with them. */
  readonly part?: Part;
}

function traceBackbone(tracer: Tracer, network: Network, imageSize: number): GraphNode {
  if (
    !Number.isInteger(imageSize) ||
    imageSize < SIDE_MULTIPLE ||
    imageSize % SIDE_MULTIPLE !== 0
  ) {
    throw new UserError(
      "invalid-argument",
      `The image size must be a multiple of ${SIDE_MULTIPLE}, not ${imageSize}.`,
    );
  }
  const input = tracer.emit({ kind: "input" }, [], [3, imageSize, imageSize]);
  return network.backbone(tracer, input);
}

/** Features that the network makes of a picture of that many pixels a side. */
export function featureCount(network: Network, imageSize: number): number {
  return flatSize(traceBackbone(new Tracer(), network, imageSize));
}

/**
 * The network, or a part of it, as a graph.
 * Throws UserError "invalid-argument" for a side that is not a positive multiple of 32.
 */
export function trace(network: Network, options: TraceOptions): Graph {
  const { classes, imageSize, part = "whole" } = options;
  const tracer = new Tracer();
  const features =
    part === "head"
      ? tracer.emit({ kind: "input" }, [], [featureCount(network, imageSize)])
      : traceBackbone(tracer, network, imageSize);
  if (part !== "backbone") network.head(tracer, features, classes);
  return tracer.nodes;
}
