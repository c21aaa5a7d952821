/** What every benchmark gives: one line of the table, a ratio to a named peer measured in the same run. */
export interface BenchRow {
  readonly work: string;
  readonly unit: string;
  readonly ours: number;
  readonly peer: number;
  /** For example "PyTorch 1.13.0". */
  readonly peerName: string;
  /** Median of the repeats' ratios, as many times better: ours / peer, of costs peer / ours. */
  readonly ratio: number;
  /** Largest of the repeats' ratios over the smallest. */
  readonly spread: number;
  /** For example "peak memory 1.9 GiB, peer 1.6 GiB". */
  readonly note?: string;
}

/** The middle value; of an even number the lower one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

/** The value that such a share of the values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** A row from pairs that were measured in turn: rates, or with `better` "less" what something costs. */
export function rowOf(
  pairs: readonly { readonly ours: number; readonly peer: number }[],
  {
    better = "more",
    ...words
  }: Pick<BenchRow, "work" | "unit" | "peerName" | "note"> & { readonly better?: "more" | "less" },
): BenchRow {
  const ratios = pairs.map(({ ours, peer }) => (better === "more" ? ours / peer : peer / ours));
  return {
    ...words,
    ours: median(pairs.map(({ ours }) => ours)),
    peer: median(pairs.map(({ peer }) => peer)),
    ratio: median(ratios),
    spread: Math.max(...ratios) / Math.min(...ratios),
  };
}
