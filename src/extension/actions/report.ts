/** Writes a run's report and opens it where people read such things: in their browser. */
import { basename } from "node:path";
import { commands, env, l10n, Uri, window, workspace } from "vscode";
import type { RunSummary } from "../../protocol/training";
import type { App } from "../app";
import { type Actions, notify } from "../messages";
import { isModel } from "../model/store";
import { runName } from "../text";
import { withWork } from "../work";
import { needRun } from "./subjects";

/** Writes report.html into the run's folder. */
export async function writeReport(app: App, argument?: unknown): Promise<void> {
  const run = await needRun(app, argument, {
    fits: isModel,
    placeHolder: l10n.t("Which run to report on"),
    none: l10n.t("No run has completed an epoch yet: train one first."),
  });
  const title = l10n.t("Writing the report of {0}", runName(run));
  const { file } = await withWork(app.store, { title, subject: run.directory }, (options) =>
    app.backend.report({ run: run.directory }, options),
  );
  notify(l10n.t("The report of {0} is written.", runName(run)), ways(app, run, Uri.file(file)));
}

/** What can be done with it; a browser on another machine than the file cannot open it. */
function ways(app: App, run: RunSummary, file: Uri): Actions {
  const isHere = env.remoteName === undefined;
  return {
    ...(isHere && { [l10n.t("Open in Browser")]: () => env.openExternal(file) }),
    ...(!isHere && {
      [l10n.t("Show in Explorer")]: () => commands.executeCommand("revealInExplorer", file),
    }),
    [l10n.t("Save As…")]: () => app.attempt(() => saveAs(run, file)),
  };
}

async function saveAs({ id, dataset }: RunSummary, file: Uri): Promise<void> {
  const target = await window.showSaveDialog({
    title: l10n.t("Save the Report"),
    defaultUri: Uri.joinPath(Uri.file(dataset), "..", `${basename(id)}.html`),
    filters: { HTML: ["html"] },
  });
  if (target !== undefined) await workspace.fs.copy(file, target, { overwrite: true });
}
