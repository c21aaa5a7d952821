/** Stretches decoded pictures to a square as Pillow and torchvision do. */
import { withKernels } from "../util/pixels/kernels";
import type { Pixels } from "./pixels";

/** What a weight of 1 is in the kernel's whole numbers. */
const ONE = 2 ** 14;

/** For each place along a side: where the pixels that it is made of begin, and their weights. */
interface Filter {
  /** Number of weights of each place, even. */
  readonly taps: number;
  readonly starts: Int32Array;
  /** [size, taps], those of a place sum to ONE. */
  readonly weights: Int16Array;
}

/** The triangle filter, widened when a side shrinks (antialiasing): Pillow's BILINEAR. */
function triangleFilter(length: number, size: number): Filter {
  const scale = length / size;
  const reach = Math.max(1, scale);
  const taps = 2 * Math.ceil(reach);
  const starts = new Int32Array(size);
  const weights = new Int16Array(size * taps);
  for (let i = 0; i < size; i++) {
    const middle = (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(middle - reach + 0.5));
    const end = Math.min(length, first + taps, Math.floor(middle + reach + 0.5));
    const near = Array.from({ length: end - first }, (_, tap) =>
      Math.max(0, 1 - Math.abs(first + tap - middle + 0.5) / reach),
    );
    const sum = near.reduce((total, value) => total + value, 0);
    const rounded = near.map((value) => Math.round((ONE * value) / sum));
    // What rounding lost goes to the largest weight, so that plain pictures stay as they are.
    const largest = rounded.indexOf(Math.max(...rounded));
    rounded[largest] = (rounded[largest] ?? 0) + ONE - rounded.reduce((a, b) => a + b, 0);
    starts[i] = first;
    weights.set(rounded, i * taps);
  }
  return { taps, starts, weights };
}

/**
 * Stretches to [size, size, 3], uint8; no value is more than one step of 255 from Pillow's. Rows
 * are taken in a few at a time, so a large picture costs no more memory.
 */
export function resizeSquare({ data, width, height }: Pixels, size: number): Uint8Array {
  const across = triangleFilter(width, size);
  const down = triangleFilter(height, size);
  const rowBytes = width * 3;
  return withKernels((kernels, arena) => {
    const source = arena.take(down.taps * rowBytes);
    const middle = arena.take(2 * rowBytes + 12 * across.taps);
    const starts = arena.put(across.starts);
    const weights = arena.put(across.weights);
    const rowWeights = arena.put(down.weights);
    const result = arena.take(size * size * 3);
    for (let y = 0; y < size; y++) {
      const first = (down.starts[y] ?? 0) * rowBytes;
      arena.write(source, data.subarray(first, first + down.taps * rowBytes));
      kernels.resizeRow(
        source,
        rowBytes,
        down.taps,
        rowWeights + 2 * down.taps * y,
        middle,
        size,
        across.taps,
        starts,
        weights,
        result + size * 3 * y,
      );
    }
    return arena.read(result, size * size * 3);
  });
}
