/** Logistic regression in a few lines: the classifier that must not be enough. */

/** For each held-out example: whether its label is 1, and whether it was taken for 1. */
export type Guesses = readonly { readonly is: boolean; readonly said: boolean }[];

export interface FitOptions {
  /** Of the weights (L2). */
  readonly decay: number;
  /** Whether both classes weigh the same. */
  readonly balance: boolean;
}

const share = (guesses: Guesses): number =>
  guesses.filter(({ is, said }) => is === said).length / guesses.length;

/** Share of right guesses. */
export const accuracy = share;

/** Mean of the two classes' shares of right guesses: 0.5 for chance, however many of each. */
export const balancedAccuracy = (guesses: Guesses): number =>
  (share(guesses.filter(({ is }) => is)) + share(guesses.filter(({ is }) => !is))) / 2;

/** Fits on every other example (full-batch gradient descent) and guesses the others. */
export function fitLogistic(
  features: readonly (readonly number[])[],
  labels: readonly number[],
  { decay, balance }: FitOptions,
): Guesses {
  const train = features.map((_, i) => i).filter((i) => i % 2 === 0);
  const width = features[0]!.length;
  const mean = (f: (i: number) => number): number =>
    train.reduce((sum, i) => sum + f(i), 0) / train.length;
  const scaled = Array.from({ length: width }, (_, k) => {
    const centre = mean((i) => features[i]![k]!);
    const spread = Math.sqrt(mean((i) => (features[i]![k]! - centre) ** 2)) + 1e-6;
    return { centre, spread };
  });
  const rows = features.map((row) => [
    1,
    ...row.map((value, k) => (value - scaled[k]!.centre) / scaled[k]!.spread),
  ]);
  const ones = mean((i) => labels[i]!);
  const weigh = (i: number): number => (balance ? 0.5 / (labels[i] === 1 ? ones : 1 - ones) : 1);

  const weights = new Float64Array(width + 1);
  const score = (i: number): number => rows[i]!.reduce((sum, x, k) => sum + x * weights[k]!, 0);
  for (let step = 0; step < 300; step++) {
    const gradient = weights.map((w, k) => (k === 0 ? 0 : decay * w));
    for (const i of train) {
      const error = (1 / (1 + Math.exp(-score(i))) - labels[i]!) * weigh(i);
      for (let k = 0; k <= width; k++) gradient[k]! += (error * rows[i]![k]!) / train.length;
    }
    // The features' second moments sum to `width`: a step that cannot overshoot.
    for (let k = 0; k <= width; k++) weights[k]! -= gradient[k]! * (8 / (width + 4));
  }
  const held = features.map((_, i) => i).filter((i) => i % 2 === 1);
  return held.map((i) => ({ is: labels[i] === 1, said: score(i) > 0 }));
}
