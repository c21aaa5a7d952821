/** A picture in memory. */

/** Decoded pixels, [height, width, 3], uint8, sRGB, as shown. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}
