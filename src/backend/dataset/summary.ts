/** Counts what is in a data set: classes of each target, formats, sizes, and its fingerprint. */
import { createHash } from "node:crypto";
import type {
  ClassCount,
  DatasetSummary,
  Sample,
  SizeSummary,
  TargetSummary,
} from "../../protocol/dataset";
import type { FileRecord } from "./schema";
import { channelStatistics } from "./statistics";
import { toSamples } from "./store";
import { isUsedFor } from "./use";

/** Counts of each value, sorted by value. */
function countsOf(values: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * For each class of `target` the one class of `coarser` that all its pictures have; undefined when
 * some class has pictures of several, or of none.
 */
export function parentsOf(
  samples: readonly Pick<Sample, "labels">[],
  target: string,
  coarser: string,
): Map<string, string> | undefined {
  const parents = new Map<string, string>();
  for (const { labels } of samples) {
    const name = labels[target];
    if (name === undefined) continue;
    const parent = labels[coarser];
    if (parent === undefined || (parents.get(name) ?? parent) !== parent) return undefined;
    parents.set(name, parent);
  }
  return parents;
}

/**
 * The targets of the samples, those with the fewest classes first, and their classes. Pictures
 * generated for another target do not count.
 */
export function summarizeTargets(samples: readonly Sample[]): TargetSummary[] {
  const names = [...new Set(samples.flatMap(({ labels }) => Object.keys(labels)))];
  const targets = names
    .map((target) => {
      const classes = samples.flatMap((sample) => {
        const name = sample.labels[target];
        return name !== undefined && isUsedFor(sample, target) ? [name] : [];
      });
      return { target, counts: countsOf(classes) };
    })
    .sort((a, b) => a.counts.size - b.counts.size || (a.target < b.target ? -1 : 1));

  return targets.map(({ target, counts }) => {
    // The finest of the coarser targets is the nearest parent, so they are tried from the last.
    const parents = targets
      .filter((other) => other.counts.size < counts.size)
      .reverse()
      .map((other) => parentsOf(samples, target, other.target))
      .find((found) => found !== undefined);
    const classes = [...counts].map(([name, count]): ClassCount => {
      const parent = parents?.get(name);
      return { name, count, ...(parent !== undefined && { parent }) };
    });
    return { target, classes };
  });
}

/** Number of pictures of each format. */
export function summarizeFormats(samples: readonly Sample[]): Record<string, number> {
  return Object.fromEntries(countsOf(samples.map((sample) => sample.format)));
}

/** Smallest, median (the lower one of two) and largest width and height; zeros without samples. */
export function summarizeSizes(samples: readonly Sample[]): SizeSummary {
  const sorted = (values: number[]) => values.sort((a, b) => a - b);
  const widths = sorted(samples.map((sample) => sample.width));
  const heights = sorted(samples.map((sample) => sample.height));
  const middle = Math.floor((samples.length - 1) / 2);
  return {
    minWidth: widths[0] ?? 0,
    medianWidth: widths[middle] ?? 0,
    maxWidth: widths.at(-1) ?? 0,
    minHeight: heights[0] ?? 0,
    medianHeight: heights[middle] ?? 0,
    maxHeight: heights.at(-1) ?? 0,
  };
}

/** SHA-256 over the samples' paths, hashes and labels, whatever their order. */
export function fingerprintOf(samples: readonly Sample[]): string {
  const lines = samples.map(({ path, hash, labels }) => {
    const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify([path, hash, sorted]);
  });
  return createHash("sha256").update(lines.sort().join("\n")).digest("hex");
}

/** The part of a data set's summary that its usable files decide. */
export function contentsOf(files: readonly FileRecord[], statistics: boolean) {
  const { samples, excluded } = toSamples(files);
  return {
    fingerprint: fingerprintOf(samples),
    pictures: samples.length,
    generated: samples.filter((sample) => sample.generatedFrom !== undefined).length,
    ...(excluded.length > 0 && { excluded: excluded.length }),
    targets: summarizeTargets(samples),
    formats: summarizeFormats(samples),
    sizes: summarizeSizes(samples),
    ...(statistics && { statistics: channelStatistics(samples) }),
  } satisfies Partial<DatasetSummary>;
}
