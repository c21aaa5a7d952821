/** The optimizer: numbers are float32, arguments addresses and counts of numbers. */

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
