/** Words of the networks: names, layers, shapes and sizes. */

export type NetworkName = "catDogNet" | "mobileNetV2" | "resnet34" | "resnet50";
export const NETWORK_NAMES: readonly NetworkName[] = [
  "catDogNet",
  "mobileNetV2",
  "resnet34",
  "resnet50",
];

export interface DescribeRequest {
  readonly network: NetworkName;
  readonly classes: number;
  /** Pixels a side, a multiple of 32. Default 128. */
  readonly imageSize?: number;
}

export interface LayerDescription {
  /** Dotted name as in PyTorch, for example "layer1.0.conv1"; "" for operations without parameters. */
  readonly name: string;
  /** Operation: "conv2d", "batchNorm", "relu", ... */
  readonly kind: string;
  /** Index of the layers whose output this one reads; -1 is the network's input. */
  readonly inputs: readonly number[];
  /** Output shape for one picture, without the batch dimension: [channels, height, width] or [features]. */
  readonly outputShape: readonly number[];
  /** Trainable numbers. */
  readonly parameters: number;
  /** Floating-point operations forward for one picture; a multiply-add counts as two. */
  readonly flops: number;
  /** Kernel, stride and the like, for reading. */
  readonly settings: Readonly<Record<string, number | boolean | string>>;
}

export interface NetworkDescription {
  readonly network: NetworkName;
  readonly classes: number;
  readonly imageSize: number;
  readonly parameters: number;
  readonly flops: number;
  readonly layers: readonly LayerDescription[];
}
