/** Words of looking after a data set: excluded pictures, copies, outliers, thumbnails, a rule's preview. */
import type { DatasetSummary, RuleOptions, Sample } from "./dataset";

/** Takes pictures out of training, validation, test and statistics, or back in; the files stay. */
export interface ExcludeRequest {
  readonly directory: string;
  /** Relative to the data set's folder. */
  readonly paths: readonly string[];
  readonly excluded: boolean;
}

/** The data set afterwards. */
export type ExcludeResult = DatasetSummary;

export interface DuplicateGroup {
  /** `duplicate` when all files are equal to the byte. */
  readonly kind: "duplicate" | "near-duplicate";
  /** At least two, sorted by path; excluded ones too, generated ones not. */
  readonly samples: readonly Sample[];
}

/** Smallest and largest value that is usual. */
export interface UsualRange {
  readonly min: number;
  readonly max: number;
}

export type OutlierKind = "small" | "large" | "wide" | "tall";

export interface Outlier {
  readonly sample: Sample;
  readonly kinds: readonly OutlierKind[];
}

/** Pictures whose size or shape is far from the others'. */
export interface OutlierReport {
  /** Width times height, in pixels. */
  readonly area: UsualRange;
  /** Width divided by height. */
  readonly aspect: UsualRange;
  /** The oddest first. */
  readonly outliers: readonly Outlier[];
}

export interface ThumbnailsRequest {
  readonly directory: string;
  /** Relative to the data set's folder. */
  readonly paths: readonly string[];
}

export interface Thumbnail {
  readonly path: string;
  /** Absolute path of a JPEG file, 160 pixels on its longer side; null when it cannot be made. */
  readonly file: string | null;
}

export interface RulePreviewRequest {
  readonly directory: string;
  readonly rule: RuleOptions;
  /** How many paths to list of each kind. Default 20. */
  readonly limit?: number;
}

/** What a labelling rule would make of a folder. */
export interface RulePreview {
  /** What is wrong with the rule, in one sentence; then nothing matches. */
  readonly error?: string;
  readonly matched: number;
  readonly unmatched: number;
  /** The first ones, in the order of their paths. */
  readonly matches: readonly {
    readonly path: string;
    readonly labels: Readonly<Record<string, string>>;
  }[];
  readonly misses: readonly string[];
  /** Classes of each target with counts, as the rule would give them. */
  readonly targets: DatasetSummary["targets"];
}
