/** Long work with a notification that shows how far it is and cancels it. */
import { CancellationTokenSource, ProgressLocation, window } from "vscode";
import type { Progress } from "../protocol/progress";
import type { CallOptions } from "./backend/client";
import type { Store } from "./model/store";
import { progressText } from "./text";

export interface Work {
  readonly title: string;
  /** Folder of the data set or run that it is done on. */
  readonly subject: string;
}

/** Runs the work; trees and dashboards hear of its progress through the store, and may cancel it there. */
export async function withWork<T>(
  store: Store,
  { title, subject }: Work,
  work: (options: CallOptions) => Promise<T>,
): Promise<T> {
  const location = ProgressLocation.Notification;
  return window.withProgress({ location, title, cancellable: true }, async (report, token) => {
    const progress = (value: Progress): void => {
      report.report({ message: progressText(value) });
      store.setProgress(subject, value);
    };
    const stop = new CancellationTokenSource();
    const cancel = (): void => {
      stop.cancel();
    };
    const listener = token.onCancellationRequested(cancel);
    store.setCancel(subject, cancel);
    try {
      return await work({ token: stop.token, progress });
    } finally {
      listener.dispose();
      stop.dispose();
      store.setCancel(subject, null);
      store.setProgress(subject, null);
    }
  });
}
