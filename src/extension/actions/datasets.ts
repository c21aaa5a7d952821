/** What can be done with a data set: add, scan, open, forget. */
import { commands, env, l10n, Uri, window, workspace } from "vscode";
import { UserError } from "../../protocol/errors";
import type { DatasetSummary, RuleOptions } from "../../protocol/dataset";
import type { App } from "../app";
import { notify } from "../messages";
import { format } from "../text";
import { withWork } from "../work";
import { directoryOf, needDataset, runOf } from "./subjects";

/** Adds a folder (given by the Explorer, else asked for) and scans it. */
export async function addDataset(app: App, argument?: unknown): Promise<void> {
  const directory = directoryOf(argument) ?? (await askFolder());
  await app.list.add(directory);
  await scan(app, directory);
}

async function askFolder(): Promise<string> {
  const defaultUri = workspace.workspaceFolders?.[0]?.uri;
  const chosen = await window.showOpenDialog({
    title: l10n.t("Add Data Set Folder"),
    openLabel: l10n.t("Add Folder of Pictures"),
    canSelectFiles: false,
    canSelectFolders: true,
    ...(defaultUri && { defaultUri }),
  });
  const [folder] = chosen ?? [];
  if (folder === undefined) throw new UserError("cancelled", l10n.t("Nothing was chosen."));
  if (folder.scheme !== "file") {
    throw new UserError("invalid-argument", l10n.t("Pupil needs a folder on this machine's disk."));
  }
  return folder.fsPath;
}

/** Reads the pictures of a data set and tells what was found. */
export async function scan(app: App, argument?: unknown): Promise<void> {
  const directory = await needDataset(app, argument);
  const summary = await scanWithProgress(app, directory, wantedRule(argument));
  const found = l10n.t(
    "{0}: {1} pictures, {2} findings.",
    summary.name,
    format.count(summary.pictures),
    format.count(summary.findings.length),
  );
  notify(found, {
    [l10n.t("Open Dashboard")]: () => {
      app.panels.open({ kind: "dataset", directory });
    },
  });
}

/** A labelling rule, or that one is to be guessed; absent: as the last time. */
type WantedRule = RuleOptions | "guess" | undefined;

/** The rule that the data set's dashboard asks for. */
function wantedRule(argument: unknown): WantedRule {
  if (typeof argument !== "object" || argument === null) return undefined;
  return Reflect.get(argument, "rule") as WantedRule; // the dashboard's host made it
}

/** Scans, and puts what was found into the store. */
export async function scanWithProgress(
  app: App,
  directory: string,
  wanted?: WantedRule,
): Promise<DatasetSummary> {
  await app.list.ready();
  if (!app.list.has(directory)) await app.list.add(directory);
  const title = l10n.t("Scanning {0}", Uri.file(directory).path.split("/").at(-1) ?? directory);
  const known = app.store.dataset(directory)?.summary?.rule;
  const summary = await withWork(app.store, { title, subject: directory }, async (options) => {
    const rule = wanted === "guess" ? undefined : (wanted ?? known);
    try {
      return await app.backend.scan({ directory, rule }, options);
    } catch (error) {
      const isOld = wanted === undefined && rule !== undefined;
      if (!isOld || !(error instanceof UserError) || error.code !== "rule-mismatch") throw error;
      return app.backend.scan({ directory }, options); // its folders were arranged anew since
    }
  });
  app.store.putSummary(summary);
  return summary;
}

/** Takes a data set off the list; no file is touched. */
export async function removeDataset(app: App, argument?: unknown): Promise<void> {
  await app.list.remove(await needDataset(app, argument));
}

/** Shows the folder of a data set or run: in the Explorer when it is there, else outside. */
export async function openFolder(app: App, argument?: unknown): Promise<void> {
  const folder = runOf(argument) ?? (await needDataset(app, argument));
  const uri = Uri.file(folder);
  if (workspace.getWorkspaceFolder(uri) !== undefined) {
    await commands.executeCommand("revealInExplorer", uri);
  } else if (env.remoteName === undefined) {
    await commands.executeCommand("revealFileInOS", uri);
  } else {
    await commands.executeCommand("vscode.openFolder", uri, { forceNewWindow: true });
  }
}
