/** A network without its last layer: what that layer reads is how the network sees a picture. */
import type { Network } from "./network";
import type { Ops } from "./ops";
import { flatSize, onlyInput, trace } from "./trace";

/** The same operations, but that the layer of that name gives what it reads. */
function skipping<T>(ops: Ops<T>, name: string): Ops<T> {
  return {
    conv2d: (x, options) => ops.conv2d(x, options),
    batchNorm: (x, options) => ops.batchNorm(x, options),
    relu: (x) => ops.relu(x),
    relu6: (x) => ops.relu6(x),
    maxPool: (x, options) => ops.maxPool(x, options),
    globalAvgPool: (x) => ops.globalAvgPool(x),
    add: (a, b) => ops.add(a, b),
    flatten: (x) => ops.flatten(x),
    linear: (x, options) => (options.name === name ? x : ops.linear(x, options)),
    dropout: (x, options) => ops.dropout(x, options),
  };
}

/** A network that ends before its last layer. */
export interface Penultimate {
  /** Gives [batch, width] instead of logits. */
  readonly network: Network;
  /** The layer that is left out: its arrays are `layer`.weight [classes, width] and `layer`.bias. */
  readonly layer: string;
  readonly width: number;
}

/** Takes the last layer, which must be a linear one, off a network for pictures of that many pixels a side. */
export function penultimate(network: Network, imageSize: number): Penultimate {
  const last = trace(network, { classes: 1, imageSize }).at(-1);
  if (last?.operation.kind !== "linear") {
    throw new TypeError(`${network.name} does not end with a linear layer`);
  }
  const { name } = last.operation;
  return {
    network: {
      ...network,
      head: (ops, features, classes) => network.head(skipping(ops, name), features, classes),
    },
    layer: name,
    width: flatSize(onlyInput(last)),
  };
}
