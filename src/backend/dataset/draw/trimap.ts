/** Trimaps as in Oxford-IIIT Pet: 1 the animal, 2 the background, 3 the border between them. */
import type { Pixels } from "./render";

const PET = 1;
const BACKGROUND = 2;
const BORDER = 3;

/** Number of animal pixels above and to the left of each corner: (width + 1) x (height + 1). */
function summedArea({ data, width, height }: Pixels): Uint32Array {
  const sums = new Uint32Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += (data[y * width + x] ?? 0) > 127 ? 1 : 0;
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] ?? 0) + row;
    }
  }
  return sums;
}

/** Marks as border what has both animal and background within so many pixels. */
export function trimapOf(mask: Pixels): Pixels {
  const { width, height } = mask;
  const reach = Math.max(2, Math.round(Math.min(width, height) / 90));
  const sums = summedArea(mask);
  const sum = (x: number, y: number): number => sums[y * (width + 1) + x] ?? 0;
  const data = Buffer.alloc(width * height);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.max(0, y - reach), Math.min(height, y + reach + 1)];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.max(0, x - reach), Math.min(width, x + reach + 1)];
      const pet = sum(right, bottom) - sum(left, bottom) - sum(right, top) + sum(left, top);
      const all = (right - left) * (bottom - top);
      data[y * width + x] = pet === 0 ? BACKGROUND : pet === all ? PET : BORDER;
    }
  }
  return { width, height, channels: 1, data };
}
