/**
 * What a training step does outside its graphs, in passes over memory as few as can be: the Adam update,
 * and batch normalisation with ReLU and 2 x 2 max pooling. AssemblyScript; `npm run kernels` compiles
 * this file into src/backend/engine/kernels/kernelModule.ts.
 *
 * Arguments are addresses in the imported memory and counts of numbers. Numbers are float32 unless said.
 */

/** The sum of four lanes, in float64. */
function total(x: v128): f64 {
  const low = f64x2.promote_low_f32x4(x);
  const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/**
 * The Adam update of `count` numbers (a multiple of 4). With g = gradient * clip, in this order:
 * first = first * 0.9 + g; second = second * 0.999 + g * g;
 * weight = weight * keep - first / (sqrt(second) + epsilon) * stepSize.
 */
export function adam(
  weight: usize,
  first: usize,
  second: usize,
  gradient: usize,
  count: i32,
  stepSize: f32,
  epsilon: f32,
  keep: f32,
  clip: f32,
): void {
  const firstKept = f32x4.splat(0.9);
  const secondKept = f32x4.splat(0.999);
  const end: usize = <usize>count * 4;
  for (let i: usize = 0; i < end; i += 16) {
    const g = f32x4.mul(v128.load(gradient + i), f32x4.splat(clip));
    const m = f32x4.add(f32x4.mul(v128.load(first + i), firstKept), g);
    const v = f32x4.add(f32x4.mul(v128.load(second + i), secondKept), f32x4.mul(g, g));
    v128.store(first + i, m);
    v128.store(second + i, v);
    const change = f32x4.mul(
      f32x4.div(m, f32x4.add(f32x4.sqrt(v), f32x4.splat(epsilon))),
      f32x4.splat(stepSize),
    );
    const kept = f32x4.mul(v128.load(weight + i), f32x4.splat(keep));
    v128.store(weight + i, f32x4.sub(kept, change));
  }
}

/** The sum of squares of `count` numbers (a multiple of 4), added in float64. */
export function squares(address: usize, count: i32): f64 {
  let sum = f64x2.splat(0);
  const end: usize = <usize>count * 4;
  for (let i: usize = 0; i < end; i += 16) {
    const x = v128.load(address + i);
    const low = f64x2.promote_low_f32x4(x);
    const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 0, 1));
    sum = f64x2.add(sum, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/**
 * Max pooling of z [batch, channels, height, width] (even sides) by 2 x 2, and each channel's sums. The
 * greatest of a window where the channel's sign is 1, the smallest where it is -1, goes to `pooled`; its
 * place in the window, 0..3 by rows (the first of equal ones), to `places`, bytes. `sums` float64
 * [channels, 2] become the sums of z and of its squares.
 */
export function poolForward(
  z: usize,
  batch: i32,
  channels: i32,
  height: i32,
  width: i32,
  signs: usize,
  pooled: usize,
  places: usize,
  sums: usize,
): void {
  memory.fill(sums, 0, 16 * <usize>channels);
  const row: usize = <usize>width * 4;
  const one = i32x4.splat(1);
  const two = i32x4.splat(2);
  for (let plane: i32 = 0; plane < batch * channels; plane++) {
    const channel = <usize>(plane % channels);
    const sign = load<f32>(signs + 4 * channel);
    const signs4 = f32x4.splat(sign);
    let planeSum: f64 = 0;
    let planeSquares: f64 = 0;
    for (let y: i32 = 0; y < height; y += 2) {
      let sum = f32x4.splat(0);
      let square = f32x4.splat(0);
      let x: i32 = 0;
      for (; x + 8 <= width; x += 8) {
        const a0 = v128.load(z);
        const a1 = v128.load(z, 16);
        const b0 = v128.load(z + row);
        const b1 = v128.load(z + row, 16);
        z += 32;
        sum = f32x4.add(sum, f32x4.add(f32x4.add(a0, a1), f32x4.add(b0, b1)));
        square = f32x4.add(
          square,
          f32x4.add(
            f32x4.add(f32x4.mul(a0, a0), f32x4.mul(a1, a1)),
            f32x4.add(f32x4.mul(b0, b0), f32x4.mul(b1, b1)),
          ),
        );
        const p0 = f32x4.mul(v128.shuffle<f32>(a0, a1, 0, 2, 4, 6), signs4);
        const p1 = f32x4.mul(v128.shuffle<f32>(a0, a1, 1, 3, 5, 7), signs4);
        const p2 = f32x4.mul(v128.shuffle<f32>(b0, b1, 0, 2, 4, 6), signs4);
        const p3 = f32x4.mul(v128.shuffle<f32>(b0, b1, 1, 3, 5, 7), signs4);
        const right = f32x4.gt(p1, p0);
        const upper = v128.bitselect(p1, p0, right);
        const lowerRight = f32x4.gt(p3, p2);
        const lower = v128.bitselect(p3, p2, lowerRight);
        const below = f32x4.gt(lower, upper);
        v128.store(pooled, f32x4.mul(v128.bitselect(lower, upper, below), signs4));
        pooled += 16;
        const place = v128.bitselect(
          v128.or(two, v128.and(lowerRight, one)),
          v128.and(right, one),
          below,
        );
        const words = i16x8.narrow_i32x4_s(place, place);
        v128.store32_lane(places, i8x16.narrow_i16x8_s(words, words), 0);
        places += 4;
      }
      for (; x < width; x += 2) {
        let best: f32 = -Infinity;
        let place: i32 = 0;
        for (let k: i32 = 0; k < 4; k++) {
          const value = load<f32>(z + row * (k >> 1) + 4 * (k & 1));
          planeSum += value;
          planeSquares += <f64>value * value;
          if (value * sign > best) {
            best = value * sign;
            place = k;
          }
        }
        store<f32>(pooled, best * sign);
        store<u8>(places, place);
        z += 8;
        pooled += 4;
        places += 1;
      }
      z += row;
      planeSum += total(sum);
      planeSquares += total(square);
    }
    const at = sums + 16 * channel;
    store<f64>(at, load<f64>(at) + planeSum);
    store<f64>(at + 8, load<f64>(at + 8) + planeSquares);
  }
}

/** ReLU of `pooled * scale + shift` a channel, into `result`; planes of `size` numbers. */
export function normForward(
  pooled: usize,
  batch: i32,
  channels: i32,
  size: i32,
  scales: usize,
  shifts: usize,
  result: usize,
): void {
  for (let plane: i32 = 0; plane < batch * channels; plane++) {
    const channel = <usize>(plane % channels);
    const scale = load<f32>(scales + 4 * channel);
    const shift = load<f32>(shifts + 4 * channel);
    let i: i32 = 0;
    for (; i + 4 <= size; i += 4) {
      const x = f32x4.add(f32x4.mul(v128.load(pooled), f32x4.splat(scale)), f32x4.splat(shift));
      v128.store(result, f32x4.max(x, f32x4.splat(0)));
      pooled += 16;
      result += 16;
    }
    for (; i < size; i++) {
      store<f32>(result, max<f32>(load<f32>(pooled) * scale + shift, 0));
      pooled += 4;
      result += 4;
    }
  }
}

/**
 * What the gradient of `result` sums up to a channel: `sums` float64 [channels, 2] become the sums of
 * the gradient where ReLU let pass, and of it times `pooled`.
 */
export function normSums(
  gradient: usize,
  result: usize,
  pooled: usize,
  batch: i32,
  channels: i32,
  size: i32,
  sums: usize,
): void {
  memory.fill(sums, 0, 16 * <usize>channels);
  for (let plane: i32 = 0; plane < batch * channels; plane++) {
    const at = sums + 16 * <usize>(plane % channels);
    let planeSum: f64 = 0;
    let planeProducts: f64 = 0;
    let i: i32 = 0;
    while (i + 4 <= size) {
      const end = min<i32>(size - 3, i + 256); // so many are added up in float32
      let sum = f32x4.splat(0);
      let products = f32x4.splat(0);
      for (; i < end; i += 4) {
        const passes = f32x4.gt(v128.load(result), f32x4.splat(0));
        const active = v128.and(v128.load(gradient), passes);
        sum = f32x4.add(sum, active);
        products = f32x4.add(products, f32x4.mul(active, v128.load(pooled)));
        gradient += 16;
        result += 16;
        pooled += 16;
      }
      planeSum += total(sum);
      planeProducts += total(products);
    }
    for (; i < size; i++) {
      if (load<f32>(result) > 0) {
        planeSum += load<f32>(gradient);
        planeProducts += <f64>load<f32>(gradient) * load<f32>(pooled);
      }
      gradient += 4;
      result += 4;
      pooled += 4;
    }
    store<f64>(at, load<f64>(at) + planeSum);
    store<f64>(at + 8, load<f64>(at + 8) + planeProducts);
  }
}

/**
 * Turns z into its own gradient: `z * slope + shift` a channel, and `gradient * scale` more where a
 * maximum was taken that ReLU let pass.
 */
export function poolBackward(
  gradient: usize,
  result: usize,
  places: usize,
  batch: i32,
  channels: i32,
  height: i32,
  width: i32,
  scales: usize,
  slopes: usize,
  shifts: usize,
  z: usize,
): void {
  const row: usize = <usize>width * 4;
  for (let plane: i32 = 0; plane < batch * channels; plane++) {
    const channel = <usize>(plane % channels);
    const scale = load<f32>(scales + 4 * channel);
    const slope = load<f32>(slopes + 4 * channel);
    const shift = load<f32>(shifts + 4 * channel);
    const slopes4 = f32x4.splat(slope);
    const shifts4 = f32x4.splat(shift);
    for (let y: i32 = 0; y < height; y += 2) {
      let x: i32 = 0;
      for (; x + 8 <= width; x += 8) {
        const passes = f32x4.gt(v128.load(result), f32x4.splat(0));
        const active = v128.and(f32x4.mul(v128.load(gradient), f32x4.splat(scale)), passes);
        const place = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(places)));
        const g0 = v128.and(active, i32x4.eq(place, i32x4.splat(0)));
        const g1 = v128.and(active, i32x4.eq(place, i32x4.splat(1)));
        const g2 = v128.and(active, i32x4.eq(place, i32x4.splat(2)));
        const g3 = v128.and(active, i32x4.eq(place, i32x4.splat(3)));
        addTo(z, slopes4, shifts4, v128.shuffle<f32>(g0, g1, 0, 4, 1, 5));
        addTo(z + 16, slopes4, shifts4, v128.shuffle<f32>(g0, g1, 2, 6, 3, 7));
        addTo(z + row, slopes4, shifts4, v128.shuffle<f32>(g2, g3, 0, 4, 1, 5));
        addTo(z + row + 16, slopes4, shifts4, v128.shuffle<f32>(g2, g3, 2, 6, 3, 7));
        z += 32;
        gradient += 16;
        result += 16;
        places += 4;
      }
      for (; x < width; x += 2) {
        const active = load<f32>(result) > 0 ? load<f32>(gradient) * scale : 0;
        const place = <i32>load<u8>(places);
        for (let k: i32 = 0; k < 4; k++) {
          const at = z + row * (k >> 1) + 4 * (k & 1);
          const dense = load<f32>(at) * slope + shift;
          store<f32>(at, k === place ? dense + active : dense);
        }
        z += 8;
        gradient += 4;
        result += 4;
        places += 1;
      }
      z += row;
    }
  }
}

/** Adds to `x * slope + shift` of four numbers, in place. */
function addTo(at: usize, slope: v128, shift: v128, added: v128): void {
  const dense = f32x4.add(f32x4.mul(v128.load(at), slope), shift);
  v128.store(at, f32x4.add(dense, added));
}
