/** Adds noise to pictures: normally distributed, or salt and pepper. */
import type { Pixels } from "../dataset/image";
import type { Random } from "../util/random";

/** Equally likely values that stand for the normal distribution; two are drawn by 32 bits. */
const QUANTILES = 65536;

/**
 * The standard normal distribution's quantiles at (i + 0.5) / QUANTILES, made to have variance 1;
 * the largest is 4.3. A look-up costs a tenth of Box and Muller's logarithm, root and cosine, and
 * the steps are far below those of 8 bits but for the last few of each tail.
 */
function normalQuantiles(): Float32Array {
  const quantiles = new Float32Array(QUANTILES);
  let squares = 0;
  for (let i = 0; i < QUANTILES / 2; i++) {
    const quantile = normalQuantile((i + 0.5) / QUANTILES);
    quantiles[i] = quantile;
    quantiles[QUANTILES - 1 - i] = -quantile;
    squares += 2 * quantile * quantile;
  }
  const scale = Math.sqrt(QUANTILES / squares);
  return quantiles.map((quantile) => quantile * scale);
}

/** The value below which a standard normal variable is with probability p < 0.5: Newton's method. */
function normalQuantile(p: number): number {
  // Start: Abramowitz and Stegun 26.2.23, right within 4.5e-4.
  const t = Math.sqrt(-2 * Math.log(p));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  let x = above / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let i = 0; i < 2; i++) {
    const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
    x -= (lowerTail(x) - p) / density;
  }
  return x;
}

/** P(X < x) of the standard normal distribution, x <= 0: a series near 0, else a continued fraction. */
function lowerTail(x: number): number {
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (x > -3) {
    let term = x;
    let sum = x;
    for (let k = 1; Math.abs(term) > 1e-17; k++) {
      term *= (x * x) / (2 * k + 1);
      sum += term;
    }
    return 0.5 + density * sum;
  }
  let fraction = -x;
  for (let k = 60; k > 0; k--) fraction = -x + k / fraction;
  return density / fraction;
}

/** Steps of 255 by variance: usually there is but one. */
const stepsOf = new Map<number, Int16Array>();

/** The equally likely values of noise, rounded: pixels are whole, so that rounds their sum. */
function noiseSteps(variance: number): Int16Array {
  const known = stepsOf.get(variance);
  if (known !== undefined) return known;
  const scale = 255 * Math.sqrt(variance);
  const steps = Int16Array.from(normalQuantiles(), (quantile) => Math.round(quantile * scale));
  stepsOf.set(variance, steps);
  return steps;
}

/** Adds normal noise to every channel value, of that variance where pictures are 0..1; clipped. */
export function gaussianNoise(pixels: Pixels, variance: number, random: Random): Pixels {
  const steps = noiseSteps(variance);
  const { data, width, height } = pixels;
  const bits = new Int32Array((data.length + 1) >> 1);
  random.fill(bits);
  const result = new Uint8ClampedArray(data.length);
  for (let i = 0, j = 0; i < data.length; i += 2, j++) {
    const two = bits[j] ?? 0;
    result[i] = (data[i] ?? 0) + (steps[two & 0xffff] ?? 0);
    result[i + 1] = (data[i + 1] ?? 0) + (steps[two >>> 16] ?? 0);
  }
  return { data: new Uint8Array(result.buffer), width, height };
}

/**
 * Sets that share of all channel values (not of pixels: scikit-image's way) to 0 or 255, evenly.
 * Whether each of many values is hit need not be drawn: the gaps between hits are geometric.
 */
export function saltAndPepper(pixels: Pixels, amount: number, random: Random): Pixels {
  const data = pixels.data.slice();
  const { width, height } = pixels;
  const scale = 1 / Math.log1p(-Math.min(amount, 1)); // -0 for amount 1: no gaps
  const gap = () => Math.floor(Math.log(1 - random.uniform()) * scale);
  if (amount > 0) {
    for (let i = gap(); i < data.length; i += 1 + gap()) {
      data[i] = random.bits() >>> 31 === 1 ? 255 : 0;
    }
  }
  return { data, width, height };
}
