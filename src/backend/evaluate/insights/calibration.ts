/** Whether a network is as often right as it says: reliability bins and the errors made of them. */
import type { Calibration, CalibrationBin } from "../../../protocol/insights";

/** Bins of equal width over 0..1. */
export const BINS = 10;

/** What is needed of a prediction; probabilities sum to 1. */
export interface Said {
  readonly actual: number;
  readonly predicted: number;
  readonly probabilities: readonly number[];
  /** Cross-entropy. */
  readonly loss: number;
}

function mean<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0) / items.length;
}

function confidenceOf({ probabilities, predicted }: Said): number {
  return probabilities[predicted] ?? NaN;
}

/** Bins of pictures by the probability of what was said; those without a picture are left out. */
export function calibrationBins(predictions: readonly Said[], bins = BINS): CalibrationBin[] {
  const edges = Array.from({ length: bins + 1 }, (_, index) => index / bins);
  const found = edges.slice(0, -1).map((): Said[] => []);
  for (const each of predictions) {
    // an edge belongs to the bin below it
    const inner = edges.slice(1, -1).filter((edge) => edge < confidenceOf(each)).length;
    found[inner]?.push(each);
  }
  return found.flatMap((group, index) =>
    group.length === 0
      ? []
      : [
          {
            low: edges[index] ?? NaN,
            high: edges[index + 1] ?? NaN,
            pictures: group.length,
            confidence: mean(group, confidenceOf),
            accuracy: mean(group, ({ actual, predicted }) => Number(actual === predicted)),
          },
        ],
  );
}

/** Mean squared distance between probabilities and truth, summed over the classes. */
export function brierScore(predictions: readonly Said[]): number {
  return mean(predictions, ({ probabilities, actual }) =>
    probabilities.reduce((sum, p, index) => sum + (p - Number(index === actual)) ** 2, 0),
  );
}

/** All of it; `predictions` must not be empty. */
export function calibrationOf(predictions: readonly Said[]): Calibration {
  const bins = calibrationBins(predictions);
  const gaps = bins.map(({ confidence, accuracy }) => Math.abs(confidence - accuracy));
  const weighted = bins.map(({ pictures }, index) => pictures * (gaps[index] ?? NaN));
  return {
    bins,
    expectedError: weighted.reduce((sum, value) => sum + value, 0) / predictions.length,
    maximumError: Math.max(...gaps),
    brier: brierScore(predictions),
    loss: mean(predictions, ({ loss }) => loss),
  };
}
