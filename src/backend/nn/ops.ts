/** The operations that a network is written in, generic in the value that flows through it. */

export interface ConvOptions {
  readonly name: string;
  /** Output channels. */
  readonly out: number;
  /** Pixels a side. */
  readonly kernel: number;
  /** Default 1. */
  readonly stride?: number;
  /** Default 0. */
  readonly padding?: number;
  /** Default true. */
  readonly bias?: boolean;
  /** Channels are convolved in so many groups apart; each its own is a depthwise convolution. Default 1. */
  readonly groups?: number;
}

export interface PoolOptions {
  readonly kernel: number;
  readonly stride: number;
  /** Default 0. */
  readonly padding?: number;
}

export interface LinearOptions {
  readonly name: string;
  readonly out: number;
}

/**
 * The vocabulary of networks. Values are pictures [batch, channels, height, width] or features
 * [batch, features]; each interpretation chooses what T is (a shape, a graph node, a tensor).
 */
export interface Ops<T> {
  conv2d(x: T, options: ConvOptions): T;
  /** Per channel; epsilon 1e-5, momentum 0.1, as torch.nn.BatchNorm2d. */
  batchNorm(x: T, options: { readonly name: string }): T;
  relu(x: T): T;
  /** min(max(x, 0), 6). */
  relu6(x: T): T;
  maxPool(x: T, options: PoolOptions): T;
  /** [batch, channels, height, width] to [batch, channels]. */
  globalAvgPool(x: T): T;
  add(a: T, b: T): T;
  /** [batch, channels, height, width] to [batch, channels * height * width], row-major. */
  flatten(x: T): T;
  linear(x: T, options: LinearOptions): T;
  /** Zeroes with probability `rate` and scales the rest by 1 / (1 - rate); identity in inference. */
  dropout(x: T, options: { readonly rate: number }): T;
}
