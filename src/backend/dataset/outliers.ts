/**
 * Finds pictures whose size or shape is far from the others'.
 *
 * The rule is Iglewicz and Hoaglin's (How to Detect and Handle Outliers, 1993): a value is an
 * outlier when it lies more than 3.5 robust deviations from the median, where a robust deviation is
 * 1.4826 times the median absolute deviation, which for normal data is the standard deviation and
 * which a half of outliers cannot move. It is applied to logarithms of area and of width / height:
 * twice as large is then as far as half as large, and 3:1 as 1:3. Where more than half of the
 * pictures are alike the median deviation is 0; a deviation of a twentieth is then the least taken.
 */
import type { Outlier, OutlierKind, OutlierReport, UsualRange } from "../../protocol/curation";
import { publicSample } from "./samples";
import type { Dataset, MeasuredSample } from "./store";

const MAX_DEVIATIONS = 3.5;
const NORMAL = 1.4826;

/** ln 1.05: photographs of one camera are cropped by more. */
const LEAST_DEVIATION = Math.log(1.05);

interface Spread {
  readonly median: number;
  readonly deviation: number;
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

function spreadOf(values: readonly number[]): Spread {
  const median = medianOf(values);
  const deviation = NORMAL * medianOf(values.map((value) => Math.abs(value - median)));
  return { median, deviation: Math.max(LEAST_DEVIATION, deviation) };
}

function usual({ median, deviation }: Spread): UsualRange {
  const reach = MAX_DEVIATIONS * deviation;
  return { min: Math.exp(median - reach), max: Math.exp(median + reach) };
}

const logArea = ({ width, height }: MeasuredSample) => Math.log(width * height);
const logAspect = ({ width, height }: MeasuredSample) => Math.log(width / height);

/** Deviations from the median, signed. */
function score(value: number, { median, deviation }: Spread): number {
  return (value - median) / deviation;
}

/** The odd ones among the pictures that are used, generated ones left out. */
export function findOutliers(dataset: Dataset): OutlierReport {
  const samples = dataset.samples.filter(({ generatedFrom }) => generatedFrom === undefined);
  const area = spreadOf(samples.map(logArea));
  const aspect = spreadOf(samples.map(logAspect));
  const found = samples.flatMap((sample): (Outlier & { readonly oddness: number })[] => {
    const size = score(logArea(sample), area);
    const shape = score(logAspect(sample), aspect);
    const kinds: OutlierKind[] = [];
    if (Math.abs(size) > MAX_DEVIATIONS) kinds.push(size < 0 ? "small" : "large");
    if (Math.abs(shape) > MAX_DEVIATIONS) kinds.push(shape < 0 ? "tall" : "wide");
    const oddness = Math.max(Math.abs(size), Math.abs(shape));
    return kinds.length > 0 ? [{ sample: publicSample(sample), kinds, oddness }] : [];
  });
  const outliers = found
    .sort((a, b) => b.oddness - a.oddness)
    .map(({ sample, kinds }) => ({ sample, kinds }));
  return { area: usual(area), aspect: usual(aspect), outliers };
}
