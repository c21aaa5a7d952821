/** What the kernels share. */

/** Adds four numbers to four float64 sums at `sums`. */
export function addToSums(sums: usize, x: v128): void {
  const low = f64x2.promote_low_f32x4(x);
  const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 0, 1));
  v128.store(sums, f64x2.add(v128.load(sums), low));
  v128.store(sums, f64x2.add(v128.load(sums, 16), high), 16);
}

/**
 * Writes the addresses of the `side` x `side` pixels from (top, left) on to `table`, by rows; where there
 * is no such pixel, the address `outside`. A pixel has `bytes` bytes.
 */
export function findPixels(
  picture: usize,
  height: i32,
  width: i32,
  bytes: usize,
  top: i32,
  left: i32,
  side: i32,
  outside: usize,
  table: usize,
): void {
  for (let y = top; y < top + side; y++) {
    const isRow = y >= 0 && y < height;
    for (let x = left; x < left + side; x++) {
      const isPixel = isRow && x >= 0 && x < width;
      store<usize>(table, isPixel ? picture + <usize>(y * width + x) * bytes : outside);
      table += 4;
    }
  }
}
