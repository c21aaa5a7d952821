/**
 * Temperature scaling (Guo et al. 2017): all logits are divided by one number, which changes how sure
 * a network is but not what it says. Saved probabilities are enough, because their logarithms are the
 * logits up to a constant a picture, which softmax does not see.
 */
import { crossEntropy, softmax } from "../../util/softmax";
import type { Said } from "./calibration";

/** Bounds of 1 / temperature. */
const LOWEST = 0.05;
const HIGHEST = 20;
const TOLERANCE = 1e-12;
const ITERATIONS = 200;

/** A probability that is too small for a number is taken as the smallest one. */
function logProbabilities({ probabilities }: Said): number[] {
  return probabilities.map((p) => Math.log(Math.max(p, Number.MIN_VALUE)));
}

/** The same predictions at a temperature. */
export function atTemperature(predictions: readonly Said[], temperature: number): Said[] {
  return predictions.map((each) => {
    const logits = logProbabilities(each).map((value) => value / temperature);
    return { ...each, probabilities: softmax(logits), loss: crossEntropy(logits, each.actual) };
  });
}

interface Slope {
  /** First derivative of the mean cross-entropy by the inverse temperature. */
  readonly first: number;
  /** Second derivative: never negative, so there is one minimum. */
  readonly second: number;
}

function slopeAt(rows: readonly LabelledLogits[], inverse: number): Slope {
  let first = 0;
  let second = 0;
  for (const { logits, label } of rows) {
    const shares = softmax(logits.map((value) => value * inverse));
    let mean = 0;
    let square = 0;
    for (const [index, share] of shares.entries()) {
      const logit = logits[index] ?? NaN;
      mean += share * logit;
      square += share * logit * logit;
    }
    first += mean - (logits[label] ?? NaN);
    second += square - mean * mean;
  }
  return { first: first / rows.length, second: second / rows.length };
}

interface LabelledLogits {
  readonly logits: readonly number[];
  readonly label: number;
}

/**
 * The temperature with the least mean cross-entropy over the predictions, by Newton's steps kept
 * within a shrinking bracket; null when it lies outside of 1/20..20: for pictures that are all right,
 * the surer the better; for those told no better than by chance, the less sure.
 */
export function fitTemperature(predictions: readonly Said[]): number | null {
  const rows = predictions.map((each) => ({ logits: logProbabilities(each), label: each.actual }));
  let low = LOWEST;
  let high = HIGHEST;
  if (!(slopeAt(rows, low).first < 0 && slopeAt(rows, high).first > 0)) return null;
  let inverse = 1;
  for (let step = 0; step < ITERATIONS; step++) {
    const { first, second } = slopeAt(rows, inverse);
    if (first < 0) low = inverse;
    else high = inverse;
    const newton = inverse - first / second;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    const moved = Math.abs(next - inverse);
    inverse = next;
    if (moved <= TOLERANCE * inverse) break;
  }
  return 1 / inverse;
}
