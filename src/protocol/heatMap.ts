/** A heat map as colours, the same in a file and in a window. */

/** Numbers row by row, 0..1. */
export interface HeatMap {
  readonly height: number;
  readonly width: number;
  readonly values: readonly number[];
}

/**
 * The colours at even steps from 0 to 1, RGB 0..255: viridis (van der Walt and Smith, 2015), whose
 * lightness rises steadily, so that it reads the same for colour-blind eyes and in grey.
 */
export const HEAT_COLOURS: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [72, 40, 120],
  [62, 74, 137],
  [49, 104, 142],
  [38, 130, 142],
  [31, 158, 137],
  [53, 183, 121],
  [109, 205, 89],
  [180, 222, 44],
  [253, 231, 37],
];

/** How much of the map's colour a picture takes, 0..1, unless a person says otherwise. */
export const OVERLAY_OPACITY = 0.5;

/** Colours that are made beforehand: finer than a screen shows. */
const STEPS = 256;

const mix = (a: number, b: number, share: number): number => a + (b - a) * share;

/** The colour of a value 0..1; each channel 0..255. */
function colourOf(value: number): readonly number[] {
  const at = value * (HEAT_COLOURS.length - 1);
  const [low, high] = [HEAT_COLOURS[Math.floor(at)], HEAT_COLOURS[Math.ceil(at)]];
  return [0, 1, 2].map((channel) => mix(low?.[channel] ?? 0, high?.[channel] ?? 0, at % 1));
}

/** Between which two of `count` places a point 0..1 lies, and how near the second; it is on the outer ones beyond them. */
function between(point: number, count: number) {
  const at = Math.min(Math.max(point * count - 0.5, 0), count - 1);
  const from = Math.floor(at);
  return { from, to: Math.min(from + 1, count - 1), share: at - from };
}

/** The map stretched over a picture of that size, smoothly between its places: [height, width, 3], 0..255. */
export function heatColours(
  map: HeatMap,
  { height, width }: { readonly height: number; readonly width: number },
): Uint8ClampedArray {
  const colours = Array.from({ length: STEPS }, (_, step) => colourOf(step / (STEPS - 1)));
  const columns = Array.from({ length: width }, (_, x) => between((x + 0.5) / width, map.width));
  const result = new Uint8ClampedArray(height * width * 3);
  for (let y = 0; y < height; y++) {
    const { from, to, share } = between((y + 0.5) / height, map.height);
    const row = Array.from({ length: map.width }, (_, x) =>
      mix(map.values[from * map.width + x] ?? 0, map.values[to * map.width + x] ?? 0, share),
    );
    for (const [x, column] of columns.entries()) {
      const value = mix(row[column.from] ?? 0, row[column.to] ?? 0, column.share);
      result.set(colours[Math.round((STEPS - 1) * value)] ?? [], 3 * (y * width + x));
    }
  }
  return result;
}
