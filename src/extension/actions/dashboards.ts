/** Opens dashboards: by a tree row, by a path, or by asking. */
import { l10n, window } from "vscode";
import { UserError } from "../../protocol/errors";
import type { App } from "../app";
import { isModel } from "../model/store";
import { compareRuns } from "./compare";
import { scanWithProgress } from "./datasets";
import { needDataset, needRun } from "./subjects";

/** Asks which dashboard, then of what. */
export async function openDashboard(app: App): Promise<void> {
  const kinds = [
    { label: l10n.t("Data Set"), open: openDataset },
    { label: l10n.t("Training"), open: openTraining },
    { label: l10n.t("Evaluation"), open: openEvaluation },
    { label: l10n.t("Comparison"), open: compareRuns },
  ];
  const chosen = await window.showQuickPick(kinds, { placeHolder: l10n.t("Which dashboard") });
  if (chosen === undefined) throw new UserError("cancelled", l10n.t("Nothing was chosen."));
  await chosen.open(app);
}

/** Opens the data set's dashboard; one that was never scanned is scanned first. */
export async function openDataset(app: App, argument?: unknown): Promise<void> {
  const directory = await needDataset(app, argument);
  const summary =
    app.store.dataset(directory)?.summary ?? (await app.backend.dataset({ directory }));
  if (summary === null) await scanWithProgress(app, directory);
  app.panels.open({ kind: "dataset", directory });
}

export async function openTraining(app: App, argument?: unknown): Promise<void> {
  const { directory: run } = await needRun(app, argument, {
    fits: () => true,
    placeHolder: l10n.t("Which run to look at"),
    none: l10n.t("There is no run yet: train one first."),
  });
  app.panels.open({ kind: "training", run });
}

export async function openEvaluation(app: App, argument?: unknown): Promise<void> {
  const { directory: run } = await needRun(app, argument, {
    fits: isModel,
    placeHolder: l10n.t("Which run to look at"),
    none: l10n.t("No run has completed an epoch yet: train one first."),
  });
  app.panels.open({ kind: "evaluation", run });
}
