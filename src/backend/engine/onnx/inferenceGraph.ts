/** Compiles a network for use: running statistics, no dropout, normalisation folded into the convolutions. */
import {
  countReaders,
  flatSize,
  type Graph,
  type GraphNode,
  onlyInput,
  pictureShape,
} from "../../nn/trace";
import type { CompileOptions } from "../engine";
import { GraphBuilder, type Value } from "./graphBuilder";
import { networkInput } from "./input";
import { convolve } from "./layers/convolution";
import { runningAffine } from "./layers/frozenNorm";
import { clip6 } from "./layers/simple";
import { type Convolution, windowOf } from "./layers/window";

/** Gives the value of an array of the network: an input of the graph, or a constant inside it. */
export type ArraySource = (g: GraphBuilder, name: string) => Value;

class Lowering {
  private readonly readers: ReadonlyMap<GraphNode, number>;
  private readonly values = new Map<GraphNode, Value>();

  constructor(
    private readonly g: GraphBuilder,
    private readonly graph: Graph,
    private readonly source: ArraySource,
  ) {
    this.readers = countReaders(graph);
  }

  run(pictures: Value): Value {
    let last = pictures;
    for (const node of this.graph) {
      last = node.operation.kind === "input" ? pictures : this.lower(node);
      this.values.set(node, last);
    }
    return last;
  }

  private read(node: GraphNode): Value {
    return this.values.get(node) ?? "";
  }

  private array(name: string): Value {
    return this.source(this.g, name);
  }

  private lower(node: GraphNode): Value {
    const { g } = this;
    const { operation } = node;
    const x = this.read(node.inputs[0] ?? node);
    switch (operation.kind) {
      case "conv2d":
        return this.isFolded(node) ? x : this.convolution(operation, x);
      case "batchNorm": {
        const before = onlyInput(node);
        if (before.operation.kind === "conv2d" && this.isFolded(before)) {
          return this.convolution(before.operation, x, operation.name);
        }
        const { scale, shift } = runningAffine(g, operation.name, (name) => this.array(name));
        const channels = [1, pictureShape(node)[0], 1, 1] as const;
        return g.add(g.mul(x, g.reshape(scale, ...channels)), g.reshape(shift, ...channels));
      }
      case "relu":
        return g.node("Relu", [x]);
      case "relu6":
        return clip6(g, x);
      case "maxPool":
        return g.node("MaxPool", [x], windowOf(operation));
      case "globalAvgPool":
        return g.node("Flatten", [g.node("GlobalAveragePool", [x])]);
      case "add":
        return g.add(x, this.read(node.inputs[1] ?? node));
      case "flatten":
        return g.node("Flatten", [x]);
      case "linear": {
        const { name } = operation;
        const inputs = [x, this.array(`${name}.weight`), this.array(`${name}.bias`)];
        return g.node("Gemm", inputs, { transB: 1 });
      }
      case "dropout":
        return x;
      case "input":
        throw new TypeError("the input is not a layer");
    }
  }

  /** Whether a convolution is read by a normalisation alone, and so done together with it. */
  private isFolded(node: GraphNode): boolean {
    if (this.readers.get(node) !== 1) return false;
    return this.graph.some(
      ({ operation, inputs }) => operation.kind === "batchNorm" && inputs[0] === node,
    );
  }

  private convolution(operation: Convolution, x: Value, norm?: string): Value {
    const { g } = this;
    const array = (name: string) => this.array(name);
    const weight = array(`${operation.name}.weight`);
    const bias = operation.bias ? array(`${operation.name}.bias`) : undefined;
    if (norm === undefined) return convolve(g, operation, { x, weight, bias });
    const { scale, shift } = runningAffine(g, norm, array);
    return convolve(g, operation, {
      x,
      weight: g.mul(weight, g.reshape(scale, -1, 1, 1, 1)),
      bias: bias === undefined ? shift : g.add(shift, g.mul(bias, scale)),
    });
  }
}

/** Writes the network for use from its normalised input on; gives its output. */
export function lowerForUse(
  g: GraphBuilder,
  graph: Graph,
  from: { readonly input: Value; readonly source: ArraySource },
): Value {
  return new Lowering(g, graph, from.source).run(from.input);
}

/** The inference graph's one output: logits [batch, classes], or a backbone's features. */
export const OUTPUTS = "outputs";

/** Numbers that the graph gives for a picture. */
export function outputSize(graph: Graph): number {
  const last = graph.at(-1);
  if (last === undefined) throw new TypeError("the network is empty");
  return flatSize(last);
}

/** The graph's bytes, of the whole network or of the part that was traced. */
export function inferenceGraph(
  graph: Graph,
  options: CompileOptions,
  source: ArraySource,
): Uint8Array {
  const g = new GraphBuilder("inference");
  const input = networkInput(g, graph, options);
  const outputs = lowerForUse(g, graph, { input, source });
  g.output(OUTPUTS, outputs, ["batch", outputSize(graph)]);
  return g.encode();
}
