/** Windows that slide over pictures, and what is done picture by picture. */

/**
 * The patches of x [batch, height, width, channels] (any number of channels): of each place of the window
 * a row [kernel, kernel, channels], zero outside of the picture.
 */
export function unfold(
  x: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  kernel: i32,
  stride: i32,
  padding: i32,
  patches: usize,
): void {
  const bytes = <usize>channels * 4;
  const run = <usize>kernel * bytes;
  for (let n = 0; n < batch; n++) {
    for (let top = -padding; top + kernel <= height + padding; top += stride) {
      for (let left = -padding; left + kernel <= width + padding; left += stride) {
        const from = max<i32>(0, -left);
        const until = min<i32>(kernel, width - left);
        for (let y = top; y < top + kernel; y++) {
          if (y < 0 || y >= height || until <= from) {
            for (let i: usize = 0; i < run; i += 4) store<f32>(patches + i, 0);
          } else {
            const first = <usize>from * bytes;
            const end = <usize>until * bytes;
            const source = x + <usize>(y * width + left + from) * bytes - first;
            for (let i: usize = 0; i < first; i += 4) store<f32>(patches + i, 0);
            let i = first;
            for (; i + 16 <= end; i += 16) v128.store(patches + i, v128.load(source + i));
            for (; i < end; i += 4) store<f32>(patches + i, load<f32>(source + i));
            for (; i < run; i += 4) store<f32>(patches + i, 0);
          }
          patches += run;
        }
      }
    }
    x += <usize>(height * width) * bytes;
  }
}

/** Adds each number of the patches to that of x which `unfold` took it from. */
export function fold(
  patches: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  kernel: i32,
  stride: i32,
  padding: i32,
  x: usize,
): void {
  const bytes = <usize>channels * 4;
  for (let n = 0; n < batch; n++) {
    for (let top = -padding; top + kernel <= height + padding; top += stride) {
      for (let left = -padding; left + kernel <= width + padding; left += stride) {
        for (let y = top; y < top + kernel; y++) {
          for (let at = left; at < left + kernel; at++) {
            if (y >= 0 && y < height && at >= 0 && at < width) {
              const to = x + <usize>(y * width + at) * bytes;
              for (let i: usize = 0; i < bytes; i += 16) {
                v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(patches + i)));
              }
            }
            patches += bytes;
          }
        }
      }
    }
    x += <usize>(height * width) * bytes;
  }
}

/**
 * Max pooling of x; what is outside of the picture is left out. The place in the window, by rows, goes to
 * `places`, bytes; the first of equal ones.
 */
export function maxPoolForward(
  x: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  kernel: i32,
  stride: i32,
  padding: i32,
  y: usize,
  places: usize,
): void {
  const bytes = <usize>channels * 4;
  for (let n = 0; n < batch; n++) {
    for (let top = -padding; top + kernel <= height + padding; top += stride) {
      for (let left = -padding; left + kernel <= width + padding; left += stride) {
        for (let c: usize = 0; c < bytes; c += 16) {
          let best = f32x4.splat(-Infinity);
          let place = i32x4.splat(0);
          for (let row = max<i32>(top, 0); row < min<i32>(top + kernel, height); row++) {
            for (
              let column = max<i32>(left, 0);
              column < min<i32>(left + kernel, width);
              column++
            ) {
              const value = v128.load(x + <usize>(row * width + column) * bytes + c);
              const greater = f32x4.gt(value, best);
              best = v128.bitselect(value, best, greater);
              const here = i32x4.splat((row - top) * kernel + column - left);
              place = v128.bitselect(here, place, greater);
            }
          }
          v128.store(y, best);
          const words = i16x8.narrow_i32x4_s(place, place);
          v128.store32_lane(places, i8x16.narrow_i16x8_s(words, words), 0);
          y += 16;
          places += 4;
        }
      }
    }
    x += <usize>(height * width) * bytes;
  }
}

/** Adds the gradient of y to that of x, where the maxima were taken. */
export function maxPoolBackward(
  gradient: usize,
  places: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  kernel: i32,
  stride: i32,
  padding: i32,
  x: usize,
): void {
  const bytes = <usize>channels * 4;
  for (let n = 0; n < batch; n++) {
    for (let top = -padding; top + kernel <= height + padding; top += stride) {
      for (let left = -padding; left + kernel <= width + padding; left += stride) {
        for (let row = max<i32>(top, 0); row < min<i32>(top + kernel, height); row++) {
          for (let column = max<i32>(left, 0); column < min<i32>(left + kernel, width); column++) {
            const here = i32x4.splat((row - top) * kernel + column - left);
            const to = x + <usize>(row * width + column) * bytes;
            for (let c: usize = 0; c < bytes; c += 16) {
              const bytes4 = v128.load32_zero(places + (c >> 2));
              const place = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes4));
              const taken = v128.and(v128.load(gradient + c), i32x4.eq(place, here));
              v128.store(to + c, f32x4.add(v128.load(to + c), taken));
            }
          }
        }
        gradient += bytes;
        places += <usize>channels;
      }
    }
    x += <usize>(height * width) * bytes;
  }
}

/** The mean of each picture's `pixels` rows [channels]. */
export function meanForward(x: usize, batch: i32, pixels: i32, channels: i32, y: usize): void {
  const bytes = <usize>channels * 4;
  const size = <usize>pixels * bytes;
  for (let n = 0; n < batch; n++) {
    for (let c: usize = 0; c < bytes; c += 16) {
      let sum = f32x4.splat(0);
      for (let at = c; at < size; at += bytes) sum = f32x4.add(sum, v128.load(x + at));
      v128.store(y + c, f32x4.div(sum, f32x4.splat(<f32>pixels)));
    }
    x += size;
    y += bytes;
  }
}

/** The gradient of x, which `meanForward` read, from that of y. */
export function meanBackward(
  gradient: usize,
  batch: i32,
  pixels: i32,
  channels: i32,
  x: usize,
): void {
  const bytes = <usize>channels * 4;
  for (let n = 0; n < batch; n++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      for (let c: usize = 0; c < bytes; c += 16) {
        v128.store(x + c, f32x4.div(v128.load(gradient + c), f32x4.splat(<f32>pixels)));
      }
      x += bytes;
    }
    gradient += bytes;
  }
}

/** Each picture's [rows, columns] turned to [columns, rows], whatever their number. */
export function transpose(from: usize, batch: i32, rows: i32, columns: i32, to: usize): void {
  for (let n = 0; n < batch; n++) {
    for (let column = 0; column < columns; column++) {
      let at = from + <usize>column * 4;
      for (let row = 0; row < rows; row++) {
        store<f32>(to, load<f32>(at));
        at += <usize>columns * 4;
        to += 4;
      }
    }
    from += <usize>(rows * columns) * 4;
  }
}

/** Adds `count` numbers, a multiple of 4, to others. */
export function addTo(target: usize, source: usize, count: i32): void {
  const end = target + <usize>count * 4;
  while (target < end) {
    v128.store(target, f32x4.add(v128.load(target), v128.load(source)));
    target += 16;
    source += 16;
  }
}

/** Bytes [count, 3] as the numbers that `table` [3, 256] has for them. */
export function lookUp(bytes: usize, count: i32, table: usize, to: usize): void {
  for (let i = 0; i < count; i++) {
    store<f32>(to, load<f32>(table + 4 * <usize>load<u8>(bytes)));
    store<f32>(to, load<f32>(table + 1024 + 4 * <usize>load<u8>(bytes, 1)), 4);
    store<f32>(to, load<f32>(table + 2048 + 4 * <usize>load<u8>(bytes, 2)), 8);
    bytes += 3;
    to += 12;
  }
}
