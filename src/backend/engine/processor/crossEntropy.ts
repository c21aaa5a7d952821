/** Cross-entropy and its gradient, in float64. */

export interface Compared {
  /** [count, classes]. */
  readonly logits: Float32Array;
  /** [count, classes]: the distribution that each picture's prediction is compared with, times its weight. */
  readonly target: Float32Array;
  readonly count: number;
  /** Classes of each head, whose softmax is its own. */
  readonly heads: readonly number[];
}

/**
 * Gives the mean cross-entropy, summed over the heads, and writes its gradient: (weight * softmax -
 * target) / count, where a picture's weight is the sum of its target's row.
 */
export function crossEntropy(
  { logits, target, count, heads }: Compared,
  gradient: Float32Array,
): number {
  const classes = heads.reduce((sum, size) => sum + size, 0);
  let loss = 0;
  for (let picture = 0; picture < count; picture++) {
    let start = picture * classes;
    for (const size of heads) {
      const row = logits.subarray(start, start + size);
      const wanted = target.subarray(start, start + size);
      const greatest = row.reduce((most, logit) => Math.max(most, logit), -Infinity);
      const total = row.reduce((sum, logit) => sum + Math.exp(logit - greatest), 0);
      const logTotal = greatest + Math.log(total);
      const weight = wanted.reduce((sum, share) => sum + share, 0);
      for (const [index, logit] of row.entries()) {
        const share = wanted[index] ?? 0;
        if (share !== 0) loss -= share * (logit - logTotal);
        gradient[start + index] = (weight * Math.exp(logit - logTotal) - share) / count;
      }
      start += size;
    }
  }
  return loss / count;
}
