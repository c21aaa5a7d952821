/** The curves of each class against the rest. */
import type { PicturePrediction } from "../../../protocol/evaluation";
import type { ClassCurves } from "../../../protocol/insights";
import { area, averagePrecision, precisionRecallCurve, rocCurve, thin } from "./curves";

/** As many as a chart has pixels to show; the areas are of the whole curves. */
const POINTS = 400;

function curvesOf(
  name: string,
  scored: { readonly scores: readonly number[]; readonly isPositive: readonly boolean[] },
): ClassCurves {
  const roc = rocCurve(scored);
  const precisionRecall = precisionRecallCurve(scored);
  const positives = scored.isPositive.filter(Boolean).length;
  return {
    name,
    positives,
    negatives: scored.isPositive.length - positives,
    roc: roc && thin(roc, POINTS),
    rocArea: roc && area(roc),
    precisionRecall: precisionRecall && thin(precisionRecall, POINTS),
    averagePrecision: precisionRecall && averagePrecision(precisionRecall),
  };
}

/** One entry a class, in their order. */
export function oneVersusRest(
  predictions: readonly PicturePrediction[],
  classes: readonly string[],
): ClassCurves[] {
  return classes.map((name, index) =>
    curvesOf(name, {
      scores: predictions.map(({ probabilities }) => probabilities[index] ?? NaN),
      isPositive: predictions.map(({ actual }) => actual === index),
    }),
  );
}

/** Mean of the values that there are; null when there is none. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
