/** Classifies pictures: chosen in a dialog, or right-clicked in the Explorer or on a tab. */
import { FileType, l10n, Uri, window, workspace } from "vscode";
import { UserError } from "../../protocol/errors";
import type { RunSummary } from "../../protocol/training";
import type { App } from "../app";
import { notify } from "../messages";
import { isPicture, PICTURE_EXTENSIONS } from "../paths";
import { classifySettings } from "../settings";
import { format, resultText, runName } from "../text";

const KEY = "pupil.model";

/** Asks for pictures and classifies them. */
export async function classifyPicture(app: App): Promise<void> {
  const run = await needModel(app);
  const extensions = PICTURE_EXTENSIONS.map((extension) => extension.slice(1));
  const chosen = await window.showOpenDialog({
    title: l10n.t("Classify Picture"),
    openLabel: l10n.t("Classify"),
    canSelectMany: true,
    filters: { [l10n.t("Pictures")]: extensions },
    defaultUri: Uri.file(run.dataset),
  });
  if (chosen === undefined) throw new UserError("cancelled", l10n.t("Nothing was chosen."));
  await show(app, run, chosen);
}

/** Classifies what was right-clicked: a picture, several, or a folder of them. */
export async function classifyWith(app: App, clicked?: unknown, selected?: unknown): Promise<void> {
  const list: readonly unknown[] = Array.isArray(selected) ? selected : [clicked];
  const uris = list.map(uriOf).filter((uri) => uri !== undefined);
  if (uris.length === 0) return classifyPicture(app);
  await show(app, await needModel(app), uris);
}

function uriOf(argument: unknown): Uri | undefined {
  if (argument instanceof Uri) return argument;
  return typeof argument === "string" ? Uri.file(argument) : undefined;
}

async function show(app: App, run: RunSummary, uris: readonly Uri[]): Promise<void> {
  const found = (await Promise.all(uris.map(picturesOf))).flat();
  const { maximumPictures } = classifySettings();
  const pictures = found.slice(0, maximumPictures);
  if (pictures.length === 0) {
    throw new UserError("no-pictures", l10n.t("There is no picture that Pupil can read in there."));
  }
  if (found.length > pictures.length) {
    const [some, all] = [format.count(pictures.length), format.count(found.length)];
    notify(l10n.t("Only the first {0} of {1} pictures are classified.", some, all));
  }
  app.panels.open({ kind: "classify", run: run.directory, pictures });
}

/** The picture itself, or the pictures of a folder, not of its subfolders, by name. */
async function picturesOf(uri: Uri): Promise<readonly string[]> {
  if (uri.scheme !== "file") return [];
  const { type } = await workspace.fs.stat(uri);
  if ((type & FileType.Directory) === 0) return isPicture(uri.path) ? [uri.fsPath] : [];
  const entries = await workspace.fs.readDirectory(uri);
  return entries
    .filter(([name, kind]) => (kind & FileType.File) !== 0 && isPicture(name))
    .map(([name]) => Uri.joinPath(uri, name).fsPath)
    .sort();
}

/** The run that classifies: the chosen one while it is there, the only (finished) one, else asked for. */
async function needModel(app: App): Promise<RunSummary> {
  await app.store.load();
  const { models } = app.store;
  const [newest, second] = models; // finished ones come first
  if (newest === undefined) {
    throw new UserError("not-found", l10n.t("No run has completed an epoch yet: train one first."));
  }
  const remembered = app.context.workspaceState.get<string>(KEY);
  const chosen = models.find(({ directory }) => directory === remembered);
  if (chosen !== undefined) return chosen;
  return second?.state === newest.state ? askModel(app) : newest;
}

/** Asks which run shall classify from now on, the newest first. */
export async function chooseModel(app: App): Promise<void> {
  await app.store.load();
  const { name, result } = await askModel(app).then((run) => ({
    name: runName(run),
    result: resultText(run),
  }));
  notify(l10n.t("{0} ({1}) classifies from now on.", name, result));
}

async function askModel(app: App): Promise<RunSummary> {
  const choices = app.store.models.map((run) => ({
    label: runName(run),
    description: resultText(run),
    detail: format.date(run.createdAt),
    run,
  }));
  if (choices.length === 0) {
    throw new UserError("not-found", l10n.t("No run has completed an epoch yet: train one first."));
  }
  const placeHolder = l10n.t("Which run shall classify");
  const chosen = await window.showQuickPick(choices, { placeHolder });
  if (chosen === undefined) throw new UserError("cancelled", l10n.t("Nothing was chosen."));
  await rememberModel(app, chosen.run.directory);
  return chosen.run;
}

/** Keeps the choice for this workspace. */
export async function rememberModel(app: App, run: string): Promise<void> {
  await app.context.workspaceState.update(KEY, run);
}
