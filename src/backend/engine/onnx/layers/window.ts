/** Operators that slide a window over a picture: what they are given, and their attributes. */
import type { Operation } from "../../../nn/trace";
import type { Value } from "../graphBuilder";

export type Convolution = Extract<Operation, { kind: "conv2d" }>;

/** A shape for one picture: [channels, height, width]. */
export type PictureShape = readonly [channels: number, height: number, width: number];

export interface Window {
  /** Pixels a side. */
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}

/** What the gradient of a convolution's weight is made of. */
export interface WeightGradientValues {
  readonly x: Value;
  /** Of the output. */
  readonly gradient: Value;
  readonly input: PictureShape;
  readonly output: PictureShape;
}

/** As Conv, ConvTranspose and MaxPool take them. */
export function windowOf({ kernel, stride, padding }: Window) {
  return {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: [padding, padding, padding, padding],
  };
}

/** As Conv and ConvTranspose take it; nothing for one group. */
export function groupsOf({ groups }: Convolution): { readonly group?: number } {
  return groups === 1 ? {} : { group: groups };
}
