/** Words of reports: a run as one file that can be read, printed and passed on without Pupil. */

export interface ReportRequest {
  /** Path of the run's folder. */
  readonly run: string;
  /** Absolute path of the file to write; default: report.html in the run's folder. */
  readonly output?: string;
  /** One of the run's targets; default the first. */
  readonly target?: string;
}

export interface Report {
  readonly run: string;
  /** Absolute path. */
  readonly file: string;
  readonly bytes: number;
}
