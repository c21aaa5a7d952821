/** Words of classifying many pictures into a file. */

export interface PredictToFileRequest {
  readonly run: string;
  /** Pictures, and folders whose pictures are taken, subfolders included. */
  readonly pictures: readonly string[];
  /** The file to write; its ending says how: `.csv` or `.json`. */
  readonly output: string;
  /** Whether a file of that name is replaced. Default false: it is refused. */
  readonly replace?: boolean;
  /** Default 5; capped at the number of classes. */
  readonly top?: number;
}

/** What became of the pictures; their classes are in the file. */
export interface WrittenPredictions {
  readonly run: string;
  readonly network: string;
  /** Absolute path of what was written. */
  readonly file: string;
  /** How many pictures were found; all of them are in the file. */
  readonly pictures: number;
  /** How many of them could not be read. */
  readonly unreadable: number;
  /** A sentence each about the first of those. */
  readonly problems: readonly string[];
  /** How many pictures were taken for each class, by target; classes that no picture was are left out. */
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly seconds: number;
}
