/** What each array of a network begins with, and how fast it learns. */
import { initialise } from "../nn/initialise";
import { type ParameterSpec, parametersOf } from "../nn/parameters";
import type { Graph, GraphNode } from "../nn/trace";
import type { ParameterRule } from "./adam/scalars";
import { checkedWeight } from "./checkWeights";
import type { LearningRateFactor, TrainingOptions } from "./engine";

/** Whether the dotted name begins with the dotted prefix: "layer1" begins "layer1.0.weight", not "layer10". */
function fits(prefix: string, name: string): boolean {
  return prefix === "" || name === prefix || name.startsWith(`${prefix}.`);
}

/** The factor of an array's learning rate: that of the longest prefix that fits, else 1. */
function factorOf(rates: readonly LearningRateFactor[], name: string): number {
  const fitting = rates.filter(({ prefix }) => fits(prefix, name));
  fitting.sort((a, b) => b.prefix.length - a.prefix.length);
  return fitting[0]?.factor ?? 1;
}

/** Those of the arrays that are learned, and how; biases and normalisations, which have one axis, do not decay. */
export function learningRules(
  specs: readonly ParameterSpec[],
  { rates = [], weightDecay = 0 }: Pick<TrainingOptions, "rates" | "weightDecay">,
): ParameterRule[] {
  return specs
    .filter(({ trainable }) => trainable)
    .map(({ name, shape }) => ({
      name,
      shape,
      factor: factorOf(rates, name),
      decay: shape.length > 1 ? weightDecay : 0,
    }))
    .filter(({ factor }) => factor > 0);
}

/** The nodes that learn or come after one that does: what a gradient has to reach. */
export function findLearning(
  graph: Graph,
  learns: (name: string) => boolean,
): ReadonlySet<GraphNode> {
  const learning = new Set<GraphNode>();
  for (const node of graph) {
    const isLearned = parametersOf(node).some(({ name }) => learns(name));
    if (isLearned || node.inputs.some((input) => learning.has(input))) learning.add(node);
  }
  return learning;
}

/** What an array begins with: that of the state, else the one given, else drawn by the seed. */
export function startingWeight(
  spec: ParameterSpec,
  { state, initial, seed }: TrainingOptions,
): Float32Array {
  if (state !== undefined) return checkedWeight(state.weights, spec);
  return initial?.has(spec.name) === true ? checkedWeight(initial, spec) : initialise(spec, seed);
}
