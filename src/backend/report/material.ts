/** What a report is made of: everything that is known of a run, gathered before a word is written. */
import type { DatasetSummary, SplitName } from "../../protocol/dataset";
import type { Evaluation } from "../../protocol/evaluation";
import type { Insights } from "../../protocol/insights";
import type { NetworkDescription } from "../../protocol/network";
import type { RunDetail } from "../../protocol/training";

/** Pictures of a class in each part of the run's split. */
export interface ClassParts {
  readonly name: string;
  readonly counts: Readonly<Record<SplitName, number>>;
}

/** The run's data set as it is now. */
export interface DataFacts {
  readonly summary: DatasetSummary;
  /** In the order of the classes. */
  readonly parts: readonly ClassParts[];
  /** Pictures of the run's split that are gone, or were changed since. */
  readonly changed: number;
  /** Pictures of the run's split whose labels a person corrected. */
  readonly corrected: number;
}

export interface ReportMaterial {
  readonly run: RunDetail;
  /** Which of the run's targets the report is about. */
  readonly target: string;
  /** Of the test pictures. */
  readonly evaluation: Evaluation;
  readonly insights: Insights;
  readonly network: NetworkDescription;
  /** Null when the data set is not there any more. */
  readonly data: DataFacts | null;
  /** Small pictures of mistakes by path, as data: addresses. */
  readonly thumbnails: ReadonlyMap<string, string>;
  /** ISO 8601. */
  readonly writtenAt: string;
  /** Pupil's. */
  readonly version: string;
}
