/** Measures a run with a notification; asked for by commands and by panels. */
import { l10n } from "vscode";
import type { SplitName } from "../protocol/dataset";
import type { Evaluation } from "../protocol/evaluation";
import type { RunSummary } from "../protocol/training";
import type { Services } from "./services";
import { runName } from "./text";
import { withWork } from "./work";

/** Evaluates on those pictures; of the test the store then knows the run's accuracy. */
export async function evaluateWithProgress(
  app: Pick<Services, "backend" | "store">,
  run: RunSummary,
  split: SplitName = "test",
): Promise<Evaluation> {
  const title = l10n.t("Evaluating {0}", runName(run));
  const evaluation = await withWork(app.store, { title, subject: run.directory }, (options) =>
    app.backend.evaluate({ run: run.directory, split }, options),
  );
  if (split !== "test") return evaluation;
  const known = app.store.run(run.directory) ?? run;
  app.store.putRun({ ...known, testAccuracy: evaluation.accuracy });
  return evaluation;
}
