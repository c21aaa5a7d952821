/** Rotates pictures by any angle, edges wrapped around. */
import type { Pixels } from "../dataset/pixels";
import { withKernels } from "../util/pixels/kernels";

/** Steps of a pixel that coordinates are counted in. */
const FRACTION = 65536;

/**
 * The picture turned counter-clockwise about its middle, in its own size; what would lie outside is
 * taken from the opposite side, as often as needed. Bilinear: each value is the mean of its four
 * neighbours, weighed by nearness. (scikit-image's `rotate(picture, degrees, mode="wrap")`.)
 *
 * In whole numbers, with weights of 256ths: seldom more than one step of 255 from floating point.
 */
export function rotate({ data, width, height }: Pixels, degrees: number): Pixels {
  const radians = (degrees * Math.PI) / 180;
  const cos = Math.cos(radians);
  const sin = Math.sin(radians);
  const middleX = (width - 1) / 2;
  const middleY = (height - 1) / 2;
  const stepX = Math.round(cos * FRACTION);
  const stepY = Math.round(sin * FRACTION);
  return withKernels((kernels, arena) => {
    const source = arena.put(data);
    const result = arena.take(data.length);
    for (let y = 0; y < height; y++) {
      // Where the first pixel of this row comes from; the others follow step by step.
      const startX = Math.round((middleX - cos * middleX - sin * (y - middleY)) * FRACTION);
      const startY = Math.round((middleY - sin * middleX + cos * (y - middleY)) * FRACTION);
      const row = result + y * width * 3;
      kernels.rotateRow(source, width, height, startX, startY, stepX, stepY, row);
    }
    return { data: arena.read(result, data.length), width, height };
  });
}

/** The picture with both axes turned about. */
export function turn({ data, width, height }: Pixels): Pixels {
  return withKernels((kernels, arena) => {
    const result = arena.take(data.length);
    kernels.reversePixels(arena.put(data), width * height, result);
    return { data: arena.read(result, data.length), width, height };
  });
}
