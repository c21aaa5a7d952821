/** Numbers taken from a decoded picture: channel moments, a thumbnail, a perceptual hash. */
import { withKernels } from "../util/pixels/kernels";
import type { Pixels } from "./pixels";
import type { ChannelMoments } from "./statistics";

/** Cells of the thumbnail: 8 differences between 9 neighbours in each of 8 rows make 64 bits. */
export const THUMBNAIL_WIDTH = 9;
export const THUMBNAIL_HEIGHT = 8;

/** As many rows are added up at once: the sums of so many bytes fit 16 bits. */
const MOST_ROWS = 256;

/** Sums over some rows of a picture, as whole numbers. */
interface RowSums {
  /** Of each column and channel: [width, 3]. */
  readonly columns: Float64Array;
  /** Of the squares, of each channel. */
  readonly squares: readonly [number, number, number];
}

function sumRows({ data, width }: Pixels, top: number, bottom: number): RowSums {
  const rowBytes = width * 3;
  const columns = new Float64Array(rowBytes);
  const squares: [number, number, number] = [0, 0, 0];
  for (let y = top; y < bottom; y += MOST_ROWS) {
    const rows = Math.min(MOST_ROWS, bottom - y);
    const [some, someSquares] = withKernels((kernels, arena) => {
      const source = arena.put(data.subarray(y * rowBytes, (y + rows) * rowBytes));
      const sums = arena.take(2 * rowBytes + 32);
      const ofSquares = arena.take(4 * rowBytes + 64);
      kernels.sumColumns(source, rowBytes, rows, sums, ofSquares);
      return [
        new Uint16Array(arena.read(sums, 2 * rowBytes).buffer),
        new Uint32Array(arena.read(ofSquares, 4 * rowBytes).buffer),
      ];
    });
    for (let i = 0; i < rowBytes; i += 3) {
      columns[i] = (columns[i] ?? 0) + (some[i] ?? 0);
      columns[i + 1] = (columns[i + 1] ?? 0) + (some[i + 1] ?? 0);
      columns[i + 2] = (columns[i + 2] ?? 0) + (some[i + 2] ?? 0);
      squares[0] += someSquares[i] ?? 0;
      squares[1] += someSquares[i + 1] ?? 0;
      squares[2] += someSquares[i + 2] ?? 0;
    }
  }
  return { columns, squares };
}

/** The sums of a part of the columns: red, green, blue. */
function sumColumns(columns: Float64Array, left: number, right: number): [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0];
  for (let i = 3 * left; i < 3 * right; i += 3) {
    sums[0] += columns[i] ?? 0;
    sums[1] += columns[i + 1] ?? 0;
    sums[2] += columns[i + 2] ?? 0;
  }
  return sums;
}

/** Where cell `index` of `cells` begins and ends along `length` pixels: at least one pixel. */
function span(index: number, cells: number, length: number): [number, number] {
  const start = Math.floor((index * length) / cells);
  return [start, Math.max(start + 1, Math.floor(((index + 1) * length) / cells))];
}

/** What a scan keeps of a picture's pixels. */
export interface Measured {
  /** Means and population standard deviations, 0..1, from exact sums of whole numbers. */
  readonly channels: ChannelMoments;
  /** The mean colour of each cell: [THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH, 3], uint8. */
  readonly thumbnail: Uint8Array;
}

/** Takes moments and thumbnail in one pass over the pixels. */
export function measure(pixels: Pixels): Measured {
  const { width, height } = pixels;
  const thumbnail: number[] = [];
  const bands = Array.from({ length: THUMBNAIL_HEIGHT }, (_, row) => {
    const [top, bottom] = span(row, THUMBNAIL_HEIGHT, height);
    const band = sumRows(pixels, top, bottom);
    for (let column = 0; column < THUMBNAIL_WIDTH; column++) {
      const [left, right] = span(column, THUMBNAIL_WIDTH, width);
      const count = (bottom - top) * (right - left);
      const sums = sumColumns(band.columns, left, right);
      thumbnail.push(...sums.map((sum) => Math.round(sum / count)));
    }
    return band;
  });
  // Bands of a picture of few rows overlap.
  const parts = height < THUMBNAIL_HEIGHT ? [sumRows(pixels, 0, height)] : bands;
  return { channels: momentsOf(parts, pixels), thumbnail: Uint8Array.from(thumbnail) };
}

function momentsOf(parts: readonly RowSums[], { width, height }: Pixels): ChannelMoments {
  const count = width * height;
  const sums: [number, number, number] = [0, 0, 0];
  const squares: [number, number, number] = [0, 0, 0];
  for (const part of parts) {
    const [red, green, blue] = sumColumns(part.columns, 0, width);
    sums[0] += red;
    sums[1] += green;
    sums[2] += blue;
    squares[0] += part.squares[0];
    squares[1] += part.squares[1];
    squares[2] += part.squares[2];
  }
  const mean = (sum: number) => sum / count / 255;
  const deviation = (sum: number, ofSquares: number) =>
    Math.sqrt(Math.max(0, ofSquares * count - sum * sum)) / count / 255;
  return {
    mean: [mean(sums[0]), mean(sums[1]), mean(sums[2])],
    std: [
      deviation(sums[0], squares[0]),
      deviation(sums[1], squares[1]),
      deviation(sums[2], squares[2]),
    ],
  };
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
