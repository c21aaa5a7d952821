/**
 * How much a difference between classifiers means: McNemar's exact test, Holm's correction.
 *
 * Q. McNemar, "Note on the sampling error of the difference between correlated proportions or
 * percentages", Psychometrika 12 (1947), in its exact form; recommended for classifiers that were
 * trained once by T. G. Dietterich, "Approximate statistical tests for comparing supervised
 * classification learning algorithms", Neural Computation 10 (1998).
 */

/**
 * Two-sided exact p-value of pictures that only one of two classifiers got right: how likely it is
 * that a fair coin splits them at least as unevenly. 1 when there is no such picture.
 */
export function mcNemar(onlyFirst: number, onlySecond: number): number {
  const trials = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  // the probabilities of 0, 1, ... heads, as logarithms: 2^-trials alone is 0 from 1075 on
  let logProbability = -trials * Math.LN2;
  let tail = 0;
  for (let heads = 0; heads <= fewer; heads++) {
    tail += Math.exp(logProbability);
    logProbability += Math.log((trials - heads) / (heads + 1));
  }
  return Math.min(1, 2 * tail);
}

/** Holm's p-values, in the order given: of several tests, at most one in twenty sets has one below 0.05 by chance. */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index);
  order.sort((a, b) => (pValues[a] ?? 0) - (pValues[b] ?? 0));
  const adjusted = pValues.map(() => 0);
  let largest = 0;
  for (const [rank, index] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * (pValues[index] ?? 0)));
    adjusted[index] = largest;
  }
  return adjusted;
}
