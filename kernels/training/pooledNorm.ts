/**
 * Batch normalisation, ReLU and 2 x 2 max pooling in one: z is [batch, height, width, channels] with even
 * sides, what is pooled a quarter of it.
 */
import { addToSums } from "./lanes";

/** The byte of each of four places, as the lanes of a mask's comparison. */
function placesAt(places: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(places)));
}

/**
 * The greatest of each window where the channel's sign is 1, the smallest where it is -1, goes to
 * `pooled`; its place in the window, 0..3 by rows (the first of equal ones), to `places`, bytes. `sums`
 * float64 [2, channels] become the sums of z and of its squares; `work` is room for [2, channels].
 */
export function poolForward(
  z: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  signs: usize,
  pooled: usize,
  places: usize,
  sums: usize,
  work: usize,
): void {
  const bytes = <usize>channels * 4;
  const line = <usize>width * bytes;
  const one = i32x4.splat(1);
  const two = i32x4.splat(2);
  memory.fill(sums, 0, 4 * bytes);
  for (let row = 0; row < batch * height; row += 2) {
    memory.fill(work, 0, 2 * bytes); // a pair of rows is added up in float32
    for (let x = 0; x < width; x += 2) {
      for (let c: usize = 0; c < bytes; c += 16) {
        const z0 = v128.load(z);
        const z1 = v128.load(z + bytes);
        const z2 = v128.load(z + line);
        const z3 = v128.load(z + line + bytes);
        const sum = f32x4.add(f32x4.add(z0, z1), f32x4.add(z2, z3));
        const squares = f32x4.add(
          f32x4.add(f32x4.mul(z0, z0), f32x4.mul(z1, z1)),
          f32x4.add(f32x4.mul(z2, z2), f32x4.mul(z3, z3)),
        );
        const at = work + c;
        v128.store(at, f32x4.add(v128.load(at), sum));
        v128.store(at + bytes, f32x4.add(v128.load(at + bytes), squares));
        const sign = v128.load(signs + c);
        const p0 = f32x4.mul(z0, sign);
        const p1 = f32x4.mul(z1, sign);
        const p2 = f32x4.mul(z2, sign);
        const p3 = f32x4.mul(z3, sign);
        const right = f32x4.gt(p1, p0);
        const upper = v128.bitselect(p1, p0, right);
        const lowerRight = f32x4.gt(p3, p2);
        const lower = v128.bitselect(p3, p2, lowerRight);
        const below = f32x4.gt(lower, upper);
        v128.store(pooled, f32x4.mul(v128.bitselect(lower, upper, below), sign));
        const place = v128.bitselect(
          v128.or(two, v128.and(lowerRight, one)),
          v128.and(right, one),
          below,
        );
        const words = i16x8.narrow_i32x4_s(place, place);
        v128.store32_lane(places, i8x16.narrow_i16x8_s(words, words), 0);
        z += 16;
        pooled += 16;
        places += 4;
      }
      z += bytes;
    }
    z += line;
    for (let c: usize = 0; c < 2 * bytes; c += 16) addToSums(sums + 2 * c, v128.load(work + c));
  }
}

/**
 * Turns z into its own gradient: `z * slope + shift`, and `gradient * scale` more where a maximum was
 * taken. `gradient` is of what was pooled, without what ReLU stopped.
 */
export function poolBackward(
  gradient: usize,
  places: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  scales: usize,
  slopes: usize,
  shifts: usize,
  z: usize,
): void {
  const bytes = <usize>channels * 4;
  const line = <usize>width * bytes;
  for (let row = 0; row < batch * height; row += 2) {
    for (let x = 0; x < width; x += 2) {
      for (let c: usize = 0; c < bytes; c += 16) {
        const active = f32x4.mul(v128.load(gradient), v128.load(scales + c));
        const place = placesAt(places);
        const slope = v128.load(slopes + c);
        const shift = v128.load(shifts + c);
        for (let k = 0; k < 4; k++) {
          const at = z + (k & 1 ? bytes : 0) + (k & 2 ? line : 0);
          const dense = f32x4.add(f32x4.mul(v128.load(at), slope), shift);
          const added = v128.and(active, i32x4.eq(place, i32x4.splat(k)));
          v128.store(at, f32x4.add(dense, added));
        }
        z += 16;
        gradient += 16;
        places += 4;
      }
      z += bytes;
    }
    z += line;
  }
}
