/** Progress of long work, the same for a terminal's bar, a JSON line and a notification. */

/** The stages of work that report progress. */
export type Stage =
  | "draw"
  | "scan"
  | "statistics"
  | "thumbnails"
  | "augment"
  | "download"
  | "unpack"
  | "cache"
  | "compile"
  | "train"
  | "validate"
  | "evaluate"
  | "predict";

/** One report of progress; reports of one stage have growing `done`. */
export interface Progress {
  readonly stage: Stage;
  /** Items finished, 0..total. */
  readonly done: number;
  readonly total: number;
  /** What is counted: "pictures", "batches". */
  readonly unit: string;
  /** Items a second so far; absent before the first item. */
  readonly perSecond?: number;
  readonly secondsLeft?: number;
  /** Short extra text, for example "epoch 3 of 15". */
  readonly detail?: string;
}
