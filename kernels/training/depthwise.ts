/**
 * Convolutions of each channel by itself: x [batch, height, width, channels], weights [kernel, kernel,
 * channels]. `work` is room for two addresses a tap.
 */
import { addToSums } from "./lanes";

/**
 * Writes the addresses of x and of the weight of each tap that is inside of the picture to `table`; gives
 * the end of what was written.
 */
function findTaps(
  x: usize,
  weights: usize,
  height: i32,
  width: i32,
  bytes: usize,
  top: i32,
  left: i32,
  kernel: i32,
  table: usize,
): usize {
  for (let row = top; row < top + kernel; row++) {
    for (let column = left; column < left + kernel; column++) {
      if (row >= 0 && row < height && column >= 0 && column < width) {
        store<usize>(table, x + <usize>(row * width + column) * bytes);
        store<usize>(table, weights, 4);
        table += 8;
      }
      weights += bytes;
    }
  }
  return table;
}

export function depthwiseForward(
  x: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  kernel: i32,
  stride: i32,
  padding: i32,
  weights: usize,
  y: usize,
  work: usize,
): void {
  const bytes = <usize>channels * 4;
  for (let n = 0; n < batch; n++) {
    for (let top = -padding; top + kernel <= height + padding; top += stride) {
      for (let left = -padding; left + kernel <= width + padding; left += stride) {
        const end = findTaps(x, weights, height, width, bytes, top, left, kernel, work);
        for (let c: usize = 0; c < bytes; c += 16) {
          let sum = f32x4.splat(0);
          for (let tap = work; tap < end; tap += 8) {
            const value = v128.load(load<usize>(tap) + c);
            sum = f32x4.add(sum, f32x4.mul(value, v128.load(load<usize>(tap, 4) + c)));
          }
          v128.store(y + c, sum);
        }
        y += bytes;
      }
    }
    x += <usize>(height * width) * bytes;
  }
}

/** Adds to the gradient of x from that of y. */
export function depthwiseBackward(
  gradient: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  kernel: i32,
  stride: i32,
  padding: i32,
  weights: usize,
  x: usize,
  work: usize,
): void {
  const bytes = <usize>channels * 4;
  for (let n = 0; n < batch; n++) {
    for (let top = -padding; top + kernel <= height + padding; top += stride) {
      for (let left = -padding; left + kernel <= width + padding; left += stride) {
        const end = findTaps(x, weights, height, width, bytes, top, left, kernel, work);
        for (let c: usize = 0; c < bytes; c += 16) {
          const given = v128.load(gradient + c);
          for (let tap = work; tap < end; tap += 8) {
            const at = load<usize>(tap) + c;
            const added = f32x4.mul(given, v128.load(load<usize>(tap, 4) + c));
            v128.store(at, f32x4.add(v128.load(at), added));
          }
        }
        gradient += bytes;
      }
    }
    x += <usize>(height * width) * bytes;
  }
}

/**
 * The gradient of the weights from that of y: `sums` float64 [kernel, kernel, channels]. `rowSums` is room
 * for as many numbers in float32, in which a row of windows is added up.
 */
export function depthwiseWeights(
  gradient: usize,
  x: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  kernel: i32,
  stride: i32,
  padding: i32,
  sums: usize,
  rowSums: usize,
  work: usize,
): void {
  const bytes = <usize>channels * 4;
  const taps = <usize>(kernel * kernel) * bytes;
  memory.fill(sums, 0, 2 * taps);
  for (let n = 0; n < batch; n++) {
    for (let top = -padding; top + kernel <= height + padding; top += stride) {
      memory.fill(rowSums, 0, taps);
      for (let left = -padding; left + kernel <= width + padding; left += stride) {
        const end = findTaps(x, rowSums, height, width, bytes, top, left, kernel, work);
        for (let c: usize = 0; c < bytes; c += 16) {
          const given = v128.load(gradient + c);
          for (let tap = work; tap < end; tap += 8) {
            const at = load<usize>(tap, 4) + c;
            const product = f32x4.mul(given, v128.load(load<usize>(tap) + c));
            v128.store(at, f32x4.add(v128.load(at), product));
          }
        }
        gradient += bytes;
      }
      for (let at: usize = 0; at < taps; at += 16)
        addToSums(sums + 2 * at, v128.load(rowSums + at));
    }
    x += <usize>(height * width) * bytes;
  }
}
