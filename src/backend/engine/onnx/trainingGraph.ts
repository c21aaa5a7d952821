/** Compiles a network into one graph: forward, loss and backward, to the gradients of all that learns. */
import { parameters, type ParameterSpec } from "../../nn/parameters";
import type { Graph } from "../../nn/trace";
import type { CompileOptions } from "../engine";
import { differentiate } from "./differentiate";
import { GraphBuilder, type Value } from "./graphBuilder";
import { networkInput } from "./input";
import type { Tape } from "./tape";

/** An output that is an array of the network: a gradient, or a running statistic after the step. */
export interface ArrayOutput {
  /** The parameter or running statistic. */
  readonly name: string;
  readonly kind: "gradient" | "running";
  readonly output: string;
  readonly shape: readonly number[];
}

/** A dropout mask that the caller makes for each step. */
export interface MaskInput {
  readonly input: string;
  readonly features: number;
  readonly rate: number;
}

export interface TrainingGraph {
  readonly model: Uint8Array;
  /** In the order of the network's arrays. */
  readonly outputs: readonly ArrayOutput[];
  readonly masks: readonly MaskInput[];
}

/** Number of pictures in the batch, a scalar input. */
export const COUNT = "count";
/** [batch, classes]: the distribution that each picture's prediction is compared with, times its weight. */
export const TARGET = "target";
export const LOSS = "loss";
export const LOGITS = "logits";

class TrainingTape implements Tape {
  readonly gradients = new Map<string, Value>();
  readonly running = new Map<string, Value>();
  readonly masks: MaskInput[] = [];
  readonly count: Value;
  private readonly weights = new Map<string, Value>();

  constructor(
    readonly g: GraphBuilder,
    specs: readonly ParameterSpec[],
  ) {
    this.count = g.input(COUNT, "float32", []);
    for (const { name, shape } of specs) {
      this.weights.set(name, g.input(name, "float32", shape));
    }
  }

  weight(name: string): Value {
    const value = this.weights.get(name);
    if (value === undefined) throw new TypeError(`the network has no array ${name}`);
    return value;
  }

  dropoutMask(features: number, rate: number): Value {
    const input = `mask${this.masks.length}`;
    this.masks.push({ input, features, rate });
    return this.g.input(input, "float32", ["batch", features]);
  }

  learn(name: string, gradient: Value): void {
    this.gradients.set(name, gradient);
  }

  track(name: string, value: Value): void {
    this.running.set(name, value);
  }
}

/**
 * Mean cross-entropy and its gradient, (weight * softmax - target) / batch, where a picture's weight
 * is the sum of its target's row: 1 unless pictures are weighed, and then nothing is rounded.
 */
function crossEntropy(g: GraphBuilder, logits: Value, values: { target: Value; count: Value }) {
  const { target, count } = values;
  const logarithms = g.node("LogSoftmax", [logits], { axis: 1 });
  const total = g.node("ReduceSum", [g.mul(target, logarithms)], { keepdims: 0 });
  const loss = g.node("Neg", [g.div(total, count)]);
  const weighted = g.mul(g.node("Exp", [logarithms]), g.sum(target, [1], "keep"));
  const gradient = g.div(g.sub(weighted, target), count);
  return { loss, gradient };
}

/** Makes outputs of the gradients and of the running statistics that the step tracked. */
function expose(
  g: GraphBuilder,
  tape: TrainingTape,
  specs: readonly ParameterSpec[],
): ArrayOutput[] {
  return specs.flatMap(({ name, shape }): ArrayOutput[] => {
    const gradient = tape.gradients.get(name);
    const output = gradient ?? tape.running.get(name);
    if (output === undefined) return []; // only read: a bias before a normalisation has no gradient
    g.expose(output, shape);
    return [{ name, kind: gradient === undefined ? "running" : "gradient", output, shape }];
  });
}

/** Compiles the step. */
export function trainingGraph(graph: Graph, options: CompileOptions): TrainingGraph {
  const g = new GraphBuilder("trainingStep");
  const specs = parameters(graph);
  const tape = new TrainingTape(g, specs);
  const { logits, backward } = differentiate(tape, graph, networkInput(g, graph, options));
  const target = g.input(TARGET, "float32", ["batch", options.classes]);
  const { loss, gradient } = crossEntropy(g, logits, { target, count: tape.count });
  backward(gradient);
  g.output(LOSS, loss, []);
  g.output(LOGITS, logits, ["batch", options.classes]);
  const outputs = expose(g, tape, specs);
  return { model: g.encode(), outputs, masks: tape.masks };
}
