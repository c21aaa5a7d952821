/** Deletes runs: to the trash where there is one, and only after a question. */
import { l10n, Uri, window, workspace } from "vscode";
import { UserError } from "../../protocol/errors";
import type { RunSummary } from "../../protocol/training";
import type { App } from "../app";
import { format, runName } from "../text";
import { needRun } from "./subjects";

/** Moves a run's folder to the trash. */
export async function deleteRun(app: App, argument?: unknown): Promise<void> {
  const run = await needRun(app, argument, {
    fits: ({ state }) => state !== "running",
    placeHolder: l10n.t("Which run to delete"),
    none: l10n.t("There is no run to delete."),
  });
  if (run.state === "running") {
    throw new UserError("run-busy", l10n.t("{0} is being trained: stop it first.", runName(run)));
  }
  const detail = l10n.t("Its checkpoints and results go with it; the pictures stay.");
  await confirm(question(run), detail, l10n.t("Move to Trash"));
  app.panels.close(run.directory);
  await trash(Uri.file(run.directory));
  await app.store.refreshDataset(run.dataset);
}

function question(run: RunSummary): string {
  return l10n.t("Delete the run {0} of {1}?", runName(run), format.date(run.createdAt));
}

async function trash(folder: Uri): Promise<void> {
  try {
    await workspace.fs.delete(folder, { recursive: true, useTrash: true });
  } catch {
    // a remote machine has no trash; the Explorer asks the same question there
    const detail = l10n.t("This cannot be undone.");
    const message = l10n.t("The run cannot be moved to the trash here. Delete it permanently?");
    await confirm(message, detail, l10n.t("Delete Permanently"));
    await workspace.fs.delete(folder, { recursive: true, useTrash: false });
  }
}

async function confirm(message: string, detail: string, button: string): Promise<void> {
  const answer = await window.showWarningMessage(message, { modal: true, detail }, button);
  if (answer !== button) throw new UserError("cancelled", l10n.t("Nothing was deleted."));
}
