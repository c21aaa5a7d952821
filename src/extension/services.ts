/** What panels use of the window; App is one. Stated apart, so that they need not know who made them. */
import type { Uri } from "vscode";
import type { Backend } from "./backend/client";
import type { DatasetList } from "./model/datasetList";
import type { ModelChoice } from "./model/modelChoice";
import type { Store } from "./model/store";

export interface Services {
  readonly backend: Backend;
  readonly list: DatasetList;
  readonly store: Store;
  readonly choice: ModelChoice;
  /** Where the extension lies. */
  readonly extensionUri: Uri;
  /** Shows a failure to the person. */
  fail(error: unknown): void;
  /** Writes a bug, with its stack, to the log alone. */
  logBug(error: unknown): void;
}
