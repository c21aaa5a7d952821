/**
 * Compiles a network into a graph that shows what in a picture speaks for a class: Grad-CAM (Selvaraju
 * et al., 2017), by the layers and gradients that training uses.
 *
 * The activation is the last one that still has height and width, before any pooling that follows: the
 * residual networks' and MobileNetV2's feature map, and what catDogNet's last pooling reads. That has
 * four times the places of what the pooling gives, and the same weights of channels but for a factor,
 * because pooling hands each gradient to one of its places.
 */
import { parameters, parametersOf, type ParameterSpec } from "../../nn/parameters";
import { type Graph, type GraphNode, onlyInput, pictureShape } from "../../nn/trace";
import type { CompileOptions } from "../engine";
import { differentiate } from "./differentiate";
import { GraphBuilder, type Value } from "./graphBuilder";
import type { ArraySource } from "./inferenceGraph";
import { networkInput } from "./input";
import type { Tape } from "./tape";

/** [batch, logits]: 1 at the logit that a picture's map is of, 0 elsewhere. */
export const CHOSEN = "chosen";
/** [batch, height, width], not negative: how much each place speaks for it. */
export const MAPS = "maps";

/** Running statistics, no dropout, and gradients down to the activation but of no array. */
class ExplainingTape implements Tape {
  readonly frozenStatistics = true;
  readonly count: Value;
  private readonly known = new Map<string, Value>();
  private readonly specs: ReadonlyMap<string, ParameterSpec>;
  private readonly layer: ReadonlySet<string>;

  /** `layer` is the last one with arrays at or before the activation: what comes after it has gradients. */
  constructor(
    readonly g: GraphBuilder,
    private readonly from: { readonly graph: Graph; readonly source: ArraySource },
    layer: GraphNode,
  ) {
    this.count = g.scalar(1);
    this.specs = new Map(parameters(from.graph).map((spec) => [spec.name, spec]));
    this.layer = new Set(parametersOf(layer).map(({ name }) => name));
  }

  weight(name: string): Value {
    if (!this.specs.has(name)) throw new TypeError(`the network has no array ${name}`);
    const value = this.known.get(name) ?? this.from.source(this.g, name);
    this.known.set(name, value);
    return value;
  }

  /** The neutral factor, which ONNX Runtime leaves out. */
  dropoutMask(): Value {
    return this.g.scalar(1);
  }

  learns(name: string): boolean {
    return this.layer.has(name);
  }

  /** What no output needs is left out of the graph. */
  learn(): void {
    return;
  }

  track(): void {
    throw new TypeError("running statistics do not change here");
  }
}

/** The node whose output the maps are made of; TypeError for a network that sees no pictures. */
export function activationOf(graph: Graph): GraphNode {
  const last = graph.findLast(({ shape }) => shape.length === 3);
  if (last === undefined) throw new TypeError("the network has no activation with places");
  return last.operation.kind === "maxPool" ? onlyInput(last) : last;
}

/** The graph's bytes, of a whole network. */
export function explanationGraph(
  graph: Graph,
  options: CompileOptions,
  source: ArraySource,
): Uint8Array {
  const g = new GraphBuilder("explanation");
  const activation = activationOf(graph);
  const layer = graph
    .slice(0, activation.index + 1)
    .findLast((node) => parametersOf(node).length > 0);
  if (layer === undefined) throw new TypeError("nothing is learned before the activation");
  const tape = new ExplainingTape(g, { graph, source }, layer);
  const { valueOf, backward } = differentiate(tape, graph, networkInput(g, graph, options));
  const chosen = g.input(CHOSEN, "float32", ["batch", options.classes]);
  const gradient = backward(chosen).get(activation);
  if (gradient === undefined) throw new TypeError("no gradient reached the activation");
  const weights = g.node("ReduceMean", [gradient], { axes: [2, 3], keepdims: 1 });
  const sum = g.sum(g.mul(weights, valueOf(activation)), [1], "drop");
  const [, height, width] = pictureShape(activation);
  g.output(MAPS, g.node("Relu", [sum]), ["batch", height, width]);
  return g.encode();
}
