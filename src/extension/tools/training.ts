/** Starts and stops the window's training for a tool, as its commands do for a person. */
import { type CancellationToken, l10n } from "vscode";
import { UserError } from "../../protocol/errors";
import type { RunSummary, TrainRequest } from "../../protocol/training";
import { assertIdle } from "../actions/idle";
import { train } from "../actions/training";
import type { App } from "../app";

/** The run's first change that fits; `dispose` gives it up. */
function changeOf(app: App, fits: (run: RunSummary) => boolean) {
  let dispose = (): void => undefined;
  const changed = new Promise<RunSummary>((resolve) => {
    const listener = app.store.onDidChange((change) => {
      if (change.kind !== "run" || !fits(change.run)) return;
      listener.dispose();
      resolve(change.run);
    });
    dispose = () => {
      listener.dispose();
    };
  });
  return { changed, dispose };
}

/**
 * Starts a training; gives the run once it began, or as it is when it was trained before. Until then
 * the token gives it up; afterwards only its being stopped does.
 */
export async function startTraining(
  app: App,
  request: TrainRequest,
  token: CancellationToken,
): Promise<RunSummary> {
  assertIdle(app);
  await app.list.ready();
  if (!app.list.has(request.directory)) await app.list.add(request.directory);
  if (token.isCancellationRequested) throw new UserError("cancelled", l10n.t("Stopped as asked."));
  let hasBegun = false;
  const { changed, dispose } = changeOf(
    app,
    ({ state, directory }) => state === "running" && directory === app.trainer.active?.run,
  );
  const begun = changed.then((run) => {
    hasBegun = true;
    return run;
  });
  const ended = train(app, request);
  const cancelled = token.onCancellationRequested(() => {
    app.trainer.stop();
  });
  ended.catch((error: unknown) => {
    if (hasBegun) app.fail(error); // the tool was answered long ago: a person is told
  });
  try {
    return await Promise.race([begun, ended]);
  } finally {
    cancelled.dispose();
    dispose();
  }
}

/** Stops the window's training of the run after its batch; gives the run as it is then. */
export async function stopTraining(app: App, directory: string): Promise<RunSummary> {
  const { changed, dispose } = changeOf(
    app,
    (run) => run.directory === directory && run.state !== "running",
  );
  try {
    if (app.trainer.stop(directory)) return await changed;
    throw new UserError("run-busy", l10n.t("This run is not being trained by this window."));
  } finally {
    dispose();
  }
}
