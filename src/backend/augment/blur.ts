/** Blurs pictures with a Gaussian, as scipy and scikit-image do. */
import type { Pixels } from "../dataset/image";

/** The kernel ends after this many standard deviations. */
const TRUNCATE = 4;

/** Every other byte of 32 bits: two sums of 16 bits side by side. */
const LANES = 0xff00ff;
/** A half in both. */
const HALVES = 0x800080;

/** Weights from the middle outwards in 256ths; with all but the first counted twice they sum to 256. */
function gaussianKernel(sigma: number): Int32Array {
  const radius = Math.floor(TRUNCATE * sigma + 0.5);
  const exact = Float64Array.from({ length: radius + 1 }, (_, i) =>
    Math.exp((-i * i) / (2 * sigma * sigma)),
  );
  const sum = exact.reduce((total, weight) => total + 2 * weight, -1); // the middle only once
  const weights = Int32Array.from(exact, (weight) => Math.round((256 * weight) / sum));
  const beside = weights.reduce((total, weight, i) => total + (i === 0 ? 0 : 2 * weight), 0);
  weights[0] = 256 - beside;
  const last = weights.findLastIndex((weight) => weight > 0);
  return weights.subarray(0, last + 1);
}

/** Where the neighbours of a run of bytes begin: `before[k]` and `after[k]` are k steps away. */
interface Neighbours {
  readonly before: Int32Array;
  readonly after: Int32Array;
}

/**
 * Writes weighted means of `length` bytes from `start` on and of their neighbours, four bytes at a
 * time: twice as fast as one by one in floating point.
 */
function blurRun(
  from: DataView,
  to: { readonly view: DataView; readonly at: number },
  run: Neighbours & {
    readonly start: number;
    readonly length: number;
    readonly weights: Int32Array;
  },
): void {
  const { start, length, weights, before, after } = run;
  const { view, at } = to;
  const middle = weights[0] ?? 0;
  for (let i = 0; i < length; i += 4) {
    const own = from.getInt32(start + i, true);
    let even = (Math.imul(own & LANES, middle) + HALVES) | 0;
    let odd = (Math.imul((own >>> 8) & LANES, middle) + HALVES) | 0;
    for (let k = 1; k < weights.length; k++) {
      const a = from.getInt32((before[k] ?? 0) + i, true);
      const b = from.getInt32((after[k] ?? 0) + i, true);
      const weight = weights[k] ?? 0;
      even = (even + Math.imul(((a & LANES) + (b & LANES)) | 0, weight)) | 0;
      odd = (odd + Math.imul((((a >>> 8) & LANES) + ((b >>> 8) & LANES)) | 0, weight)) | 0;
    }
    view.setInt32(at + i, ((even >>> 8) & LANES) | (odd & ~LANES), true);
  }
}

/**
 * Blurs with that standard deviation in pixels, columns first, then rows; pictures go on beyond
 * their edges as they end. Weights are 256ths and both passes round, so that values may be off by
 * one or two of 255.
 */
export function gaussianBlur({ data, width, height }: Pixels, sigma: number): Pixels {
  const weights = gaussianKernel(sigma);
  const radius = weights.length - 1;
  const length = width * 3;
  const last = (height - 1) * length;
  const edge = radius * 3;
  // Reads and writes of four bytes may pass the end by three.
  const source = new Uint8Array(data.length + 3);
  source.set(data);
  const row = new Uint8Array(length + 2 * edge + 3);
  const result = new Uint8Array(data.length + 3);
  const [from, middle, to] = [source, row, result].map(({ buffer }) => new DataView(buffer));
  if (from === undefined || middle === undefined || to === undefined) throw new RangeError();

  const steps = Array.from({ length: radius + 1 }, (_, k) => k);
  const sideways: Neighbours = {
    before: Int32Array.from(steps, (k) => edge - 3 * k),
    after: Int32Array.from(steps, (k) => edge + 3 * k),
  };
  for (let y = 0; y < height; y++) {
    const start = y * length;
    const before = Int32Array.from(steps, (k) => Math.max(0, start - k * length));
    const after = Int32Array.from(steps, (k) => Math.min(last, start + k * length));
    blurRun(from, { view: middle, at: edge }, { start, length, weights, before, after });
    for (let i = 0; i < edge; i++) {
      row[i] = row[edge + (i % 3)] ?? 0;
      row[edge + length + i] = row[edge + length - 3 + (i % 3)] ?? 0;
    }
    blurRun(middle, { view: to, at: start }, { start: edge, length, weights, ...sideways });
  }
  return { data: result.subarray(0, data.length), width, height };
}
