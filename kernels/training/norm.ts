/**
 * Batch normalisation with what follows it: the addition of a shortcut, and clipping to [lower, upper]
 * as ReLU and ReLU6 do. Arrays are [rows, channels], factors [channels].
 */
import { addToSums } from "./lanes";

/** Rows that are added up in float32 before they are added to the sums: 16 KiB of them. */
const NUMBERS = 4096;

/** `sums` float64 [2, channels]: those of z and of its squares. */
export function channelSums(z: usize, rows: i32, channels: i32, sums: usize): void {
  const bytes = <usize>channels * 4;
  memory.fill(sums, 0, 4 * bytes);
  const together = max<i32>(8, NUMBERS / channels);
  for (let row = 0; row < rows; row += together) {
    const length = <usize>min<i32>(together, rows - row) * bytes;
    for (let c: usize = 0; c < bytes; c += 16) {
      let sum = f32x4.splat(0);
      let squares = f32x4.splat(0);
      for (let at = z + c; at < z + length; at += bytes) {
        const x = v128.load(at);
        sum = f32x4.add(sum, x);
        squares = f32x4.add(squares, f32x4.mul(x, x));
      }
      addToSums(sums + 2 * c, sum);
      addToSums(sums + 2 * bytes + 2 * c, squares);
    }
    z += length;
  }
}

/** `z * scale + shift`, plus `shortcut` unless that is 0, clipped, into y. */
export function normForward(
  z: usize,
  rows: i32,
  channels: i32,
  scales: usize,
  shifts: usize,
  shortcut: usize,
  lower: f32,
  upper: f32,
  y: usize,
): void {
  const bytes = <usize>channels * 4;
  const least = f32x4.splat(lower);
  const most = f32x4.splat(upper);
  const end = z + <usize>rows * bytes;
  const apart = shortcut - z;
  while (z < end) {
    for (let c: usize = 0; c < bytes; c += 16) {
      let x = f32x4.add(f32x4.mul(v128.load(z), v128.load(scales + c)), v128.load(shifts + c));
      if (shortcut != 0) x = f32x4.add(x, v128.load(z + apart));
      v128.store(y, f32x4.max(f32x4.min(x, most), least));
      z += 16;
      y += 16;
    }
  }
}

/**
 * Keeps of the gradient of y what was not clipped, in place, and sums up: `sums` float64 [2, channels]
 * become those of what is left, and of it times z.
 */
export function normSums(
  gradient: usize,
  y: usize,
  z: usize,
  rows: i32,
  channels: i32,
  lower: f32,
  upper: f32,
  sums: usize,
): void {
  const bytes = <usize>channels * 4;
  memory.fill(sums, 0, 4 * bytes);
  const least = f32x4.splat(lower);
  const most = f32x4.splat(upper);
  const together = max<i32>(8, NUMBERS / channels);
  for (let row = 0; row < rows; row += together) {
    const length = <usize>min<i32>(together, rows - row) * bytes;
    for (let c: usize = 0; c < bytes; c += 16) {
      let sum = f32x4.splat(0);
      let products = f32x4.splat(0);
      for (let at: usize = c; at < length; at += bytes) {
        const passed = v128.load(y + at);
        const passes = v128.and(f32x4.gt(passed, least), f32x4.lt(passed, most));
        const active = v128.and(v128.load(gradient + at), passes);
        v128.store(gradient + at, active);
        sum = f32x4.add(sum, active);
        products = f32x4.add(products, f32x4.mul(active, v128.load(z + at)));
      }
      addToSums(sums + 2 * c, sum);
      addToSums(sums + 2 * bytes + 2 * c, products);
    }
    gradient += length;
    y += length;
    z += length;
  }
}

/** Turns z into its own gradient: `gradient * scale + z * slope + shift`. */
export function normBackward(
  gradient: usize,
  rows: i32,
  channels: i32,
  scales: usize,
  slopes: usize,
  shifts: usize,
  z: usize,
): void {
  const bytes = <usize>channels * 4;
  const end = z + <usize>rows * bytes;
  while (z < end) {
    for (let c: usize = 0; c < bytes; c += 16) {
      const dense = f32x4.add(
        f32x4.mul(v128.load(z), v128.load(slopes + c)),
        v128.load(shifts + c),
      );
      v128.store(z, f32x4.add(dense, f32x4.mul(v128.load(gradient), v128.load(scales + c))));
      z += 16;
      gradient += 16;
    }
  }
}
