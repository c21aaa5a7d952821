/** Numbers taken from a decoded picture: channel moments, a thumbnail, a perceptual hash. */
import type { Pixels } from "./image";
import type { ChannelMoments } from "./statistics";

/** Cells of the thumbnail: 8 differences between 9 neighbours in each of 8 rows make 64 bits. */
export const THUMBNAIL_WIDTH = 9;
export const THUMBNAIL_HEIGHT = 8;

/** Sums of squares of so many pixels fit 31 bits: whole numbers of a processor are fast. */
const BLOCK_BYTES = 3 * 32768;

/** Channel means and population standard deviations, 0..1, from exact integer sums. */
export function channelMoments({ data }: Pixels): ChannelMoments {
  let red = 0;
  let green = 0;
  let blue = 0;
  let redSquares = 0;
  let greenSquares = 0;
  let blueSquares = 0;
  for (let i = 0; i < data.length;) {
    const end = Math.min(data.length, i + BLOCK_BYTES);
    let [r, g, b, rr, gg, bb] = [0, 0, 0, 0, 0, 0];
    for (; i < end; i += 3) {
      const x = data[i] ?? 0;
      const y = data[i + 1] ?? 0;
      const z = data[i + 2] ?? 0;
      r = (r + x) | 0;
      g = (g + y) | 0;
      b = (b + z) | 0;
      rr = (rr + Math.imul(x, x)) | 0;
      gg = (gg + Math.imul(y, y)) | 0;
      bb = (bb + Math.imul(z, z)) | 0;
    }
    red += r;
    green += g;
    blue += b;
    redSquares += rr;
    greenSquares += gg;
    blueSquares += bb;
  }
  const count = data.length / 3;
  const deviation = (sum: number, squares: number) =>
    Math.sqrt(Math.max(0, squares * count - sum * sum)) / count / 255;
  return {
    mean: [red / count / 255, green / count / 255, blue / count / 255],
    std: [deviation(red, redSquares), deviation(green, greenSquares), deviation(blue, blueSquares)],
  };
}

/** Where cell `index` of `cells` begins and ends along `length` pixels: at least one pixel. */
function span(index: number, cells: number, length: number): [number, number] {
  const start = Math.floor((index * length) / cells);
  return [start, Math.max(start + 1, Math.floor(((index + 1) * length) / cells))];
}

/** The mean colour of each cell: [THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH, 3], uint8. */
export function thumbnail({ data, width, height }: Pixels): Uint8Array {
  const result = new Uint8Array(THUMBNAIL_HEIGHT * THUMBNAIL_WIDTH * 3);
  let at = 0;
  for (let row = 0; row < THUMBNAIL_HEIGHT; row++) {
    const [top, bottom] = span(row, THUMBNAIL_HEIGHT, height);
    for (let column = 0; column < THUMBNAIL_WIDTH; column++) {
      const [left, right] = span(column, THUMBNAIL_WIDTH, width);
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let y = top; y < bottom; y++) {
        const end = (y * width + right) * 3;
        let [r, g, b] = [0, 0, 0];
        for (let i = (y * width + left) * 3; i < end; i += 3) {
          r = (r + (data[i] ?? 0)) | 0;
          g = (g + (data[i + 1] ?? 0)) | 0;
          b = (b + (data[i + 2] ?? 0)) | 0;
        }
        red += r;
        green += g;
        blue += b;
      }
      const count = (bottom - top) * (right - left);
      result[at++] = Math.round(red / count);
      result[at++] = Math.round(green / count);
      result[at++] = Math.round(blue / count);
    }
  }
  return result;
}

/** Brightness of a cell, Rec. 601 weights, times 1000. */
function brightness(cells: Uint8Array, column: number, row: number): number {
  const i = 3 * (row * THUMBNAIL_WIDTH + column);
  return 299 * (cells[i] ?? 0) + 587 * (cells[i + 1] ?? 0) + 114 * (cells[i + 2] ?? 0);
}

/** The difference hash of a thumbnail: bit by bit, is a cell darker than its right neighbour? */
export function differenceHash(cells: Uint8Array): string {
  let hash = "";
  for (let row = 0; row < 8; row++) {
    let bits = 0;
    for (let column = 0; column < 8; column++) {
      const darker = brightness(cells, column, row) < brightness(cells, column + 1, row);
      bits = (bits << 1) | (darker ? 1 : 0);
    }
    hash += bits.toString(16).padStart(2, "0");
  }
  return hash;
}
