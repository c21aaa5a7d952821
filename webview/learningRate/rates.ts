/** Learning rates as numbers: rounded as people write them, and found on the plot. */
import type { RangePoint } from "../../src/protocol/planning";

/** Two digits, which is finer than any such test can tell: 3.2e-4. */
export function rounded(rate: number): number {
  return Number(rate.toPrecision(2));
}

/** Up to which loss the plot shows: a bit above where it began; what diverges would flatten all else. */
export function topOf(points: readonly RangePoint[]): number {
  const lowest = lowestOf(points);
  const falling = points.slice(0, lowest === undefined ? 0 : points.indexOf(lowest) + 1);
  return 1.1 * Math.max(0, ...falling.map(({ loss }) => loss));
}

/** The step of the lowest smoothed loss. */
export function lowestOf(points: readonly RangePoint[]): RangePoint | undefined {
  return points.reduce<RangePoint | undefined>(
    (lowest, point) =>
      lowest === undefined || point.smoothedLoss < lowest.smoothedLoss ? point : lowest,
    undefined,
  );
}
