/** What every benchmark gives: one line of the table, a ratio to a named peer measured in the same run. */
export interface BenchRow {
  readonly work: string;
  readonly unit: string;
  readonly ours: number;
  readonly peer: number;
  /** For example "PyTorch 1.13.0". */
  readonly peerName: string;
  /** Median of the repeats' ratios ours / peer; more is better. */
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

/** A row from pairs of rates that were measured in turn. */
export function rowOf(
  pairs: readonly { readonly ours: number; readonly peer: number }[],
  words: Pick<BenchRow, "work" | "unit" | "peerName" | "note">,
): BenchRow {
  const ratios = pairs.map(({ ours, peer }) => ours / peer);
  return {
    ...words,
    ours: median(pairs.map(({ ours }) => ours)),
    peer: median(pairs.map(({ peer }) => peer)),
    ratio: median(ratios),
    spread: Math.max(...ratios) / Math.min(...ratios),
  };
}
