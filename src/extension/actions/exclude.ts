/** Takes pictures out of training, and back in; their files stay. */
import { l10n, window } from "vscode";
import { UserError } from "../../protocol/errors";
import type { App } from "../app";
import { notify } from "../messages";
import { needDataset } from "./subjects";

/** Excludes the picture of a finding's row; the toast can undo it. */
export async function excludePicture(app: App, argument?: unknown): Promise<void> {
  const { directory, path } = pictureOf(argument);
  await setExcluded(app, directory, { paths: [path], excluded: true });
  notify(l10n.t("{0} is excluded from training; the file stays.", path), {
    [l10n.t("Undo")]: () =>
      app.attempt(() => setExcluded(app, directory, { paths: [path], excluded: false })),
  });
}

/** Lets a person choose which excluded pictures to take back in. */
export async function includePictures(app: App, argument?: unknown): Promise<void> {
  const directory = await needDataset(app, argument);
  const { samples } = await app.backend.samples({ directory, excluded: true });
  if (samples.length === 0) {
    throw new UserError("not-found", l10n.t("No picture is excluded."));
  }
  const choices = samples.map(({ path }) => ({ label: path, picked: true }));
  const placeHolder = l10n.t("Which pictures to take back in");
  const chosen = await window.showQuickPick(choices, { placeHolder, canPickMany: true });
  if (chosen === undefined) throw new UserError("cancelled", l10n.t("Nothing was chosen."));
  const paths = chosen.map(({ label }) => label);
  await setExcluded(app, directory, { paths, excluded: false });
}

function pictureOf(argument: unknown): { readonly directory: string; readonly path: string } {
  if (typeof argument === "object" && argument !== null) {
    const directory: unknown = Reflect.get(argument, "directory");
    const path: unknown = Reflect.get(argument, "path");
    if (typeof directory === "string" && typeof path === "string") return { directory, path };
  }
  throw new UserError("invalid-argument", l10n.t("Choose a picture among the findings first."));
}

async function setExcluded(
  app: App,
  directory: string,
  change: { readonly paths: readonly string[]; readonly excluded: boolean },
): Promise<void> {
  app.store.putSummary(await app.backend.exclude({ directory, ...change }));
}
