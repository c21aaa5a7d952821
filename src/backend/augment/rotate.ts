/** Rotates pictures by any angle, edges wrapped around. */
import type { Pixels } from "../dataset/image";

/** Added before truncating, so that it rounds down for all coordinates of pictures up to this. */
const OFFSET = 65536;

/**
 * The picture turned counter-clockwise about its middle, in its own size; what would lie outside is
 * taken from the opposite side, as often as needed. Bilinear: each value is the mean of its four
 * neighbours, weighed by nearness. (scikit-image's `rotate(picture, degrees, mode="wrap")`.)
 */
export function rotate({ data, width, height }: Pixels, degrees: number): Pixels {
  const radians = (degrees * Math.PI) / 180;
  const cos = Math.cos(radians);
  const sin = Math.sin(radians);
  const middleX = (width - 1) / 2;
  const middleY = (height - 1) / 2;
  const result = new Uint8Array(data.length);
  const wrap = (index: number, length: number) => ((index % length) + length) % length;

  let at = 0;
  for (let y = 0; y < height; y++) {
    // Where pixel x of this row comes from: (startX + cos x, startY + sin x).
    const startX = middleX - sin * (y - middleY) - cos * middleX;
    const startY = middleY + cos * (y - middleY) - sin * middleX;
    for (let x = 0; x < width; x++) {
      const fromX = startX + cos * x;
      const fromY = startY + sin * x;
      let left = ((fromX + OFFSET) | 0) - OFFSET;
      let top = ((fromY + OFFSET) | 0) - OFFSET;
      const toRight = fromX - left;
      const toBottom = fromY - top;
      let right = left + 1;
      let bottom = top + 1;
      if (left < 0 || right >= width) {
        left = wrap(left, width);
        right = wrap(right, width);
      }
      if (top < 0 || bottom >= height) {
        top = wrap(top, height);
        bottom = wrap(bottom, height);
      }
      const lowRight = toRight * toBottom;
      const lowLeft = toBottom - lowRight;
      const highRight = toRight - lowRight;
      const highLeft = 1 - toRight - lowLeft;
      const i = (top * width + left) * 3;
      const j = (top * width + right) * 3;
      const k = (bottom * width + left) * 3;
      const l = (bottom * width + right) * 3;
      for (let channel = 0; channel < 3; channel++) {
        result[at++] =
          highLeft * (data[i + channel] ?? 0) +
          highRight * (data[j + channel] ?? 0) +
          lowLeft * (data[k + channel] ?? 0) +
          lowRight * (data[l + channel] ?? 0) +
          0.5; // the array truncates: this rounds
      }
    }
  }
  return { data: result, width, height };
}

/** The picture with both axes turned about. */
export function turn({ data, width, height }: Pixels): Pixels {
  const result = new Uint8Array(data.length);
  for (let to = 0, from = data.length - 3; from >= 0; to += 3, from -= 3) {
    result[to] = data[from] ?? 0;
    result[to + 1] = data[from + 1] ?? 0;
    result[to + 2] = data[from + 2] ?? 0;
  }
  return { data: result, width, height };
}
