/** Crops, turns and mirrors a square picture in one pass. */
import type { Placement } from "./draws";

/** Added before truncating, so that it rounds down for coordinates below 0, too. */
const OFFSET = 65536;

/** Mirrors the columns of [size, size, 3] in place. */
export function mirror(pixels: Uint8Array, size: number): void {
  for (let y = 0; y < size; y++) {
    let left = y * size * 3;
    let right = left + (size - 1) * 3;
    for (; left < right; left += 3, right -= 3) {
      for (let channel = 0; channel < 3; channel++) {
        const value = pixels[left + channel] ?? 0;
        pixels[left + channel] = pixels[right + channel] ?? 0;
        pixels[right + channel] = value;
      }
    }
  }
}

/** Mirrors each of the pictures [count, size, size, 3] in place; gives them back. */
export function mirrorAll(pixels: Uint8Array, size: number): Uint8Array {
  const length = size * size * 3;
  for (let at = 0; at < pixels.length; at += length) mirror(pixels.subarray(at, at + length), size);
  return pixels;
}

/** The coordinate that an outside one mirrors: -1 is 0, -2 is 1, size is size - 1. */
function reflected(at: number, size: number): number {
  const period = 2 * size;
  const inside = ((at % period) + period) % period;
  return inside < size ? inside : period - 1 - inside;
}

/**
 * Writes the placed part of `from` to `to`, both [size, size, 3]; what lies outside of the picture
 * is its mirror image. Bilinear: a crop enlarges, so nothing is skipped that should be averaged.
 */
export function place(from: Uint8Array, to: Uint8Array, size: number, placement: Placement): void {
  const { width, height, middleX, middleY, radians } = placement;
  const cos = Math.cos(radians);
  const sin = Math.sin(radians);
  const mirrored = placement.flip ? -1 : 1;
  // Pixel (x, y) comes from (startX + stepX x + turnX y, startY + stepY x + turnY y).
  const stepX = width * cos * mirrored;
  const stepY = height * sin * mirrored;
  const turnX = -width * sin;
  const turnY = height * cos;
  const half = (size - 1) / 2;
  const startX = middleX * size - 0.5 - half * (stepX + turnX);
  const startY = middleY * size - 0.5 - half * (stepY + turnY);
  let at = 0;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const fromX = startX + stepX * x + turnX * y;
      const fromY = startY + stepY * x + turnY * y;
      let left = ((fromX + OFFSET) | 0) - OFFSET;
      let top = ((fromY + OFFSET) | 0) - OFFSET;
      const toRight = fromX - left;
      const toBottom = fromY - top;
      let right = left + 1;
      let bottom = top + 1;
      if (left < 0 || right >= size) {
        left = reflected(left, size);
        right = reflected(right, size);
      }
      if (top < 0 || bottom >= size) {
        top = reflected(top, size);
        bottom = reflected(bottom, size);
      }
      const d = toRight * toBottom;
      const c = toBottom - d;
      const b = toRight - d;
      const a = 1 - toRight - c;
      const i = (top * size + left) * 3;
      const j = (top * size + right) * 3;
      const k = (bottom * size + left) * 3;
      const l = (bottom * size + right) * 3;
      for (let channel = 0; channel < 3; channel++) {
        to[at++] =
          a * (from[i + channel] ?? 0) +
          b * (from[j + channel] ?? 0) +
          c * (from[k + channel] ?? 0) +
          d * (from[l + channel] ?? 0) +
          0.5; // the array truncates: this rounds
      }
    }
  }
}
