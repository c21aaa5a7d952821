/** Metrics of a classifier from its confusion matrix; undefined ones are 0, as scikit-learn's zero_division=0. */
import type { ClassMetrics, Evaluation, PicturePrediction } from "../../protocol/evaluation";

/** Rows are actual classes, columns predicted ones. */
export type Confusion = readonly (readonly number[])[];

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function correctOf(confusion: Confusion, index: number): number {
  return confusion[index]?.[index] ?? 0;
}

/** Counts the pairs of class indices, each 0..classes-1. */
export function confusionOf(
  pairs: Iterable<{ readonly actual: number; readonly predicted: number }>,
  classes: number,
): number[][] {
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const { actual, predicted } of pairs) {
    const row = confusion[actual];
    if (row?.[predicted] === undefined) {
      throw new RangeError(`there is no class ${actual} or ${predicted} among ${classes}`);
    }
    row[predicted]++;
  }
  return confusion;
}

/** Precision, recall, F1, support and errors of each class. */
export function classMetrics(confusion: Confusion, names: readonly string[]): ClassMetrics[] {
  return names.map((name, index) => {
    const correct = correctOf(confusion, index);
    const support = sum(confusion[index] ?? []);
    const predicted = sum(confusion.map((row) => row[index] ?? 0));
    return {
      name,
      precision: ratio(correct, predicted),
      recall: ratio(correct, support),
      f1: ratio(2 * correct, support + predicted),
      support,
      errors: support - correct,
    };
  });
}

/** Share of pictures on the diagonal, 0..1. */
export function accuracyOf(confusion: Confusion): number {
  const correct = sum(confusion.map((_, index) => correctOf(confusion, index)));
  return ratio(correct, sum(confusion.map(sum)));
}

/** Mean of the classes' F1, every class weighing the same, whether it has pictures or not. */
export function macroF1Of(perClass: readonly ClassMetrics[]): number {
  return ratio(sum(perClass.map(({ f1 }) => f1)), perClass.length);
}

/** All numbers of an evaluation, from its predictions. */
export function scoreOf(
  predictions: readonly PicturePrediction[],
  classes: readonly string[],
): Pick<Evaluation, "accuracy" | "loss" | "confusion" | "perClass" | "macroF1" | "predictions"> {
  const confusion = confusionOf(predictions, classes.length);
  const perClass = classMetrics(confusion, classes);
  return {
    accuracy: accuracyOf(confusion),
    loss: ratio(sum(predictions.map(({ loss }) => loss)), predictions.length),
    confusion,
    perClass,
    macroF1: macroF1Of(perClass),
    predictions,
  };
}
