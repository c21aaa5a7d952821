/** Compiles a network into one graph that is a whole training step: forward, loss, backward, Adam. */
import { parameters, type ParameterSpec } from "../../nn/parameters";
import type { Graph } from "../../nn/trace";
import type { CompileOptions } from "../engine";
import { adam, piecesOf } from "./adam";
import { differentiate } from "./differentiate";
import { GraphBuilder, type Value } from "./graphBuilder";
import { normalisedPictures } from "./input";
import type { Tape } from "./tape";

/** The arrays that a step reads and, most of them, changes. */
export type ArrayKind = "weights" | "firstMoments" | "secondMoments";

/** Where an array goes into the graph and, changed, comes out. */
export interface Binding {
  readonly kind: ArrayKind;
  /** The parameter or running statistic. */
  readonly name: string;
  readonly input: string;
  /** Absent for what is only read: a bias before a normalisation has no gradient. */
  readonly output?: string;
  readonly dims: readonly number[];
}

/** A dropout mask that the caller makes for each step. */
export interface MaskInput {
  readonly input: string;
  readonly features: number;
  readonly rate: number;
}

export interface TrainingGraph {
  readonly model: Uint8Array;
  readonly bindings: readonly Binding[];
  readonly masks: readonly MaskInput[];
}

/** Scalar inputs of a step. */
export const COUNT = "count";
export const STEP_SIZE = "stepSize";
export const EPSILON = "epsilon";
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
    for (const { name, shape, trainable } of specs) {
      const input = g.input(name, "float32", trainable ? piecesOf(shape) : shape);
      this.weights.set(name, trainable ? g.reshape(input, ...shape) : input);
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

/**
 * A zero that exists only once the whole backward pass is done: the gradient of the first layer
 * comes last, and it is an ancestor of nothing else. Updates wait for it, since they write into the
 * buffers that the backward pass reads.
 */
function afterBackward(g: GraphBuilder, lastGradient: Value): Value {
  const one = g.slice(g.reshape(lastGradient, -1), [0], [0], [1]);
  return g.mul(g.reshape(one), g.scalar(0));
}

/** Writes the update of every parameter that has a gradient, and binds its three arrays. */
function updates(g: GraphBuilder, tape: TrainingTape, specs: readonly ParameterSpec[]): Binding[] {
  const learned = specs.filter(({ name }) => tape.gradients.has(name));
  const gradientOf = (name: string) => tape.gradients.get(name) ?? "";
  const gate = afterBackward(g, gradientOf(learned[0]?.name ?? ""));
  const stepSize = g.add(g.input(STEP_SIZE, "float32", []), gate);
  const scalars = { stepSize, epsilon: g.input(EPSILON, "float32", []) };
  return learned.flatMap(({ name, shape }) => {
    const dims = piecesOf(shape);
    const inputs: Readonly<Record<ArrayKind, Value>> = {
      weights: name,
      firstMoments: g.input(`${name}.first`, "float32", dims),
      secondMoments: g.input(`${name}.second`, "float32", dims),
    };
    const values = {
      weight: inputs.weights,
      firstMoment: inputs.firstMoments,
      secondMoment: inputs.secondMoments,
      gradient: gradientOf(name),
    };
    const updated = adam(g, values, { name, pieces: dims, scalars });
    const bind = (kind: ArrayKind, output: Value): Binding => {
      g.expose(output, dims);
      return { kind, name, input: inputs[kind], output, dims };
    };
    return [
      bind("weights", updated.weight),
      bind("firstMoments", updated.firstMoment),
      bind("secondMoments", updated.secondMoment),
    ];
  });
}

/** Binds the arrays that no update writes: running statistics, and what is only read. */
function otherBindings(
  g: GraphBuilder,
  tape: TrainingTape,
  specs: readonly ParameterSpec[],
): Binding[] {
  const others = specs.filter(({ name }) => !tape.gradients.has(name));
  return others.map(({ name, shape, trainable }) => {
    const binding: Binding = {
      kind: "weights",
      name,
      input: name,
      dims: trainable ? piecesOf(shape) : shape,
    };
    const output = tape.running.get(name);
    if (output === undefined) return binding;
    g.expose(output, shape);
    return { ...binding, output };
  });
}

/** Compiles the step. */
export function trainingGraph(graph: Graph, options: CompileOptions): TrainingGraph {
  const g = new GraphBuilder("trainingStep");
  const specs = parameters(graph);
  const tape = new TrainingTape(g, specs);
  const { logits, backward } = differentiate(tape, graph, normalisedPictures(g, options));
  const target = g.input(TARGET, "float32", ["batch", options.classes]);
  const { loss, gradient } = crossEntropy(g, logits, { target, count: tape.count });
  backward(gradient);
  g.output(LOSS, loss, []);
  g.output(LOGITS, logits, ["batch", options.classes]);
  const bindings = [...updates(g, tape, specs), ...otherBindings(g, tape, specs)];
  return { model: g.encode(), bindings, masks: tape.masks };
}
