/** Gives a run's network to other programs: as which files, and where. */
import { basename } from "node:path";
import { commands, l10n, Uri, window, workspace } from "vscode";
import { UserError } from "../../protocol/errors";
import type { ExportFormat, ExportReport } from "../../protocol/exporting";
import type { RunSummary } from "../../protocol/training";
import type { App } from "../app";
import { notify } from "../messages";
import { isModel } from "../model/store";
import { runName } from "../text";
import { withWork } from "../work";
import { needRun } from "./subjects";

/** Asks for format and folder, and writes the files. */
export async function exportRun(app: App, argument?: unknown): Promise<void> {
  const run = await needRun(app, argument, {
    fits: isModel,
    placeHolder: l10n.t("Which run to export"),
    none: l10n.t("No run has completed an epoch yet: train one first."),
  });
  const format = await askFormat();
  const folder = await askFolder(run, format);
  const replace = await askReplace(folder);
  const title = l10n.t("Exporting {0}", runName(run));
  const request = { run: run.directory, format, directory: folder.fsPath, replace };
  const report = await withWork(app.store, { title, subject: run.directory }, (options) =>
    app.backend.exportRun(request, options),
  );
  const message = l10n.t("{0} is exported to {1}.", runName(run), folder.fsPath);
  notify(message, {
    [l10n.t("Open Example")]: () => commands.executeCommand("vscode.open", example(report)),
    [l10n.t("Show in File Manager")]: () => commands.executeCommand("revealFileInOS", folder),
  });
}

function example({ directory, example: name }: ExportReport): Uri {
  return Uri.joinPath(Uri.file(directory), name);
}

async function askFormat(): Promise<ExportFormat> {
  const formats: readonly { label: string; detail: string; format: ExportFormat }[] = [
    {
      label: "ONNX",
      detail: l10n.t("For ONNX Runtime and its like, with programs for Node and Python"),
      format: "onnx",
    },
    {
      label: "safetensors",
      detail: l10n.t("PyTorch's names and layouts, with a program for Python"),
      format: "safetensors",
    },
    {
      label: "TensorFlow.js",
      detail: l10n.t("A graph model for browsers and Node, with a program for Node"),
      format: "tfjs",
    },
  ];
  const chosen = await window.showQuickPick(formats, {
    title: l10n.t("Export"),
    placeHolder: l10n.t("Who shall use the network"),
  });
  if (chosen === undefined) throw new UserError("cancelled", l10n.t("Nothing was chosen."));
  return chosen.format;
}

async function askFolder(run: RunSummary, format: ExportFormat): Promise<Uri> {
  const folder = await window.showSaveDialog({
    title: l10n.t("Export to a New Folder"),
    saveLabel: l10n.t("Export"),
    defaultUri: Uri.joinPath(Uri.file(run.dataset), "..", `${basename(run.directory)}-${format}`),
  });
  if (folder === undefined) throw new UserError("cancelled", l10n.t("Nothing was chosen."));
  return folder;
}

/** Whether what is in the folder shall go; false for one that is new or empty. */
async function askReplace(folder: Uri): Promise<boolean> {
  const entries = await workspace.fs.readDirectory(folder).then(
    (found) => found,
    () => [], // there is none
  );
  if (entries.length === 0) return false;
  const replace = l10n.t("Replace");
  const answer = await window.showWarningMessage(
    l10n.t("Replace the export in {0}?", folder.fsPath),
    { modal: true, detail: l10n.t("A folder with any other files in it is left alone.") },
    replace,
  );
  if (answer !== replace) throw new UserError("cancelled", l10n.t("Nothing was chosen."));
  return true;
}
