/**
 * Winograd's minimal filtering F(4 x 4, 3 x 3) (Lavin and Gray, 2016): a convolution of 3 x 3 taps, stride
 * 1 and padding 1 as 36 products of matrices, which multiply a quarter as often. Pictures are cut into
 * tiles of 4 x 4 pixels, the last ones of a row or column perhaps with less in them. Of each tile, 36
 * coefficients are plane by plane [36, tiles, channels], `step` bytes from one plane to the next.
 *
 * `outside` is room for one pixel, which stands for those that are not there. `work` is room for 180 numbers.
 */
import { findPixels } from "./lanes";

/** Bytes of the table of addresses, before the numbers in `work`. */
const TABLE: usize = 144;

function times(x: v128, factor: f32): v128 {
  return f32x4.mul(x, f32x4.splat(factor));
}

/** Four numbers of the pixel that `entry` of a table says. */
function pixel(entry: usize, channel: usize): v128 {
  return v128.load(load<usize>(entry) + channel);
}

/** B transposed times a, six numbers to `to` and each `step` bytes on. */
function inputTransform(
  a0: v128,
  a1: v128,
  a2: v128,
  a3: v128,
  a4: v128,
  a5: v128,
  to: usize,
  step: usize,
): void {
  const even = f32x4.sub(a4, times(a2, 4));
  const odd = f32x4.sub(a3, times(a1, 4));
  const even2 = f32x4.sub(a4, a2);
  const odd2 = times(f32x4.sub(a3, a1), 2);
  v128.store(to, f32x4.add(f32x4.sub(times(a0, 4), times(a2, 5)), a4));
  v128.store(to + step, f32x4.add(even, odd));
  v128.store(to + 2 * step, f32x4.sub(even, odd));
  v128.store(to + 3 * step, f32x4.add(even2, odd2));
  v128.store(to + 4 * step, f32x4.sub(even2, odd2));
  v128.store(to + 5 * step, f32x4.add(f32x4.sub(times(a1, 4), times(a3, 5)), a5));
}

/** B times a: the transposed of `inputTransform`. */
function inputGradient(
  a0: v128,
  a1: v128,
  a2: v128,
  a3: v128,
  a4: v128,
  a5: v128,
  to: usize,
  step: usize,
): void {
  const sum12 = f32x4.add(a1, a2);
  const sum34 = f32x4.add(a3, a4);
  const less21 = f32x4.sub(a2, a1);
  const less43 = f32x4.sub(a4, a3);
  v128.store(to, times(a0, 4));
  v128.store(to + step, f32x4.add(times(f32x4.add(less21, a5), 4), times(less43, 2)));
  v128.store(to + 2 * step, f32x4.sub(f32x4.sub(times(a0, -5), times(sum12, 4)), sum34));
  v128.store(to + 3 * step, f32x4.sub(f32x4.sub(times(less43, -2), less21), times(a5, 5)));
  v128.store(to + 4 * step, f32x4.add(a0, f32x4.add(sum12, sum34)));
  v128.store(to + 5 * step, a5);
}

/** A transposed times a, four numbers to `to` and each `step` bytes on. */
function outputTransform(
  a0: v128,
  a1: v128,
  a2: v128,
  a3: v128,
  a4: v128,
  a5: v128,
  to: usize,
  step: usize,
): void {
  const sum12 = f32x4.add(a1, a2);
  const sum34 = f32x4.add(a3, a4);
  const less12 = f32x4.sub(a1, a2);
  const less34 = f32x4.sub(a3, a4);
  v128.store(to, f32x4.add(a0, f32x4.add(sum12, sum34)));
  v128.store(to + step, f32x4.add(less12, times(less34, 2)));
  v128.store(to + 2 * step, f32x4.add(sum12, times(sum34, 4)));
  v128.store(to + 3 * step, f32x4.add(f32x4.add(less12, times(less34, 8)), a5));
}

/** A times a: the transposed of `outputTransform`. */
function outputGradient(a0: v128, a1: v128, a2: v128, a3: v128, to: usize, step: usize): void {
  const even = f32x4.add(a0, a2);
  const odd = f32x4.add(a1, a3);
  const even2 = f32x4.add(a0, times(a2, 4));
  const odd2 = f32x4.add(times(a1, 2), times(a3, 8));
  v128.store(to, a0);
  v128.store(to + step, f32x4.add(even, odd));
  v128.store(to + 2 * step, f32x4.sub(even, odd));
  v128.store(to + 3 * step, f32x4.add(even2, odd2));
  v128.store(to + 4 * step, f32x4.sub(even2, odd2));
  v128.store(to + 5 * step, a3);
}

/** The coefficients of x: each tile with the pixels around it. */
export function winogradInput(
  x: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  coefficients: usize,
  step: usize,
  outside: usize,
  work: usize,
): void {
  const bytes = <usize>channels * 4;
  const numbers = work + TABLE;
  memory.fill(outside, 0, bytes);
  for (let n = 0; n < batch; n++) {
    for (let top = -1; top < height - 1; top += 4) {
      for (let left = -1; left < width - 1; left += 4) {
        findPixels(x, height, width, bytes, top, left, 6, outside, work);
        for (let c: usize = 0; c < bytes; c += 16) {
          for (let j: usize = 0; j < 6; j++) {
            const t = work + 4 * j;
            inputTransform(
              pixel(t, c),
              pixel(t + 24, c),
              pixel(t + 48, c),
              pixel(t + 72, c),
              pixel(t + 96, c),
              pixel(t + 120, c),
              numbers + 16 * j,
              96,
            );
          }
          let to = coefficients + c;
          for (let row = numbers; row < numbers + 576; row += 96) {
            inputTransform(
              v128.load(row),
              v128.load(row, 16),
              v128.load(row, 32),
              v128.load(row, 48),
              v128.load(row, 64),
              v128.load(row, 80),
              to,
              step,
            );
            to += 6 * step;
          }
        }
        coefficients += bytes;
      }
    }
    x += <usize>(height * width) * bytes;
  }
}

/** Adds to the gradient of x from that of its coefficients. */
export function winogradInputGradient(
  coefficients: usize,
  step: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  x: usize,
  outside: usize,
  work: usize,
): void {
  const bytes = <usize>channels * 4;
  const numbers = work + TABLE;
  const results = numbers;
  for (let n = 0; n < batch; n++) {
    for (let top = -1; top < height - 1; top += 4) {
      for (let left = -1; left < width - 1; left += 4) {
        findPixels(x, height, width, bytes, top, left, 6, outside, work);
        for (let c: usize = 0; c < bytes; c += 16) {
          for (let j: usize = 0; j < 6; j++) {
            const from = coefficients + c + j * step;
            inputGradient(
              v128.load(from),
              v128.load(from + 6 * step),
              v128.load(from + 12 * step),
              v128.load(from + 18 * step),
              v128.load(from + 24 * step),
              v128.load(from + 30 * step),
              numbers + 16 * j,
              96,
            );
          }
          let table = work;
          for (let row = numbers; row < numbers + 576; row += 96) {
            inputGradient(
              v128.load(row),
              v128.load(row, 16),
              v128.load(row, 32),
              v128.load(row, 48),
              v128.load(row, 64),
              v128.load(row, 80),
              row,
              16,
            );
            for (let j: usize = 0; j < 6; j++) {
              const at = load<usize>(table) + c;
              v128.store(at, f32x4.add(v128.load(at), v128.load(row + 16 * j)));
              table += 4;
            }
          }
        }
        coefficients += bytes;
      }
    }
    x += <usize>(height * width) * bytes;
  }
}

/**
 * Channels of the result of a convolution, from their coefficients: `channels` of each pixel's `all`, of
 * which `y` is the first.
 */
export function winogradOutput(
  coefficients: usize,
  step: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  all: i32,
  y: usize,
  outside: usize,
  work: usize,
): void {
  const bytes = <usize>channels * 4;
  const pitch = <usize>all * 4;
  const numbers = work + TABLE;
  for (let n = 0; n < batch; n++) {
    for (let top = 0; top < height; top += 4) {
      for (let left = 0; left < width; left += 4) {
        findPixels(y, height, width, pitch, top, left, 4, outside, work);
        for (let c: usize = 0; c < bytes; c += 16) {
          for (let j: usize = 0; j < 6; j++) {
            const from = coefficients + c + j * step;
            outputTransform(
              v128.load(from),
              v128.load(from + 6 * step),
              v128.load(from + 12 * step),
              v128.load(from + 18 * step),
              v128.load(from + 24 * step),
              v128.load(from + 30 * step),
              numbers + 16 * j,
              96,
            );
          }
          let table = work;
          for (let row = numbers; row < numbers + 384; row += 96) {
            outputTransform(
              v128.load(row),
              v128.load(row, 16),
              v128.load(row, 32),
              v128.load(row, 48),
              v128.load(row, 64),
              v128.load(row, 80),
              row,
              16,
            );
            v128.store(load<usize>(table) + c, v128.load(row));
            v128.store(load<usize>(table, 4) + c, v128.load(row, 16));
            v128.store(load<usize>(table, 8) + c, v128.load(row, 32));
            v128.store(load<usize>(table, 12) + c, v128.load(row, 48));
            table += 16;
          }
        }
        coefficients += bytes;
      }
    }
    y += <usize>(height * width) * pitch;
  }
}

/** The gradient of their coefficients from that of channels of the result. */
export function winogradOutputGradient(
  y: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  all: i32,
  coefficients: usize,
  step: usize,
  outside: usize,
  work: usize,
): void {
  const bytes = <usize>channels * 4;
  const pitch = <usize>all * 4;
  const numbers = work + TABLE;
  memory.fill(outside, 0, bytes);
  for (let n = 0; n < batch; n++) {
    for (let top = 0; top < height; top += 4) {
      for (let left = 0; left < width; left += 4) {
        findPixels(y, height, width, pitch, top, left, 4, outside, work);
        for (let c: usize = 0; c < bytes; c += 16) {
          for (let j: usize = 0; j < 4; j++) {
            const t = work + 4 * j;
            outputGradient(
              pixel(t, c),
              pixel(t + 16, c),
              pixel(t + 32, c),
              pixel(t + 48, c),
              numbers + 16 * j,
              64,
            );
          }
          let to = coefficients + c;
          for (let row = numbers; row < numbers + 384; row += 64) {
            outputGradient(
              v128.load(row),
              v128.load(row, 16),
              v128.load(row, 32),
              v128.load(row, 48),
              to,
              step,
            );
            to += 6 * step;
          }
        }
        coefficients += bytes;
      }
    }
    y += <usize>(height * width) * pitch;
  }
}
