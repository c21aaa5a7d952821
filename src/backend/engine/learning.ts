/** How fast each array of a network learns. */
import type { ParameterSpec } from "../nn/parameters";
import type { LearningRateFactor } from "./engine";

/** Whether the dotted name begins with the dotted prefix: "layer1" begins "layer1.0.weight", not "layer10". */
function fits(prefix: string, name: string): boolean {
  return prefix === "" || name === prefix || name.startsWith(`${prefix}.`);
}

/** The factor of an array's learning rate: that of the longest prefix that fits, else 1. */
export function factorOf(rates: readonly LearningRateFactor[], name: string): number {
  const fitting = rates.filter(({ prefix }) => fits(prefix, name));
  fitting.sort((a, b) => b.prefix.length - a.prefix.length);
  return fitting[0]?.factor ?? 1;
}

/** The array's share of the weight decay: biases and normalisations, which have one axis, do not decay. */
export function decayOf({ shape }: Pick<ParameterSpec, "shape">, weightDecay: number): number {
  return shape.length > 1 ? weightDecay : 0;
}
