/**
 * The loops over pixels, 8 or 16 bytes at a time: AssemblyScript, which WebAssembly's SIMD makes four
 * to ten times as fast as the same loops in JavaScript. `npm run kernels` compiles this file into
 * src/backend/util/pixels/kernelModule.ts; whole numbers only, so every machine gives the same bytes.
 *
 * Arguments are addresses and counts. Pictures are [height, width, 3] uint8. Reads and writes may
 * pass the end of an array by up to 16 bytes, which the caller leaves room for.
 */

/**
 * Adds up the columns of at most 256 rows: `sums` is uint16 [rowBytes], `squares` (sums of squares)
 * uint32 [rowBytes], both up to the next multiple of 16.
 */
export function sumColumns(
  source: usize,
  rowBytes: i32,
  rows: i32,
  sums: usize,
  squares: usize,
): void {
  for (let x: i32 = 0; x < rowBytes; x += 16) {
    let low = i16x8.splat(0);
    let high = i16x8.splat(0);
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let d = i32x4.splat(0);
    let at = source + x;
    for (let y: i32 = 0; y < rows; y++) {
      const bytes = v128.load(at);
      low = i16x8.add(low, i16x8.extend_low_i8x16_u(bytes));
      high = i16x8.add(high, i16x8.extend_high_i8x16_u(bytes));
      const lower = i16x8.extmul_low_i8x16_u(bytes, bytes);
      const upper = i16x8.extmul_high_i8x16_u(bytes, bytes);
      a = i32x4.add(a, i32x4.extend_low_i16x8_u(lower));
      b = i32x4.add(b, i32x4.extend_high_i16x8_u(lower));
      c = i32x4.add(c, i32x4.extend_low_i16x8_u(upper));
      d = i32x4.add(d, i32x4.extend_high_i16x8_u(upper));
      at += rowBytes;
    }
    v128.store(sums + 2 * x, low);
    v128.store(sums + 2 * x, high, 16);
    v128.store(squares + 4 * x, a);
    v128.store(squares + 4 * x, b, 16);
    v128.store(squares + 4 * x, c, 32);
    v128.store(squares + 4 * x, d, 48);
  }
}

/** Fractional bits of weights, and of the values between the two passes of resizing. */
const WEIGHT_BITS = 14;
const MIDDLE_BITS = 6;

/**
 * One row of a resized picture. The weighted sum of `rows` rows (an even number; weights int16, in
 * 2^14ths) goes to `middle`, uint16 [rowBytes] in 64ths; its pixels are weighted in turn: pixel i of
 * `size` is the sum of `taps` (even) pixels from `starts[i]` (int32) on, by `weights[i]` (int16).
 */
export function resizeRow(
  source: usize,
  rowBytes: i32,
  rows: i32,
  rowWeights: usize,
  middle: usize,
  size: i32,
  taps: i32,
  starts: usize,
  weights: usize,
  result: usize,
): void {
  const rounding = i32x4.splat(1 << (WEIGHT_BITS - MIDDLE_BITS - 1));
  for (let x: i32 = 0; x < rowBytes; x += 8) {
    let left = rounding;
    let right = rounding;
    let at = source + x;
    for (let y: i32 = 0; y < rows; y += 2) {
      const pair = v128.load32_splat(rowWeights + 2 * y);
      const upper = v128.load8x8_u(at);
      const lower = v128.load8x8_u(at + rowBytes);
      left = i32x4.add(
        left,
        i32x4.dot_i16x8_s(v128.shuffle<i16>(upper, lower, 0, 8, 1, 9, 2, 10, 3, 11), pair),
      );
      right = i32x4.add(
        right,
        i32x4.dot_i16x8_s(v128.shuffle<i16>(upper, lower, 4, 12, 5, 13, 6, 14, 7, 15), pair),
      );
      at += 2 * rowBytes;
    }
    left = i32x4.shr_u(left, WEIGHT_BITS - MIDDLE_BITS);
    right = i32x4.shr_u(right, WEIGHT_BITS - MIDDLE_BITS);
    v128.store(middle + 2 * x, i16x8.narrow_i32x4_u(left, right));
  }
  for (let i: i32 = 0; i < size; i++) {
    let sum = i32x4.splat(1 << (WEIGHT_BITS + MIDDLE_BITS - 1));
    let at = middle + 6 * load<i32>(starts + 4 * i);
    let weight = weights + 2 * taps * i;
    for (let tap: i32 = 0; tap < taps; tap += 2) {
      const two = v128.load(at);
      const pair = v128.load32_splat(weight);
      sum = i32x4.add(
        sum,
        i32x4.dot_i16x8_s(v128.shuffle<i16>(two, two, 0, 3, 1, 4, 2, 5, 6, 7), pair),
      );
      at += 12;
      weight += 4;
    }
    storePixel(result + 3 * i, i32x4.shr_s(sum, WEIGHT_BITS + MIDDLE_BITS));
  }
}

/** Writes a pixel's three channels; the byte after them is overwritten, too. */
function storePixel(at: usize, channels: v128): void {
  const words = i16x8.narrow_i32x4_s(channels, channels);
  store<i32>(at, i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0));
}

/**
 * Seven weighted neighbours of each byte, `stride` apart, weights in 256ths that sum to 256: byte i
 * of `result` is the mean around byte i of `source`.
 */
export function blurRun(
  source: usize,
  length: i32,
  stride: i32,
  own: i32,
  one: i32,
  two: i32,
  three: i32,
  result: usize,
): void {
  const half = i16x8.splat(128);
  const w0 = i16x8.splat(<i16>own);
  const w1 = i16x8.splat(<i16>one);
  const w2 = i16x8.splat(<i16>two);
  const w3 = i16x8.splat(<i16>three);
  for (let i: i32 = 0; i < length; i += 8) {
    const at = source + i;
    const near = i16x8.add(v128.load8x8_u(at - stride), v128.load8x8_u(at + stride));
    const further = i16x8.add(v128.load8x8_u(at - 2 * stride), v128.load8x8_u(at + 2 * stride));
    const far = i16x8.add(v128.load8x8_u(at - 3 * stride), v128.load8x8_u(at + 3 * stride));
    let sum = i16x8.add(half, i16x8.mul(v128.load8x8_u(at), w0));
    sum = i16x8.add(sum, i16x8.mul(near, w1));
    sum = i16x8.add(sum, i16x8.mul(further, w2));
    sum = i16x8.shr_u(i16x8.add(sum, i16x8.mul(far, w3)), 8);
    v128.store64_lane(result + i, i8x16.narrow_i16x8_u(sum, sum), 0);
  }
}

/** Repeats a row's first and last pixel `reach` times before and behind it. */
export function repeatEnds(row: usize, length: i32, reach: i32): void {
  for (let i: i32 = 0; i < 3 * reach; i++) {
    store<u8>(row - 3 * reach + i, load<u8>(row + (i % 3)));
    store<u8>(row + length + i, load<u8>(row + length - 3 + (i % 3)));
  }
}

/** 32 random bits of a counter: Chris Wellons' lowbias32, of four counters at once. */
function bitsOf(counters: v128): v128 {
  let x = v128.xor(counters, i32x4.shr_u(counters, 16));
  x = i32x4.mul(x, i32x4.splat(0x7feb352d));
  x = v128.xor(x, i32x4.shr_u(x, 15));
  x = i32x4.mul(x, i32x4.splat(0x846ca68b));
  return v128.xor(x, i32x4.shr_u(x, 16));
}

/**
 * Adds noise to bytes where they are, clipped: `steps` is int16 [65536]; bytes i and i + 1, i even,
 * get the steps that the lower and the upper half of the bits of counter `key + i` choose.
 */
export function addNoise(data: usize, length: i32, key: i32, steps: usize): void {
  let counters = i32x4.add(i32x4.splat(key), i32x4(0, 2, 4, 6));
  const next = i32x4.splat(8);
  const halves = i32x4.splat(0xffff);
  for (let i: i32 = 0; i < length; i += 8) {
    const bits = bitsOf(counters);
    counters = i32x4.add(counters, next);
    const even = i32x4.shl(v128.and(bits, halves), 1);
    const odd = i32x4.shl(i32x4.shr_u(bits, 16), 1);
    let noise = i16x8.splat(0);
    noise = v128.load16_lane(steps + i32x4.extract_lane(even, 0), noise, 0);
    noise = v128.load16_lane(steps + i32x4.extract_lane(odd, 0), noise, 1);
    noise = v128.load16_lane(steps + i32x4.extract_lane(even, 1), noise, 2);
    noise = v128.load16_lane(steps + i32x4.extract_lane(odd, 1), noise, 3);
    noise = v128.load16_lane(steps + i32x4.extract_lane(even, 2), noise, 4);
    noise = v128.load16_lane(steps + i32x4.extract_lane(odd, 2), noise, 5);
    noise = v128.load16_lane(steps + i32x4.extract_lane(even, 3), noise, 6);
    noise = v128.load16_lane(steps + i32x4.extract_lane(odd, 3), noise, 7);
    const sum = i16x8.add(v128.load8x8_u(data + i), noise);
    v128.store64_lane(data + i, i8x16.narrow_i16x8_u(sum, sum), 0);
  }
}

/** The same of one counter. */
function bitsOfOne(counter: u32): u32 {
  let x = counter ^ (counter >> 16);
  x *= 0x7feb352d;
  x ^= x >> 15;
  x *= 0x846ca68b;
  return x ^ (x >> 16);
}

/** Sets bytes to 0 or 255, leaving out as many between two as `gaps`, uint32 [65536], says. */
export function pepper(data: usize, length: u32, key: u32, gaps: usize): void {
  let hit: u32 = 0;
  for (let i: u64 = 0; i < length; i++) {
    const bits = bitsOfOne(key + hit++);
    i += load<u32>(gaps + 4 * (bits & 0xffff));
    if (i < length) store<u8>(data + <usize>i, bits >> 31 ? 255 : 0);
  }
}

/** Where `index` lies when what is beyond `length` goes on at the other side. */
function wrap(index: i32, length: i32): i32 {
  if (<u32>index < <u32>length) return index;
  const near = index < 0 ? index + length : index - length; // mostly, and faster than dividing
  if (<u32>near < <u32>length) return near;
  const rest = index % length;
  return rest < 0 ? rest + length : rest;
}

/**
 * A row of a rotated picture: its pixels lie `stepX` and `stepY` apart from (startX, startY) on, in
 * 2^-16ths of a pixel; each is the mean of four neighbours, wrapped around, by weights of 256ths.
 */
export function rotateRow(
  source: usize,
  width: i32,
  height: i32,
  startX: i32,
  startY: i32,
  stepX: i32,
  stepY: i32,
  result: usize,
): void {
  const rowBytes = 3 * width;
  const half = i32x4.splat(128);
  for (let x: i32 = 0; x < width; x++) {
    const left = wrap(startX >> 16, width);
    const top = wrap(startY >> 16, height);
    const right = left + 1 == width ? 0 : left + 1;
    const bottom = top + 1 == height ? 0 : top + 1;
    const toRight = (startX >> 8) & 255;
    const toBottom = (startY >> 8) & 255;
    startX += stepX;
    startY += stepY;
    const d = (toRight * toBottom + 128) >> 8;
    const c = toBottom - d;
    const b = toRight - d;
    const a = 256 - b - c - d;
    const upper = source + top * rowBytes;
    const lower = source + bottom * rowBytes;
    const lefts = v128.load32_lane(lower + 3 * left, v128.load32_zero(upper + 3 * left), 1);
    const rights = v128.load32_lane(lower + 3 * right, v128.load32_zero(upper + 3 * right), 1);
    // Pairs of a left and a right neighbour's channel, 16 bits each: above, then below.
    const pairs = i8x16.shuffle(
      lefts,
      rights,
      0,
      16,
      1,
      17,
      2,
      18,
      3,
      19,
      4,
      20,
      5,
      21,
      6,
      22,
      7,
      23,
    );
    const above = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(pairs), i32x4.splat(a | (b << 16)));
    const below = i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(pairs), i32x4.splat(c | (d << 16)));
    const sum = i32x4.shr_u(i32x4.add(half, i32x4.add(above, below)), 8);
    storePixel(result + 3 * x, sum);
  }
}

/** The pixels in the opposite order. */
export function reversePixels(source: usize, pixels: i32, result: usize): void {
  let from = source + 3 * pixels;
  for (let i: i32 = 0; i < pixels; i++) {
    from -= 3;
    store<i32>(result + 3 * i, load<i32>(from));
  }
}
