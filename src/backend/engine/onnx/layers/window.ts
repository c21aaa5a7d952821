/** Attributes of the operators that slide a window over a picture. */

export interface Window {
  /** Pixels a side. */
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}

/** As Conv, ConvTranspose and MaxPool take them. */
export function windowOf({ kernel, stride, padding }: Window) {
  return {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: [padding, padding, padding, padding],
  };
}
