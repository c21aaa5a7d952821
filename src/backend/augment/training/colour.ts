/** Changes colours, paints squares over, and mixes pictures, in place. */
import type { Jitter, Square } from "./draws";

/** Rec. 601 weights of brightness. */
const RED = 0.299;
const GREEN = 0.587;
const BLUE = 0.114;

/**
 * Brightness, then contrast about the picture's mean grey, then saturation, as torchvision defines
 * them. All three are linear, so together they are one factor, a share of the pixel's grey and a
 * constant; only the last result is clipped.
 */
export function jitterColours(pixels: Uint8Array, jitter: Jitter): void {
  const { brightness, contrast, saturation } = jitter;
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let i = 0; i + 2 < pixels.length; i += 3) {
    red += pixels[i] ?? 0;
    green += pixels[i + 1] ?? 0;
    blue += pixels[i + 2] ?? 0;
  }
  const meanGrey = (RED * red + GREEN * green + BLUE * blue) / (pixels.length / 3);
  const scale = brightness * contrast;
  const ofItself = saturation * scale;
  const ofGrey = (1 - saturation) * scale;
  const constant = (1 - contrast) * brightness * meanGrey;
  const clipped = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.length);
  for (let i = 0; i + 2 < pixels.length; i += 3) {
    const r = pixels[i] ?? 0;
    const g = pixels[i + 1] ?? 0;
    const b = pixels[i + 2] ?? 0;
    const more = ofGrey * (RED * r + GREEN * g + BLUE * b) + constant;
    clipped[i] = ofItself * r + more;
    clipped[i + 1] = ofItself * g + more;
    clipped[i + 2] = ofItself * b + more;
  }
}

/** Paints a square of [size, size, 3] over; what of it lies outside of the picture is left off. */
export function cutOut(
  pixels: Uint8Array,
  size: number,
  square: Square & { readonly fill: readonly [number, number, number] },
): void {
  const side = Math.round(square.side * size);
  const begin = (middle: number) => Math.round(middle * size - side / 2);
  const clip = (value: number) => Math.min(size, Math.max(0, value));
  const left = begin(square.middleX);
  const top = begin(square.middleY);
  const [red, green, blue] = square.fill;
  for (let y = clip(top); y < clip(top + side); y++) {
    for (let x = clip(left); x < clip(left + side); x++) {
      const at = (y * size + x) * 3;
      pixels[at] = red;
      pixels[at + 1] = green;
      pixels[at + 2] = blue;
    }
  }
}

/** Mixes another picture into one: `share` of it stays, 0..1. */
export function mix(pixels: Uint8Array, other: Uint8Array, share: number): void {
  for (let i = 0; i < pixels.length; i++) {
    const value = other[i] ?? 0;
    pixels[i] = value + share * ((pixels[i] ?? 0) - value) + 0.5;
  }
}
