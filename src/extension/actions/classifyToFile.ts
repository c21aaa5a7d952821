/** Classifies folders and pictures of any number into a CSV or JSON file, which a person names. */
import { dirname, join } from "node:path";
import { commands, l10n, Uri, window } from "vscode";
import { UserError } from "../../protocol/errors";
import type { App } from "../app";
import { notify } from "../messages";
import { classifySettings } from "../settings";
import { format, runName } from "../text";
import { withWork } from "../work";
import { needModel, urisOf } from "./classify";

/** Of what was right-clicked, subfolders included, else of a folder that a dialog asks for. */
export async function classifyToFile(app: App, ...clicked: readonly unknown[]): Promise<void> {
  const run = await needModel(app);
  const given = urisOf(app, clicked).filter(({ scheme }) => scheme === "file");
  const pictures = (given.length > 0 ? given : await askFolder(run.dataset)).map(
    ({ fsPath }) => fsPath,
  );
  const target = await window.showSaveDialog({
    title: l10n.t("Save the Answers"),
    defaultUri: Uri.file(join(dirname(pictures[0] ?? run.dataset), "classified.csv")),
    filters: { CSV: ["csv"], JSON: ["json"] },
  });
  if (target === undefined) throw new UserError("cancelled", l10n.t("Nothing was chosen."));
  const output = target.fsPath;
  const { top } = classifySettings();
  const title = l10n.t("Classifying with {0}", runName(run));
  // the dialog has asked whether a file of that name is to be replaced
  const request = { run: run.directory, pictures, output, top, replace: true };
  const written = await withWork(app.store, { title, subject: run.directory }, (options) =>
    app.backend.predictToFile(request, options),
  );
  const { pictures: all, unreadable } = written;
  const classified = l10n.t("Pictures classified: {0}", format.count(all - unreadable));
  const failed = l10n.t("Not readable, and named in the file: {0}", format.count(unreadable));
  notify(unreadable > 0 ? `${classified}. ${failed}` : classified, {
    [l10n.t("Open")]: () => commands.executeCommand("vscode.open", target),
  });
}

async function askFolder(dataset: string): Promise<readonly Uri[]> {
  const chosen = await window.showOpenDialog({
    title: l10n.t("Classify a Folder"),
    openLabel: l10n.t("Classify"),
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: true,
    defaultUri: Uri.file(dataset),
  });
  if (chosen === undefined) throw new UserError("cancelled", l10n.t("Nothing was chosen."));
  return chosen;
}
