/** Labels as the distributions that training compares with. */

/** [count, classes] of 0 and 1, a one for each head; none where the label is -1. */
export function oneHot(labels: Int32Array, heads: readonly number[]): Float32Array {
  const classes = heads.reduce((sum, size) => sum + size, 0);
  const count = labels.length / heads.length;
  const rows = new Float32Array(count * classes);
  for (let picture = 0; picture < count; picture++) {
    let at = picture * classes;
    for (const [head, size] of heads.entries()) {
      const label = labels[picture * heads.length + head] ?? -1;
      if (label >= 0) rows[at + label] = 1;
      at += size;
    }
  }
  return rows;
}
