/** What a layer's lowering gets and gives: reverse-mode differentiation, written into the graph. */
import type { GraphBuilder, Value } from "./graphBuilder";
import type { PooledBlock } from "./layers/pooledBlock";

/** Code of our own that works between two parts of the graph. */
export interface Outside {
  /**
   * Normalises, rectifies and pools z, the output of the block's convolution without its bias, [batch,
   * channels, height, width]. `backward` takes the gradient of the result, once, and gives that of z;
   * the normalisation's own gradients and statistics do not go through the graph.
   */
  pool(
    block: PooledBlock,
    z: Value,
  ): { readonly result: Value; readonly backward: (gradient: Value) => Value };
}

/** The training graph as a layer sees it. */
export interface Tape {
  readonly g: GraphBuilder;
  /** Number of pictures in the batch, a float scalar. */
  readonly count: Value;
  /** Whether normalisations use and keep their running statistics. */
  readonly frozenStatistics: boolean;
  /** Absent where a step is one graph: on a device whose memory is not ours. */
  readonly outside: Outside | undefined;
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
