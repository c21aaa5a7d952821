/** From logits to probabilities and cross-entropy; plain numbers, in double precision. */

/** ln(sum(exp(logits))), without overflow. */
function logSumExp(logits: ArrayLike<number>): number {
  let highest = -Infinity;
  for (let i = 0; i < logits.length; i++) highest = Math.max(highest, logits[i] ?? NaN);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += Math.exp((logits[i] ?? NaN) - highest);
  return highest + Math.log(sum);
}

/** Probabilities of one picture's classes; they sum to 1. */
export function softmax(logits: ArrayLike<number>): number[] {
  const total = logSumExp(logits);
  return Array.from(logits, (logit) => Math.exp(logit - total));
}

/** -ln(probability of the label). */
export function crossEntropy(logits: ArrayLike<number>, label: number): number {
  return logSumExp(logits) - (logits[label] ?? NaN);
}

/** -sum(share * ln(probability)), where a class's share is its part of the target's sum. */
export function mixedCrossEntropy(logits: ArrayLike<number>, target: Float32Array): number {
  let sum = 0;
  let loss = 0;
  for (const [label, part] of target.entries()) {
    if (part === 0) continue; // an impossible class may have any logit
    sum += part;
    loss += part * crossEntropy(logits, label);
  }
  return loss / sum;
}

/** Index of the highest value, the first of equals; 0 when all are NaN. */
export function argMax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) {
    if ((values[i] ?? NaN) > (values[best] ?? NaN)) best = i;
  }
  return best;
}

/** The rows of a matrix [count, columns] that lies in one array; views, not copies. */
export function rowsOf(values: Float32Array, count: number): Float32Array[] {
  const columns = values.length / count;
  return Array.from({ length: count }, (_, row) =>
    values.subarray(row * columns, (row + 1) * columns),
  );
}
