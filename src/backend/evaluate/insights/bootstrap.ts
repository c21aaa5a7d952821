/** Percentile bootstrap: how far a metric would wander had other pictures been drawn. */
import { setImmediate as breathe } from "node:timers/promises";
import type { Evaluation, PicturePrediction } from "../../../protocol/evaluation";
import type { Estimate, MetricEstimates } from "../../../protocol/insights";
import { throwIfCancelled } from "../../util/context";
import { Random } from "../../util/random";
import { accuracyOf, classMetrics, macroF1Of } from "../metrics";

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
export function drawIndices(count: number, random: Random): Int32Array {
  const indices = new Int32Array(count);
  for (let at = 0; at < count; at++) indices[at] = random.integer(count);
  return indices;
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

/** What metrics are made of, in arrays: they are counted a thousand times. */
export interface Counted {
  readonly classes: readonly string[];
  readonly actual: Int32Array;
  readonly predicted: Int32Array;
  readonly loss: Float64Array;
}

export function counted(
  predictions: readonly PicturePrediction[],
  classes: readonly string[],
): Counted {
  return {
    classes,
    actual: Int32Array.from(predictions, ({ actual }) => actual),
    predicted: Int32Array.from(predictions, ({ predicted }) => predicted),
    loss: Float64Array.from(predictions, ({ loss }) => loss),
  };
}

/** Of the pictures of these indices: accuracy, loss, macro F1, then precision, recall and F1 of each class. */
export function metricValues(
  { classes, actual, predicted, loss }: Counted,
  indices: Int32Array,
): number[] {
  const size = classes.length;
  const cells = new Int32Array(size * size);
  let sum = 0;
  for (const index of indices) {
    const cell = (actual[index] ?? NaN) * size + (predicted[index] ?? NaN);
    cells[cell] = (cells[cell] ?? NaN) + 1;
    sum += loss[index] ?? NaN;
  }
  const confusion = classes.map((_, row) => [...cells.subarray(row * size, (row + 1) * size)]);
  const perClass = classMetrics(confusion, classes);
  return [
    accuracyOf(confusion),
    sum / indices.length,
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
  const pictures = counted(predictions, classes);
  const values = metricValues(pictures, Int32Array.from(predictions.keys()));
  const columns = values.map((): number[] => []);
  for (let done = 0; done < RESAMPLES; done++) {
    if (done % RESAMPLES_AT_ONCE === 0) await breathe();
    throwIfCancelled(signal);
    const indices = drawIndices(predictions.length, random);
    for (const [at, value] of metricValues(pictures, indices).entries()) columns[at]?.push(value);
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
