/** Measures a run on the pictures that it never saw. */
import { l10n } from "vscode";
import type { Evaluation } from "../../protocol/evaluation";
import type { RunSummary } from "../../protocol/training";
import type { App } from "../app";
import { isModel } from "../model/store";
import { runName } from "../text";
import { withWork } from "../work";
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

/** Evaluates on the test split; the store then knows the run's test accuracy. */
export async function evaluateWithProgress(app: App, run: RunSummary): Promise<Evaluation> {
  const title = l10n.t("Evaluating {0}", runName(run));
  const evaluation = await withWork(app.store, { title, subject: run.directory }, (options) =>
    app.backend.evaluate({ run: run.directory }, options),
  );
  const known = app.store.run(run.directory) ?? run;
  app.store.putRun({ ...known, testAccuracy: evaluation.accuracy });
  return evaluation;
}
