// Large answers made small: enough of each array to notice a wrong number anywhere in it.
import type { Answers } from "./run";

export interface Digest {
  /** Euclidean length of the whole array. */
  readonly length: number;
  /** Its product with a fixed pattern, which notices numbers in wrong places. */
  readonly pattern: number;
}

/** A number of about one for each place, never repeating. */
function weightAt(index: number): number {
  return Math.cos(1 + index * 0.7390851332151607);
}

export function digestOf(values: Float32Array): Digest {
  let squares = 0;
  let pattern = 0;
  for (const [index, value] of values.entries()) {
    squares += value * value;
    pattern += value * weightAt(index);
  }
  return { length: Math.sqrt(squares), pattern };
}

export function digestAll(answers: Answers): Record<string, Digest> {
  return Object.fromEntries([...answers].map(([name, values]) => [name, digestOf(values)]));
}
