/** Which classes are taken for which others: one order, whoever shows it. */
import type { Evaluation } from "./evaluation";
import type { ConfusedPair } from "./insights";

/**
 * All pairs of different classes with at least one picture: most pictures first, then the larger
 * share of the class, then the order of the classes.
 */
export function confusedPairs(confusion: Evaluation["confusion"]): ConfusedPair[] {
  return confusion
    .flatMap((row, actual) => {
      const pictures = row.reduce((sum, count) => sum + count, 0);
      return row.map((count, predicted) => ({ actual, predicted, count, share: count / pictures }));
    })
    .filter(({ actual, predicted, count }) => actual !== predicted && count > 0)
    .sort((a, b) => b.count - a.count || b.share - a.share);
}
