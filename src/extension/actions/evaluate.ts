/** Measures a run on the pictures that it never saw. */
import { l10n } from "vscode";
import type { App } from "../app";
import { evaluateWithProgress } from "../evaluation";
import { isModel } from "../model/store";
import { needRun } from "./subjects";

/** Evaluates and opens the dashboard. */
export async function evaluate(app: App, argument?: unknown): Promise<void> {
  const run = await needRun(app, argument, {
    fits: isModel,
    placeHolder: l10n.t("Which run to evaluate"),
    none: l10n.t("No run has completed an epoch yet: train one first."),
  });
  await evaluateWithProgress(app, run);
  app.panels.open({ kind: "evaluation", run: run.directory });
}
