/** Progress of long work, the same for a terminal's bar, a JSON line and a notification. */

/** The stages of work that report progress, and what is done in each, in English: `npm run l10n` collects it. */
export const STAGE_TITLES = {
  draw: "Drawing pictures",
  scan: "Reading pictures",
  statistics: "Measuring colours",
  thumbnails: "Making thumbnails",
  augment: "Generating pictures",
  download: "Downloading",
  unpack: "Unpacking",
  cache: "Decoding pictures",
  features: "Computing features",
  folds: "Cross-validating",
  compile: "Preparing the network",
  train: "Training",
  validate: "Validating",
  evaluate: "Evaluating",
  predict: "Classifying",
  neighbours: "Finding neighbours",
  layout: "Laying out",
  measure: "Measuring engines",
} as const;

export type Stage = keyof typeof STAGE_TITLES;

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
