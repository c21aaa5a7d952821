/** PyTorch's layouts and TensorFlow's: convolution kernels and linear weights lie in memory otherwise. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { ParameterSpec } from "../../nn/parameters";
import type { WeightArray } from "../engine";
import type { Tf } from "./library";

/**
 * The axes of PyTorch's array in TensorFlow's order, or undefined where both are the same:
 * kernels [out, in, height, width] become [height, width, in, out], depthwise ones
 * [channels, 1, height, width] become [height, width, channels, 1], linear [out, in] becomes [in, out].
 */
function axesOf(shape: readonly number[], isDepthwise: boolean): number[] | undefined {
  if (shape.length === 4) return isDepthwise ? [2, 3, 0, 1] : [2, 3, 1, 0];
  return shape.length === 2 ? [1, 0] : undefined;
}

/** Axes that undo those axes. */
function inverse(axes: readonly number[]): number[] {
  return axes.map((_, axis) => axes.indexOf(axis));
}

/** Carries arrays over, both ways. */
export class Layout {
  constructor(
    private readonly tf: Tf,
    /** Names of the weights of depthwise convolutions. */
    private readonly depthwise: ReadonlySet<string>,
  ) {}

  /** The array as a tensor in TensorFlow's layout. */
  toTensor({ name, shape }: Pick<ParameterSpec, "name" | "shape">, data: Float32Array): Tensor {
    const { tf } = this;
    return tf.tidy(() => {
      const plain = tf.tensor(data, [...shape], "float32");
      const axes = axesOf(shape, this.depthwise.has(name));
      return axes === undefined ? plain : tf.transpose(plain, axes);
    });
  }

  /** A copy of the tensor as PyTorch has it. */
  async toArray(
    { name, shape }: Pick<ParameterSpec, "name" | "shape">,
    tensor: Tensor,
  ): Promise<WeightArray> {
    const { tf } = this;
    const axes = axesOf(shape, this.depthwise.has(name));
    const turned = tf.tidy(() =>
      axes === undefined ? tf.clone(tensor) : tf.transpose(tensor, inverse(axes)),
    );
    const data = await turned.data<"float32">();
    turned.dispose();
    return { shape, data: Float32Array.from(data) };
  }
}
