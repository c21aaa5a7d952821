/** Plane geometry of the drawings: smooth and furry outlines, placements and bounds. */
import type { Box } from "../../../protocol/dataset";
import type { Random } from "../../util/random";

/** x to the right, y down; in pixels of the picture or in units of half a head's width. */
export type Point = readonly [x: number, y: number];

/** Where a part of the drawing stands in what is around it; turn in degrees, clockwise. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly turn: number;
}

/** A number as SVG text, to a thousandth. */
export const text = (value: number): string => String(Math.round(value * 1000) / 1000);

const pair = ([x, y]: Point): string => `${text(x)} ${text(y)}`;

const at = (points: readonly Point[], index: number): Point =>
  points[(index + points.length) % points.length] ?? [0, 0];

/** The points and their mirror images, as one closed outline: from the top, down the right side. */
export function mirrored(rightSide: readonly Point[]): Point[] {
  const leftSide = rightSide.filter(([x]) => x !== 0).map(([x, y]): Point => [-x, y]);
  return [...rightSide, ...leftSide.reverse()];
}

/** Knots of an ellipse. */
export function ellipse(cx: number, cy: number, rx: number, ry = rx): Point[] {
  return Array.from({ length: 12 }, (_, i): Point => {
    const angle = (i * Math.PI) / 6;
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)];
  });
}

/** SVG path of a closed Catmull-Rom spline through the points. */
export function smooth(points: readonly Point[]): string {
  let path = `M${pair(at(points, 0))}`;
  for (let i = 0; i < points.length; i++) {
    const [before, from, to, after] = [-1, 0, 1, 2].map((step) => at(points, i + step)) as [
      Point,
      Point,
      Point,
      Point,
    ];
    const leave: Point = [from[0] + (to[0] - before[0]) / 6, from[1] + (to[1] - before[1]) / 6];
    const arrive: Point = [to[0] - (after[0] - from[0]) / 6, to[1] - (after[1] - from[1]) / 6];
    path += `C${pair(leave)} ${pair(arrive)} ${pair(to)}`;
  }
  return `${path}Z`;
}

/** SVG path of straight strokes through the points. */
export const strokes = (...lines: readonly (readonly Point[])[]): string =>
  lines.map((line) => `M${line.map(pair).join("L")}`).join("");

/** SVG path of one quadratic curve. */
export const curve = (from: Point, control: Point, to: Point): string =>
  `M${pair(from)}Q${pair(control)} ${pair(to)}`;

/** SVG path of a closed polygon with straight sides. */
export const polygon = (...corners: readonly Point[]): string => `${strokes(corners)}Z`;

/** SVG path of a rectangle. */
export const rectangle = (x: number, y: number, width: number, height: number): string =>
  `M${pair([x, y])}h${text(width)}v${text(height)}h${text(-width)}Z`;

/** SVG path of the outline with tufts of hair of about that length standing off it. */
export function furry(points: readonly Point[], length: number, random: Random): string {
  if (length < 0.03) return smooth(points);
  const centre = points.reduce<Point>(
    (sum, point) => [sum[0] + point[0] / points.length, sum[1] + point[1] / points.length],
    [0, 0],
  );
  let path = `M${pair(at(points, 0))}`;
  for (let i = 0; i < points.length; i++) {
    const [x0, y0] = at(points, i);
    const [x1, y1] = at(points, i + 1);
    const tufts = Math.max(1, Math.round(Math.hypot(x1 - x0, y1 - y0) / (0.09 + length * 0.9)));
    for (let tuft = 0; tuft < tufts; tuft++) {
      const end: Point = [
        x0 + ((x1 - x0) * (tuft + 1)) / tufts,
        y0 + ((y1 - y0) * (tuft + 1)) / tufts,
      ];
      const [mx, my] = [
        x0 + ((x1 - x0) * (tuft + 0.7)) / tufts,
        y0 + ((y1 - y0) * (tuft + 0.7)) / tufts,
      ];
      const away = Math.hypot(mx - centre[0], my - centre[1]) || 1;
      const reach = length * random.between(0.6, 1.3);
      const [dx, dy] = [((mx - centre[0]) / away) * reach, ((my - centre[1]) / away) * reach];
      path += `Q${pair([mx + dx * 0.5, my + dy * 0.3])} ${pair([mx + dx, my + dy + reach * 0.4])}`;
      path += `Q${pair([mx + dx * 0.6, my + dy * 0.5])} ${pair(end)}`;
    }
  }
  return `${path}Z`;
}

/** The placement as SVG's transform. */
export const transform = ({ x, y, scale, turn }: Placement): string =>
  `translate(${pair([x, y])}) rotate(${text(turn)}) scale(${text(scale)})`;

/** Where a point of the part lies around the part. */
export function place([px, py]: Point, { x, y, scale, turn }: Placement): Point {
  const angle = (turn * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle) * scale, Math.sin(angle) * scale];
  return [x + px * cos - py * sin, y + px * sin + py * cos];
}

/** The smallest upright box around the points. */
export function boundsOf(points: readonly Point[]): Box {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return {
    left: Math.min(...xs),
    top: Math.min(...ys),
    right: Math.max(...xs),
    bottom: Math.max(...ys),
  };
}
