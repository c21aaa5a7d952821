/** The architecture view: a network's layers with shapes, parameters and floating-point operations. */
import type { LayerDescription, NetworkDescription } from "../../protocol/network";
import type { Network } from "./network";
import { elementCount, parametersOf } from "./parameters";
import { onlyInput, pictureShape, trace, type Graph, type GraphNode } from "./trace";

/** Floating-point operations forward for one picture; a multiply-add counts as two. */
function flopsOf(node: GraphNode): number {
  const { operation } = node;
  const outputs = elementCount(node.shape);
  switch (operation.kind) {
    case "conv2d": {
      const channels = pictureShape(onlyInput(node))[0] / operation.groups;
      const adds = operation.bias ? 1 : 0;
      return outputs * (2 * channels * operation.kernel * operation.kernel + adds);
    }
    case "linear":
      return outputs * (2 * elementCount(onlyInput(node).shape) + 1);
    case "batchNorm":
      return 2 * outputs;
    case "maxPool":
      return outputs * operation.kernel * operation.kernel;
    case "globalAvgPool":
      return elementCount(onlyInput(node).shape);
    case "relu":
    case "relu6":
    case "add":
      return outputs;
    case "input":
    case "flatten":
    case "dropout":
      return 0;
  }
}

/** Floating-point operations of a graph forward for one picture. */
export function flopsIn(graph: Graph): number {
  return graph.reduce((sum, node) => sum + flopsOf(node), 0);
}

function describeNode(node: GraphNode): LayerDescription {
  const { kind, ...rest } = node.operation;
  const { name = "", ...settings } = rest as Record<string, string | number | boolean>;
  const parameters = parametersOf(node)
    .filter((spec) => spec.trainable)
    .reduce((sum, spec) => sum + elementCount(spec.shape), 0);
  return {
    name: String(name),
    kind,
    inputs: node.inputs.map((input) => input.index - 1), // the graph's first node is the input itself
    outputShape: node.shape,
    parameters,
    flops: flopsOf(node),
    settings,
  };
}

/** Describes a network for pictures of `imageSize` pixels a side; throws UserError "invalid-argument". */
export function describe(network: Network, classes: number, imageSize: number): NetworkDescription {
  const layers = trace(network, { classes, imageSize }).slice(1).map(describeNode);
  const total = (of: (layer: LayerDescription) => number): number =>
    layers.reduce((sum, layer) => sum + of(layer), 0);
  return {
    network: network.name,
    classes,
    imageSize,
    parameters: total((layer) => layer.parameters),
    flops: total((layer) => layer.flops),
    layers,
  };
}
