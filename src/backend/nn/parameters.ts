/** The named arrays of a network, in PyTorch's names, layouts and initial values. */
import { flatSize, onlyInput, pictureShape, type Graph, type GraphNode } from "./trace";

/** How an array begins. */
export type Initial =
  | { readonly kind: "constant"; readonly value: number }
  /** Uniform in [-bound, bound]. */
  | { readonly kind: "uniform"; readonly bound: number }
  /** Normal with mean 0. */
  | { readonly kind: "normal"; readonly std: number };

export interface ParameterSpec {
  /** For example "layer1.0.conv1.weight". */
  readonly name: string;
  /** Convolution weights are [out, in / groups, height, width], linear ones [out, in]. */
  readonly shape: readonly number[];
  readonly initial: Initial;
  /** False for running statistics: they are carried along, not learned. */
  readonly trainable: boolean;
}

/** Epsilon and momentum of torch.nn.BatchNorm2d's defaults. */
export const BATCH_NORM_EPSILON = 1e-5;
export const BATCH_NORM_MOMENTUM = 0.1;

const constant = (name: string, size: number, value: number, trainable = true): ParameterSpec => ({
  name,
  shape: [size],
  initial: { kind: "constant", value },
  trainable,
});

/**
 * torch.nn.Linear's and Conv2d's default: kaiming_uniform_(a = sqrt(5)) on the weight, which is
 * uniform within 1 / sqrt(fan in), and the same bound on the bias.
 */
const uniform = (name: string, shape: readonly number[], fanIn: number): ParameterSpec => ({
  name,
  shape,
  initial: { kind: "uniform", bound: 1 / Math.sqrt(fanIn) },
  trainable: true,
});

/** The arrays of one operation; none for most. */
export function parametersOf(node: GraphNode): ParameterSpec[] {
  const { operation } = node;
  switch (operation.kind) {
    case "conv2d": {
      const { name, out, kernel, bias, groups } = operation;
      const channels = pictureShape(onlyInput(node))[0] / groups;
      const shape = [out, channels, kernel, kernel];
      const fanIn = channels * kernel * kernel;
      if (bias)
        return [uniform(`${name}.weight`, shape, fanIn), uniform(`${name}.bias`, [out], fanIn)];
      // Convolutions without a bias are torchvision's networks': it starts them with
      // kaiming_normal_(mode="fan_out"), He et al. 2015, which takes no account of groups.
      const std = Math.sqrt(2 / (out * kernel * kernel));
      return [{ name: `${name}.weight`, shape, initial: { kind: "normal", std }, trainable: true }];
    }
    case "batchNorm": {
      const { name } = operation;
      const [channels] = pictureShape(node);
      return [
        constant(`${name}.weight`, channels, 1),
        constant(`${name}.bias`, channels, 0),
        constant(`${name}.running_mean`, channels, 0, false),
        constant(`${name}.running_var`, channels, 1, false),
      ];
    }
    case "linear": {
      const { name, out } = operation;
      const features = flatSize(onlyInput(node));
      return [
        uniform(`${name}.weight`, [out, features], features),
        uniform(`${name}.bias`, [out], features),
      ];
    }
    case "input":
    case "relu":
    case "relu6":
    case "maxPool":
    case "globalAvgPool":
    case "add":
    case "flatten":
    case "dropout":
      return [];
  }
}

/** All arrays of a network, in the order of its operations. */
export function parameters(graph: Graph): ParameterSpec[] {
  return graph.flatMap(parametersOf);
}

/** Number of elements of an array of that shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
