/** Two classes told apart at another threshold than one half. Pure. */
import type { ClassMetrics, Evaluation } from "../../src/protocol/evaluation";

/** The one that an evaluation of two classes is counted at. */
export const HALF = 0.5;

export interface Decision {
  /** Index of the class whose probability decides: it is said from the threshold on. */
  readonly positive: number;
  /** 0..1 */
  readonly threshold: number;
}

/** Undefined ratios are 0, as in the evaluation. */
function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function metricsOf(name: string, index: number, confusion: readonly number[][]): ClassMetrics {
  const right = confusion[index]?.[index] ?? 0;
  const support = (confusion[index] ?? []).reduce((sum, count) => sum + count, 0);
  const said = confusion.reduce((sum, row) => sum + (row[index] ?? 0), 0);
  return {
    name,
    precision: ratio(right, said),
    recall: ratio(right, support),
    f1: ratio(2 * right, support + said),
    support,
    errors: support - right,
  };
}

/** The evaluation as it would be had that threshold decided; probabilities and loss stay. */
export function atThreshold(evaluation: Evaluation, { positive, threshold }: Decision): Evaluation {
  if (threshold === HALF) return evaluation;
  const { classes } = evaluation;
  const predictions = evaluation.predictions.map((each) => {
    const isPositive = (each.probabilities[positive] ?? 0) >= threshold;
    return { ...each, predicted: isPositive ? positive : 1 - positive };
  });
  const confusion = classes.map(() => classes.map(() => 0));
  for (const { actual, predicted } of predictions) {
    const row = confusion[actual];
    if (row) row[predicted] = (row[predicted] ?? 0) + 1;
  }
  const perClass = classes.map((name, index) => metricsOf(name, index, confusion));
  const right = predictions.filter(({ actual, predicted }) => actual === predicted).length;
  return {
    ...evaluation,
    predictions,
    confusion,
    perClass,
    accuracy: ratio(right, predictions.length),
    macroF1: perClass.reduce((sum, { f1 }) => sum + f1, 0) / perClass.length,
  };
}
