/**
 * The weights' side of Winograd's minimal filtering: kernels of 3 x 3 taps [count, 9], a multiple of 4 of
 * them, and their 36 coefficients plane by plane [36, count]. `work` is room for 4716 numbers.
 */

function times(x: v128, factor: f32): v128 {
  return f32x4.mul(x, f32x4.splat(factor));
}

/** G times a, six numbers to `to` and each `step` bytes on. */
function transform(a0: v128, a1: v128, a2: v128, to: usize, step: usize): void {
  const even = times(f32x4.add(a0, a2), -1.0 / 6);
  const odd = times(a1, -1.0 / 6);
  const even2 = f32x4.add(times(a0, 1.0 / 24), times(a2, 1.0 / 6));
  const odd2 = times(a1, 1.0 / 12);
  v128.store(to, times(a0, 0.25));
  v128.store(to + step, f32x4.add(even, odd));
  v128.store(to + 2 * step, f32x4.sub(even, odd));
  v128.store(to + 3 * step, f32x4.add(even2, odd2));
  v128.store(to + 4 * step, f32x4.sub(even2, odd2));
  v128.store(to + 5 * step, a2);
}

/** G transposed times six numbers from `at` and each `step` bytes on; three to `to` and each `apart` on. */
function gradient(at: usize, step: usize, to: usize, apart: usize): void {
  const a1 = v128.load(at + step);
  const a2 = v128.load(at + 2 * step);
  const a3 = v128.load(at + 3 * step);
  const a4 = v128.load(at + 4 * step);
  const sum12 = times(f32x4.add(a1, a2), 1.0 / 6);
  const sum34 = f32x4.add(a3, a4);
  const less21 = times(f32x4.sub(a2, a1), 1.0 / 6);
  const less34 = times(f32x4.sub(a3, a4), 1.0 / 12);
  const first = f32x4.sub(times(v128.load(at), 0.25), sum12);
  v128.store(to, f32x4.add(first, times(sum34, 1.0 / 24)));
  v128.store(to + apart, f32x4.add(less21, less34));
  const last = f32x4.sub(v128.load(at + 5 * step), sum12);
  v128.store(to + 2 * apart, f32x4.add(last, times(sum34, 1.0 / 6)));
}

/** One tap of four kernels. */
function tap(weights: usize): v128 {
  let x = v128.load32_zero(weights);
  x = v128.load32_lane(weights, x, 1, 36);
  x = v128.load32_lane(weights, x, 2, 72);
  return v128.load32_lane(weights, x, 3, 108);
}

/**
 * So many kernels are done at a time, in `work`: planes lie a power of two apart, where a processor's caches
 * keep few lines, so each is written line by line and not four numbers at a time.
 */
const TOGETHER: usize = 128;

/** Bytes of a plane of those in `work`, and of all of them. */
const PLANE: usize = 4 * TOGETHER;
const PLANES: usize = 36 * PLANE;

export function winogradWeights(
  weights: usize,
  count: i32,
  coefficients: usize,
  work: usize,
): void {
  const step = <usize>count * 4;
  const numbers = work + PLANES;
  for (let done: usize = 0; done < <usize>count; done += TOGETHER) {
    const length: usize = min<usize>(TOGETHER, <usize>count - done) * 4;
    for (let i: usize = 0; i < length; i += 16) {
      for (let j: usize = 0; j < 3; j++) {
        const at = weights + 4 * j;
        transform(tap(at), tap(at + 12), tap(at + 24), numbers + 16 * j, 48);
      }
      let to = work + i;
      for (let row = numbers; row < numbers + 288; row += 48) {
        transform(v128.load(row), v128.load(row, 16), v128.load(row, 32), to, PLANE);
        to += 6 * PLANE;
      }
      weights += 144;
    }
    for (let plane: usize = 0; plane < 36; plane++) {
      memory.copy(coefficients + plane * step, work + plane * PLANE, length);
    }
    coefficients += length;
  }
}

/** The gradient of the weights from that of their coefficients. */
export function winogradWeightsGradient(
  coefficients: usize,
  count: i32,
  weights: usize,
  work: usize,
): void {
  const step = <usize>count * 4;
  const numbers = work + PLANES;
  const taps = numbers + 288;
  for (let done: usize = 0; done < <usize>count; done += TOGETHER) {
    const length: usize = min<usize>(TOGETHER, <usize>count - done) * 4;
    for (let plane: usize = 0; plane < 36; plane++) {
      memory.copy(work + plane * PLANE, coefficients + plane * step, length);
    }
    coefficients += length;
    for (let i: usize = 0; i < length; i += 16) {
      for (let j: usize = 0; j < 6; j++) {
        gradient(work + i + j * PLANE, 6 * PLANE, numbers + 16 * j, 96);
      }
      for (let row: usize = 0; row < 3; row++) {
        gradient(numbers + 96 * row, 16, taps + 48 * row, 16);
      }
      for (let t: usize = 0; t < 9; t++) {
        const x = v128.load(taps + 16 * t);
        const to = weights + 4 * t;
        v128.store32_lane(to, x, 0);
        v128.store32_lane(to, x, 1, 36);
        v128.store32_lane(to, x, 2, 72);
        v128.store32_lane(to, x, 3, 108);
      }
      weights += 144;
    }
  }
}
