/** Words of the data set: samples, labelling rules, findings, splits and their summaries. */

/** How labels are read from a folder. */
export type RuleKind = "oxford-pet" | "folder-per-class" | "csv" | "regex";

export interface RuleOptions {
  readonly kind: RuleKind;
  /** `csv`: path of the table relative to the data set; default: the first .csv in it. */
  readonly csvFile?: string;
  /** `csv`: name of the column with picture paths; default "path", else the first column. */
  readonly pathColumn?: string;
  /** `regex`: tried on the path relative to the data set; each named group is a label. */
  readonly pattern?: string;
}

/** Pixels from the picture's top left; max exclusive. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** One readable, labelled picture. */
export interface Sample {
  /** Relative to the data set's folder, with forward slashes. */
  readonly path: string;
  /** Target name to class name, for example `{ species: "cat", breed: "Bengal" }`. */
  readonly labels: Readonly<Record<string, string>>;
  /** What the labelling rule says; absent where it says the same: a person has corrected the others. */
  readonly given?: Readonly<Record<string, string>>;
  /** Size as shown, that is after EXIF orientation, in pixels. */
  readonly width: number;
  readonly height: number;
  /** The format that the bytes say, not the name: "jpeg", "png", "webp", "gif". */
  readonly format: string;
  readonly bytes: number;
  /** SHA-256 of the file, hexadecimal. */
  readonly hash: string;
  /** 64-bit difference hash of the decoded picture, 16 hexadecimal digits. */
  readonly perceptualHash: string;
  /** Group of pictures (duplicates, near-duplicates, a source and what was generated from it) that must share a split. */
  readonly group: number;
  readonly box?: Box;
  /** Path of the trimap, relative to the data set's folder. */
  readonly mask?: string;
  /** For a generated picture: the path of its source. */
  readonly generatedFrom?: string;
  /** For a generated picture: the target whose classes it levels; other targets do without it. */
  readonly generatedFor?: string;
  /** Generated before the split, as the notebook does: its group is its own, so it may leak. */
  readonly notebookOrder?: true;
  /** A person took it out: it is in no split and no statistics. */
  readonly excluded?: true;
}

export type FindingKind =
  | "unreadable"
  | "empty-file"
  | "extension-mismatch"
  | "no-label"
  | "duplicate"
  | "near-duplicate"
  | "missing-file"
  /** A person's correction that no longer applies: the file or the rule's label has changed. */
  | "stale-label";

/** Something that a person should know about a file; never a crash. */
export interface Finding {
  readonly kind: FindingKind;
  readonly path: string;
  /** For duplicates: the path that it repeats. */
  readonly other?: string;
  /** One sentence: "cat_12.jpg is not a readable JPEG: skipped". */
  readonly message: string;
  /** Whether the file is left out of the samples. */
  readonly skipped: boolean;
}

export interface ClassCount {
  readonly name: string;
  readonly count: number;
  /** For a class of a finer target, the class of the coarser target that all its pictures share: breed to species. */
  readonly parent?: string;
}

/** Target name, its classes in sorted order with counts. */
export interface TargetSummary {
  readonly target: string;
  readonly classes: readonly ClassCount[];
}

/** Channel means and standard deviations, red, green, blue, 0..1. */
export interface ChannelStatistics {
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  /** Number of pictures that they were taken over. */
  readonly pictures: number;
}

export interface SizeSummary {
  readonly minWidth: number;
  readonly medianWidth: number;
  readonly maxWidth: number;
  readonly minHeight: number;
  readonly medianHeight: number;
  readonly maxHeight: number;
}

export type SplitName = "train" | "validation" | "test";
export const SPLIT_NAMES: readonly SplitName[] = ["train", "validation", "test"];

/** Where a picture is: in a part of the split, or left out of training to balance the classes. */
export type SplitPart = SplitName | "left-out";

export interface SplitSummary {
  readonly seed: number;
  readonly counts: Readonly<Record<SplitName, number>>;
  /** Number of groups (duplicates and generated pictures with their source) that were kept together. */
  readonly groupsKeptTogether: number;
  /** Pictures of validation and test that have a copy in training: the notebook's order does that. */
  readonly leaked?: number;
  /** Training pictures that `downsample` leaves out; they are not among `counts`. Absent: none. */
  readonly leftOut?: number;
}

export interface SplitRequest {
  readonly directory: string;
  readonly target: string;
  /** Default 27. */
  readonly seed?: number;
}

export interface SplitReport extends SplitSummary {
  readonly target: string;
  /** Pictures of each class in each part, classes sorted by name. */
  readonly classes: readonly {
    readonly name: string;
    readonly counts: Readonly<Record<SplitName, number>>;
  }[];
}

/** What a scan says of a data set. */
export interface DatasetSummary {
  readonly directory: string;
  readonly name: string;
  readonly rule: RuleOptions;
  /** SHA-256 over the samples' paths, hashes and labels: changes exactly when the data does. */
  readonly fingerprint: string;
  /** Number of usable samples. */
  readonly pictures: number;
  readonly generated: number;
  /** Pictures that a person took out; they are not among `pictures`. Absent: none. */
  readonly excluded?: number;
  /** Whether the scan took only .jpg; absent: every format. */
  readonly onlyJpg?: true;
  readonly targets: readonly TargetSummary[];
  readonly formats: Readonly<Record<string, number>>;
  readonly sizes: SizeSummary;
  readonly findings: readonly Finding[];
  /** Absent until asked for. */
  readonly statistics?: ChannelStatistics;
  /** How many files were read in this scan; the others were known and unchanged. */
  readonly filesRead: number;
  readonly seconds: number;
}

export interface ScanRequest {
  readonly directory: string;
  /** Guessed when absent. */
  readonly rule?: RuleOptions;
  /** Take only `.jpg`, as the notebook does. Default false. */
  readonly onlyJpg?: boolean;
  /** Also compute the channel statistics. Default true. */
  readonly statistics?: boolean;
}

export interface SamplesRequest {
  readonly directory: string;
  /** Only samples with all of these labels. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Only samples of this part under `target` and `seed`, as a run would have it now. */
  readonly split?: { readonly name: SplitPart; readonly target: string; readonly seed: number };
  /** Only samples whose path contains this, in any case. */
  readonly text?: string;
  /** Only samples with a finding of this kind. */
  readonly finding?: FindingKind;
  /** Only generated ones, or only others. */
  readonly generated?: boolean;
  /** Only those that a person took out. Default false: those that are used. */
  readonly excluded?: boolean;
  readonly offset?: number;
  /** Default 200. */
  readonly limit?: number;
}

export interface SamplesPage {
  readonly total: number;
  readonly offset: number;
  readonly samples: readonly Sample[];
}

export interface DrawRequest {
  readonly directory: string;
  /** Default 1200. */
  readonly images?: number;
  /** Default 27. */
  readonly seed?: number;
  /** Add broken, mislabelled and duplicate files. Default false. */
  readonly blemishes?: boolean;
}

export interface DrawSummary {
  readonly directory: string;
  readonly pictures: number;
  readonly blemishes: readonly string[];
  readonly seconds: number;
}
