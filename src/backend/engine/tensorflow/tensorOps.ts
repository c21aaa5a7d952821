/** The operations of networks on TensorFlow's tensors: pictures are [batch, height, width, channels] here. */
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { ConvOptions, LinearOptions, Ops, PoolOptions } from "../../nn/ops";
import type { Normalise } from "./batchNorm";
import type { Tf } from "./library";

/** What the operations take from outside. */
export interface TensorSources {
  /** An array of the network by name, in TensorFlow's layout. */
  readonly array: (name: string) => Tensor;
  readonly normalise: Normalise;
  /** [batch, features] of 0 and 1 / (1 - rate) for each dropout in turn; undefined in inference. */
  readonly dropoutMask?: (features: number, rate: number) => Tensor2D;
}

const SPATIAL = [1, 2];

/** Runs a network on tensors, at once; gradients are TensorFlow's own but the normalisation's. */
export class TensorOps implements Ops<Tensor> {
  constructor(
    private readonly tf: Tf,
    private readonly sources: TensorSources,
  ) {}

  conv2d(x: Tensor, options: ConvOptions): Tensor {
    const { tf } = this;
    const { name, stride = 1, padding = 0, bias = true, groups = 1 } = options;
    const kernel = this.sources.array(`${name}.weight`) as Tensor4D;
    const padded = this.pad(x as Tensor4D, padding, 0);
    const y = this.convolve(padded, kernel, { stride, groups });
    return bias ? tf.add(y, this.sources.array(`${name}.bias`)) : y;
  }

  batchNorm(x: Tensor, { name }: { readonly name: string }): Tensor {
    return this.sources.normalise(x as Tensor4D, name);
  }

  relu(x: Tensor): Tensor {
    return this.tf.relu(x);
  }

  relu6(x: Tensor): Tensor {
    return this.tf.relu6(x);
  }

  maxPool(x: Tensor, { kernel, stride, padding = 0 }: PoolOptions): Tensor {
    const padded = this.pad(x as Tensor4D, padding, Number.NEGATIVE_INFINITY);
    return this.tf.maxPool(padded, kernel, stride, "valid");
  }

  globalAvgPool(x: Tensor): Tensor {
    return this.tf.mean(x, SPATIAL);
  }

  add(a: Tensor, b: Tensor): Tensor {
    return this.tf.add(a, b);
  }

  /** In PyTorch's order, channels first: linear weights that follow are laid out for it. */
  flatten(x: Tensor): Tensor {
    const { tf } = this;
    const [batch = 0] = x.shape;
    return tf.reshape(tf.transpose(x, [0, 3, 1, 2]), [batch, -1]);
  }

  linear(x: Tensor, { name }: LinearOptions): Tensor {
    const weight = this.sources.array(`${name}.weight`) as Tensor2D;
    const bias = this.sources.array(`${name}.bias`) as Tensor1D;
    return this.tf.add(this.tf.matMul(x as Tensor2D, weight), bias);
  }

  dropout(x: Tensor, { rate }: { readonly rate: number }): Tensor {
    const { dropoutMask } = this.sources;
    return dropoutMask === undefined ? x : this.tf.mul(x, dropoutMask(x.shape[1] ?? 0, rate));
  }

  /** TensorFlow's own "same" padding is uneven where the stride is 2; PyTorch's never is. */
  private pad(x: Tensor4D, padding: number, value: number): Tensor4D {
    if (padding === 0) return x;
    const sides: [number, number] = [padding, padding];
    return this.tf.pad(x, [[0, 0], sides, sides, [0, 0]], value);
  }

  private convolve(
    x: Tensor4D,
    kernel: Tensor4D,
    { stride, groups }: { readonly stride: number; readonly groups: number },
  ): Tensor4D {
    const { tf } = this;
    if (groups === 1) return tf.conv2d(x, kernel, stride, "valid");
    // a kernel [height, width, channels, 1] is a depthwise one, see Layout
    const isDepthwise = kernel.shape[2] === x.shape[3] && kernel.shape[3] === 1;
    if (isDepthwise) return tf.depthwiseConv2d(x, kernel, stride, "valid");
    const kernels = tf.split<Tensor4D>(kernel, groups, 3);
    const parts = tf.split<Tensor4D>(x, groups, 3).map((part, group) => {
      const own = kernels[group];
      if (own === undefined) throw new TypeError("there is no kernel for a group");
      return tf.conv2d(part, own, stride, "valid");
    });
    return tf.concat(parts, 3);
  }
}
