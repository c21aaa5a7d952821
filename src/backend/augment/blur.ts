/** Blurs pictures with a Gaussian, as scipy and scikit-image do. */
import type { Pixels } from "../dataset/pixels";
import { type Arena, type PixelKernels, withKernels } from "../util/pixels/kernels";

/** A pass reaches so many pixels: at its widest, sigma 1, weights beyond are under a 2,000th. */
const REACH = 3;

/** Weights of a pixel and of those 1, 2 and 3 away, in 256ths; all seven sum to 256. */
type Weights = readonly [number, number, number, number];

function gaussianWeights(sigma: number): Weights {
  const density = (x: number) => Math.exp((-x * x) / (2 * sigma * sigma));
  const sum = density(0) + 2 * (density(1) + density(2) + density(3) + density(4));
  const weight = (x: number) => Math.round((256 * density(x)) / sum);
  const [one, two, three] = [weight(1), weight(2), weight(3)];
  return [256 - 2 * (one + two + three), one, two, three];
}

/** The picture's rows with the first and the last one repeated beyond the edges. */
function putWithEdges(arena: Arena, { data, width, height }: Pixels): number {
  const length = width * 3;
  const at = arena.take((height + 2 * REACH) * length);
  arena.write(at + REACH * length, data);
  for (let k = 0; k < REACH; k++) {
    arena.write(at + k * length, data.subarray(0, length));
    arena.write(at + (REACH + height + k) * length, data.subarray((height - 1) * length));
  }
  return at;
}

/** One pass down the columns of each row, then along it with its ends repeated. */
function blurOnce(pixels: Pixels, weights: Weights): Pixels {
  const { width, height } = pixels;
  const length = width * 3;
  const edge = REACH * 3;
  return withKernels((kernels: PixelKernels, arena: Arena) => {
    const source = putWithEdges(arena, pixels);
    const row = arena.take(length + 2 * edge);
    const result = arena.take(height * length);
    for (let y = 0; y < height; y++) {
      kernels.blurRun(source + (y + REACH) * length, length, length, ...weights, row + edge);
      kernels.repeatEnds(row + edge, length, REACH);
      kernels.blurRun(row + edge, length, 3, ...weights, result + y * length);
    }
    return { data: arena.read(result, height * length), width, height };
  });
}

/**
 * Blurs with that standard deviation in pixels; pictures go on beyond their edges as they end.
 * Several passes of at most one pixel add up to a wider blur, as variances do. Weights are 256ths
 * and columns and rows are rounded, so a pass may be off by one or two of 255.
 */
export function gaussianBlur(pixels: Pixels, sigma: number): Pixels {
  const passes = Math.ceil(sigma * sigma);
  const weights = gaussianWeights(sigma / Math.sqrt(passes));
  let result = pixels;
  for (let pass = 0; pass < passes; pass++) result = blurOnce(result, weights);
  return result;
}
