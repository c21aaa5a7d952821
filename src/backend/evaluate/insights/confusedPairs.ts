/** Which classes are taken for which others. */
import type { ConfusedPair } from "../../../protocol/insights";
import type { Confusion } from "../metrics";

/** All pairs of different classes with at least one picture, most pictures first, then by share. */
export function confusedPairs(confusion: Confusion): ConfusedPair[] {
  return confusion
    .flatMap((row, actual) => {
      const pictures = row.reduce((sum, count) => sum + count, 0);
      return row.map((count, predicted) => ({ actual, predicted, count, share: count / pictures }));
    })
    .filter(({ actual, predicted, count }) => actual !== predicted && count > 0)
    .sort((a, b) => b.count - a.count || b.share - a.share);
}
