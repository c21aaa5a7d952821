/** Blurs pictures with a Gaussian, exactly as scipy and scikit-image do. */
import type { Pixels } from "../dataset/image";

/** The kernel ends after this many standard deviations. */
const TRUNCATE = 4;

/** Weights from the middle outwards; with all but the first counted twice they sum to 1. */
function gaussianKernel(sigma: number): Float64Array {
  const radius = Math.floor(TRUNCATE * sigma + 0.5);
  const weights = Float64Array.from({ length: radius + 1 }, (_, i) =>
    Math.exp((-i * i) / (2 * sigma * sigma)),
  );
  const sum = weights.reduce((total, weight) => total + 2 * weight, -1); // the middle only once
  return weights.map((weight) => weight / sum);
}

/**
 * One row of the sums over rows: `sums[i] = sum of weights[k] (rows y-k and y+k at i)`, rows beyond
 * the edges being the edge's.
 */
function blurColumns({ data, width, height }: Pixels, weights: Float64Array, y: number) {
  const length = width * 3;
  const start = y * length;
  const last = (height - 1) * length;
  const sums = new Float32Array(length);
  const middle = weights[0] ?? 1;
  for (let i = 0; i < length; i++) sums[i] = middle * (data[start + i] ?? 0);
  for (let k = 1; k < weights.length; k++) {
    const weight = weights[k] ?? 0;
    const above = Math.max(0, start - k * length);
    const below = Math.min(last, start + k * length);
    for (let i = 0; i < length; i++) {
      sums[i] = (sums[i] ?? 0) + weight * ((data[above + i] ?? 0) + (data[below + i] ?? 0));
    }
  }
  return sums;
}

/** Blurs with that standard deviation in pixels; pictures go on beyond their edges as they end. */
export function gaussianBlur(pixels: Pixels, sigma: number): Pixels {
  const { width, height } = pixels;
  const weights = gaussianKernel(sigma);
  const radius = weights.length - 1;
  const length = width * 3;
  const result = new Uint8Array(pixels.data.length);
  const padded = new Float32Array((width + 2 * radius) * 3);
  for (let y = 0; y < height; y++) {
    const sums = blurColumns(pixels, weights, y);
    padded.set(sums, radius * 3);
    for (let i = 0; i < radius * 3; i++) {
      padded[i] = sums[i % 3] ?? 0;
      padded[(radius + width) * 3 + i] = sums[length - 3 + (i % 3)] ?? 0;
    }
    const start = y * length;
    for (let i = 0; i < length; i++) {
      const at = i + radius * 3;
      let sum = 0.5; // the array truncates: this rounds
      sum += (weights[0] ?? 1) * (padded[at] ?? 0);
      for (let k = 1; k <= radius; k++) {
        sum += (weights[k] ?? 0) * ((padded[at - 3 * k] ?? 0) + (padded[at + 3 * k] ?? 0));
      }
      result[start + i] = sum;
    }
  }
  return { data: result, width, height };
}
