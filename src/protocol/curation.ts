/** Words of looking after a data set: excluded pictures, copies, outliers, thumbnails, a rule's preview. */
import type { Manipulation } from "./augment";
import type { DatasetSummary, Finding, RuleOptions, Sample, SplitPart } from "./dataset";

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

export interface PictureRequest {
  readonly directory: string;
  /** Relative to the data set's folder; an excluded picture's, too. */
  readonly path: string;
}

/** Where a picture is when a target is learned. */
export interface PicturePart {
  readonly target: string;
  /** Of the split: the one that the target was balanced for. */
  readonly seed: number;
  /** Null: the target does without it. */
  readonly part: SplitPart | null;
}

/** All that is known of one picture. */
export interface PictureDetails {
  readonly sample: Sample;
  /** One a target that can be split; empty for an excluded picture. */
  readonly parts: readonly PicturePart[];
  readonly findings: readonly Finding[];
  /** In which ways its size or shape is unusual. */
  readonly outlier: readonly OutlierKind[];
  /** Paths of its copies; generated pictures are none. */
  readonly copies: readonly string[];
  /** Paths of the pictures that were generated from it. */
  readonly generated: readonly string[];
  /** For a generated picture: how it was made of its source. */
  readonly manipulations?: readonly Manipulation[];
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
