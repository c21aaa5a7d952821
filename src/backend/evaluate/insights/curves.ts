/** ROC and precision-recall curves with their areas, as scikit-learn defines them. */
import type { Curve } from "../../../protocol/insights";

/** A class against the rest. */
export interface Scored {
  /** One a picture: the higher, the likelier the class. */
  readonly scores: readonly number[];
  readonly isPositive: readonly boolean[];
}

/** True and false positives when all pictures from a threshold on are taken, by falling threshold. */
interface Counts {
  readonly thresholds: number[];
  readonly truePositives: number[];
  readonly falsePositives: number[];
}

/** One entry a distinct score: equal scores are taken together. */
function countsOf({ scores, isPositive }: Scored): Counts {
  const order = scores
    .map((score, index) => ({ score, positive: isPositive[index] === true }))
    .sort((a, b) => b.score - a.score);
  const counts: Counts = { thresholds: [], truePositives: [], falsePositives: [] };
  let taken = 0;
  let right = 0;
  for (const [index, { score, positive }] of order.entries()) {
    taken++;
    if (positive) right++;
    if (order[index + 1]?.score === score) continue;
    counts.thresholds.push(score);
    counts.truePositives.push(right);
    counts.falsePositives.push(taken - right);
  }
  return counts;
}

/** Keeps first and last, and of the others those where the curve bends. */
function bends({ truePositives, falsePositives }: Counts): number[] {
  const straight = (values: readonly number[], at: number) =>
    (values[at - 1] ?? NaN) + (values[at + 1] ?? NaN) === 2 * (values[at] ?? NaN);
  return [...truePositives.keys()].filter(
    (at) => !(straight(truePositives, at) && straight(falsePositives, at)),
  );
}

/** x: false positive rate, y: true positive rate, from (0, 0) on; null without both kinds of pictures. */
export function rocCurve(scored: Scored): Curve | null {
  const counts = countsOf(scored);
  const positives = counts.truePositives.at(-1) ?? 0;
  const negatives = counts.falsePositives.at(-1) ?? 0;
  if (positives === 0 || negatives === 0) return null;
  const kept = bends(counts);
  return {
    thresholds: [null, ...kept.map((at) => counts.thresholds[at] ?? NaN)],
    x: [0, ...kept.map((at) => (counts.falsePositives[at] ?? NaN) / negatives)],
    y: [0, ...kept.map((at) => (counts.truePositives[at] ?? NaN) / positives)],
  };
}

/** x: recall, y: precision, from (0, 1) on; null without a picture of the class. */
export function precisionRecallCurve(scored: Scored): Curve | null {
  const { thresholds, truePositives, falsePositives } = countsOf(scored);
  const positives = truePositives.at(-1) ?? 0;
  if (positives === 0) return null;
  return {
    thresholds: [null, ...thresholds],
    x: [0, ...truePositives.map((right) => right / positives)],
    y: [1, ...truePositives.map((right, at) => right / (right + (falsePositives[at] ?? NaN)))],
  };
}

/** Area under a curve by the trapezoidal rule. */
export function area({ x, y }: Curve): number {
  let sum = 0;
  for (let at = 1; at < x.length; at++) {
    const width = (x[at] ?? NaN) - (x[at - 1] ?? NaN);
    sum += (width * ((y[at] ?? NaN) + (y[at - 1] ?? NaN))) / 2;
  }
  return sum;
}

/** Area under a precision-recall curve by steps: straight lines between its points would flatter. */
export function averagePrecision({ x, y }: Curve): number {
  let sum = 0;
  for (let at = 1; at < x.length; at++) {
    sum += ((x[at] ?? NaN) - (x[at - 1] ?? NaN)) * (y[at] ?? NaN);
  }
  return sum;
}

/** At most about `limit` points of a curve, evenly chosen, both ends among them: enough to draw it. */
export function thin(curve: Curve, limit: number): Curve {
  const last = curve.x.length - 1;
  if (last < limit) return curve;
  const step = last / (limit - 1);
  const kept = Array.from({ length: limit }, (_, index) => Math.round(index * step));
  const take = <Value>(values: readonly Value[]) => kept.flatMap((at) => values.slice(at, at + 1));
  return { thresholds: take(curve.thresholds), x: take(curve.x), y: take(curve.y) };
}
