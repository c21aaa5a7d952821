/** What a layer's lowering gets and gives: reverse-mode differentiation, written into the graph. */
import type { GraphBuilder, Value } from "./graphBuilder";

/** The training graph as a layer sees it. */
export interface Tape {
  readonly g: GraphBuilder;
  /** Number of pictures in the batch, a float scalar. */
  readonly count: Value;
  /** Whether normalisations use and keep their running statistics. */
  readonly frozenStatistics: boolean;
  /** A parameter or running statistic as it was before the step. */
  weight(name: string): Value;
  /** A mask [batch, features] of 0 and 1 / (1 - rate), made outside: random numbers have one source. */
  dropoutMask(features: number, rate: number): Value;
  /** Whether the parameter of that name is learned; the gradient of one that is not is not used. */
  learns(name: string): boolean;
  /** Hands over the gradient of a parameter. */
  learn(name: string, gradient: Value): void;
  /** Hands over the new value of a running statistic. */
  track(name: string, value: Value): void;
}

/** Writes a layer's gradients; gives that of each input, in order. `wanted` is false where nothing before it learns. */
export type Backward = (gradient: Value, wanted: boolean) => readonly (Value | undefined)[];

/** A layer applied. */
export interface Lowered {
  readonly output: Value;
  readonly backward: Backward;
}
