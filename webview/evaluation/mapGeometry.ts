/** Where points of the map stand on a screen, and which of them a person means. Pure. */

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Pixels of the drawing, without the device's own. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What of the map is in sight: the place in the middle, and pixels a unit. */
export interface Sight extends Place {
  readonly scale: number;
}

/** Pixels kept free at each edge when everything is shown. */
const MARGIN = 16;
/** So many times closer than everything, and no farther than half. */
const CLOSEST = 60;
const FARTHEST = 0.5;

/** The sight that shows all places. */
export function sightOfAll(places: readonly Place[], { width, height }: Size): Sight {
  const [first = { x: 0, y: 0 }] = places;
  let { x: left, x: right, y: bottom, y: top } = first;
  for (const { x, y } of places) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    bottom = Math.min(bottom, y);
    top = Math.max(top, y);
  }
  const room = (pixels: number): number => Math.max(1, pixels - 2 * MARGIN);
  const scale = Math.min(
    room(width) / Math.max(right - left, 1e-6),
    room(height) / Math.max(top - bottom, 1e-6),
  );
  return { x: (left + right) / 2, y: (bottom + top) / 2, scale };
}

/** Pixels from the top left; the map's y rises upwards. */
export function toScreen({ x, y }: Place, sight: Sight, { width, height }: Size): Place {
  return {
    x: width / 2 + (x - sight.x) * sight.scale,
    y: height / 2 - (y - sight.y) * sight.scale,
  };
}

/** The sight after the map was pulled by so many pixels. */
export function moved(sight: Sight, by: Place): Sight {
  return { ...sight, x: sight.x - by.x / sight.scale, y: sight.y + by.y / sight.scale };
}

/** The sight closer by a factor, while what is at the pixels `at` stays there. */
export function zoomed(
  sight: Sight,
  factor: number,
  { at, size, all }: { readonly at: Place; readonly size: Size; readonly all: Sight },
): Sight {
  const wanted = sight.scale * factor;
  const scale = Math.min(Math.max(wanted, all.scale * FARTHEST), all.scale * CLOSEST);
  const away = { x: at.x - size.width / 2, y: at.y - size.height / 2 };
  return {
    x: sight.x + away.x / sight.scale - away.x / scale,
    y: sight.y - away.y / sight.scale + away.y / scale,
    scale,
  };
}

/** The index of the place nearest to `at`, within so many pixels; undefined where there is none. */
export function nearest(places: readonly Place[], at: Place, within: number): number | undefined {
  let best: number | undefined;
  let least = within * within;
  for (const [index, place] of places.entries()) {
    const distance = (place.x - at.x) ** 2 + (place.y - at.y) ** 2;
    if (distance > least) continue;
    least = distance;
    best = index;
  }
  return best;
}

/** Whether a place lies in a polygon, by the even-odd rule. */
export function isInside({ x, y }: Place, polygon: readonly Place[]): boolean {
  let inside = false;
  for (const [index, a] of polygon.entries()) {
    const b = polygon[(index + 1) % polygon.length] ?? a;
    if (a.y > y === b.y > y) continue;
    if (x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)) inside = !inside;
  }
  return inside;
}

/** The corners of the rectangle between two places. */
export function rectangle(a: Place, b: Place): readonly Place[] {
  return [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }];
}
