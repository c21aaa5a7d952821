/** What the charts of a class's curves are drawn of. Pure but for words. */
import * as l10n from "@vscode/l10n";
import type { ClassCurves, Curve } from "../../src/protocol/insights";
import * as format from "../lib/format";
import type { ShownCurves } from "./curveChart";

/** A place on a curve. */
export interface CurvePoint {
  readonly threshold: number;
  readonly x: number;
  readonly y: number;
}

/** The curve with a point of its own put in its place, and where that is; -1 without a point. */
function withPoint(curve: Curve, point: CurvePoint | undefined): Curve & { readonly at: number } {
  if (!point) return { ...curve, at: -1 };
  const later = curve.thresholds.findIndex((each) => each !== null && each < point.threshold);
  const at = later < 0 ? curve.x.length : later;
  return {
    thresholds: curve.thresholds.toSpliced(at, 0, point.threshold),
    x: curve.x.toSpliced(at, 0, point.x),
    y: curve.y.toSpliced(at, 0, point.y),
    at,
  };
}

type Words = (threshold: string, x: string, y: string) => string;

function readingsOf({ thresholds, x, y }: Curve, words: Words): string[] {
  return thresholds.map((threshold, at) =>
    words(
      threshold === null ? l10n.t("above all") : format.percent(threshold),
      format.percent(x[at] ?? 0),
      format.percent(y[at] ?? 0),
    ),
  );
}

/** Lines: the curve, chance (where true and false positives come alike), the threshold's point. */
export function rocPoints(
  { roc, rocArea, name }: ClassCurves,
  point?: CurvePoint,
): ShownCurves | null {
  if (roc === null || rocArea === null) return null;
  const curve = withPoint(roc, point);
  return {
    x: curve.x,
    lines: [curve.y, curve.x, curve.y.map((y, at) => (at === curve.at ? y : null))],
    readings: readingsOf(curve, (threshold, x, y) =>
      l10n.t("From {0}: {1} of the class found, {2} of the others taken for it", threshold, y, x),
    ),
    summary: l10n.t("{0} against the rest: area {1}", name, format.decimal(rocArea)),
  };
}

/** Lines: the curve, chance (the share of the class), the threshold's point. */
export function precisionRecallPoints(
  { precisionRecall, averagePrecision, name, positives, negatives }: ClassCurves,
  point?: CurvePoint,
): ShownCurves | null {
  if (precisionRecall === null || averagePrecision === null) return null;
  const curve = withPoint(precisionRecall, point);
  const chance = positives / (positives + negatives);
  return {
    x: curve.x,
    lines: [
      curve.y,
      curve.x.map(() => chance),
      curve.y.map((y, at) => (at === curve.at ? y : null)),
    ],
    readings: readingsOf(curve, (threshold, x, y) =>
      l10n.t("From {0}: recall {1}, precision {2}", threshold, x, y),
    ),
    summary: l10n.t(
      "{0} against the rest: average precision {1}",
      name,
      format.decimal(averagePrecision),
    ),
  };
}
