/** Percentile bootstrap: how far a metric would wander had other pictures been drawn. */
import { setImmediate as breathe } from "node:timers/promises";
import type { Evaluation, PicturePrediction } from "../../../protocol/evaluation";
import type { Estimate, MetricEstimates } from "../../../protocol/insights";
import { throwIfCancelled } from "../../util/context";
import { Random } from "../../util/random";
import { accuracyOf, classMetrics, confusionOf, macroF1Of } from "../metrics";

export const RESAMPLES = 1000;
/** Share of the resampled values that lie within an interval. */
const LEVEL = 0.95;
const SEED = 27;
/** Between these, cancelling is heard. */
const RESAMPLES_AT_ONCE = 50;

/** The stream of random numbers of one question. */
export function bootstrapRandom(...names: readonly string[]): Random {
  return Random.of(SEED, "bootstrap", ...names);
}

/** `count` indices below `count`, drawn with replacement. */
export function drawIndices(count: number, random: Random): number[] {
  return Array.from({ length: count }, () => random.integer(count));
}

/** The value below which `share` (0..1) of the sorted values lie, by straight lines between them. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** A value with the interval of its resampled values. */
export function estimate(value: number, resampled: readonly number[]): Estimate {
  const sorted = [...resampled].sort((a, b) => a - b);
  const tail = (1 - LEVEL) / 2;
  return { value, low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}

/** Accuracy, loss, macro F1, then precision, recall and F1 of each class. */
export function metricValues(
  predictions: readonly PicturePrediction[],
  classes: readonly string[],
): number[] {
  const confusion = confusionOf(predictions, classes.length);
  const perClass = classMetrics(confusion, classes);
  const loss = predictions.reduce((sum, each) => sum + each.loss, 0) / predictions.length;
  return [
    accuracyOf(confusion),
    loss,
    macroF1Of(perClass),
    ...perClass.flatMap(({ precision, recall, f1 }) => [precision, recall, f1]),
  ];
}

/**
 * Intervals of the evaluation's metrics. A metric that is undefined in a resample is 0 there, as it
 * would be in an evaluation.
 */
export async function metricEstimates(
  { predictions, classes, split }: Evaluation,
  signal: AbortSignal,
): Promise<MetricEstimates> {
  const random = bootstrapRandom("metrics", split);
  const values = metricValues(predictions, classes);
  const columns = values.map((): number[] => []);
  for (let done = 0; done < RESAMPLES; done++) {
    if (done % RESAMPLES_AT_ONCE === 0) await breathe();
    throwIfCancelled(signal);
    const indices = drawIndices(predictions.length, random);
    const drawn = indices.flatMap((index) => predictions[index] ?? []);
    for (const [at, value] of metricValues(drawn, classes).entries()) columns[at]?.push(value);
  }
  const [accuracy, loss, macroF1, ...perClass] = values.map((value, at) =>
    estimate(value, columns[at] ?? []),
  );
  if (!accuracy || !loss || !macroF1) throw new RangeError("metrics come in a fixed order");
  return {
    resamples: RESAMPLES,
    accuracy,
    loss,
    macroF1,
    perClass: classes.map((_, index) => {
      const [precision, recall, f1] = perClass.slice(3 * index, 3 * index + 3);
      if (!precision || !recall || !f1) throw new RangeError("each class has three metrics");
      return { precision, recall, f1 };
    }),
  };
}
