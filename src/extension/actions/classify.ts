/** Classifies pictures: chosen in a dialog, or right-clicked in the Explorer, on a tab or in a dashboard. */
import { FileType, l10n, Uri, window, workspace } from "vscode";
import { UserError } from "../../protocol/errors";
import type { RunSummary } from "../../protocol/training";
import type { App } from "../app";
import { notify } from "../messages";
import type { ClassifySubject } from "../panels/classifyDashboard";
import { isPicture, PICTURE_EXTENSIONS, resolveInside } from "../paths";
import { classifySettings } from "../settings";
import { format, resultText, runName } from "../text";
import { warm } from "../warmUp";

/** Asks for pictures and classifies them. */
export async function classifyPicture(app: App): Promise<void> {
  await classifyWith(app);
}

/** Classifies what was right-clicked (a picture, several, a folder of them), else what a dialog asks for. */
export async function classifyWith(app: App, ...clicked: readonly unknown[]): Promise<void> {
  app.panels.classify(await subjectOf(app, clicked));
}

/** The same in a panel of its own, so that another answer stays to be seen. */
export async function classifyInNewPanel(app: App, ...clicked: readonly unknown[]): Promise<void> {
  app.panels.openNew(await subjectOf(app, clicked));
}

async function subjectOf(app: App, clicked: readonly unknown[]): Promise<ClassifySubject> {
  const run = await needModel(app);
  const given = urisOf(app, clicked);
  const pictures = await picturesIn(given.length > 0 ? given : await askPictures(app, run));
  return { kind: "classify", run: run.directory, pictures };
}

async function askPictures(app: App, { directory: run, dataset }: RunSummary) {
  warm(app.backend, run); // while the person is choosing
  const extensions = PICTURE_EXTENSIONS.map((extension) => extension.slice(1));
  const chosen = await window.showOpenDialog({
    title: l10n.t("Classify Picture"),
    openLabel: l10n.t("Classify"),
    canSelectMany: true,
    filters: { [l10n.t("Pictures")]: extensions },
    defaultUri: Uri.file(dataset),
  });
  if (chosen === undefined) throw new UserError("cancelled", l10n.t("Nothing was chosen."));
  return chosen;
}

/** What a menu passes: the thing clicked, and all that are selected when there are several. */
export function urisOf(app: App, [clicked, selected]: readonly unknown[]): readonly Uri[] {
  const list: readonly unknown[] = Array.isArray(selected) ? selected : [clicked];
  return list.map((item) => uriOf(app, item)).filter((uri) => uri !== undefined);
}

/** An Explorer's Uri, a path, or a picture in a dashboard, which must belong to a known data set. */
function uriOf(app: App, argument: unknown): Uri | undefined {
  if (argument instanceof Uri) return argument;
  if (typeof argument === "string") return Uri.file(argument);
  if (typeof argument !== "object" || argument === null) return undefined;
  const directory: unknown = Reflect.get(argument, "directory");
  const path: unknown = Reflect.get(argument, "path");
  if (typeof directory !== "string" || typeof path !== "string") return undefined;
  return app.list.has(directory) ? Uri.file(resolveInside(directory, path)) : undefined;
}

async function picturesIn(uris: readonly Uri[]): Promise<readonly string[]> {
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
  return pictures;
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
export async function needModel(app: App): Promise<RunSummary> {
  await app.store.load();
  return app.choice.run ?? (await askModel(app));
}

/** Asks which run shall classify from now on, the newest first. */
export async function chooseModel(app: App): Promise<void> {
  await app.store.load();
  const run = await askModel(app);
  notify(l10n.t("{0} ({1}) classifies from now on.", runName(run), resultText(run)));
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
  await app.choice.remember(chosen.run.directory);
  return chosen.run;
}
