/** Measures a run with a notification; asked for by commands and by panels. */
import { l10n } from "vscode";
import type { EvaluateRequest, Evaluation } from "../protocol/evaluation";
import type { RunSummary } from "../protocol/training";
import type { Services } from "./services";
import { runName } from "./text";
import { withWork } from "./work";

/** Evaluates, by default on the test; of it the store then knows the accuracy for the first target. */
export async function evaluateWithProgress(
  app: Pick<Services, "backend" | "store">,
  run: RunSummary,
  part: Omit<EvaluateRequest, "run"> = {},
): Promise<Evaluation> {
  const title = l10n.t("Evaluating {0}", runName(run));
  const evaluation = await withWork(app.store, { title, subject: run.directory }, (options) =>
    app.backend.evaluate({ run: run.directory, ...part }, options),
  );
  const { split = "test", target = run.config.target } = part;
  if (split !== "test" || target !== run.config.target) return evaluation;
  const known = app.store.run(run.directory) ?? run;
  app.store.putRun({ ...known, testAccuracy: evaluation.accuracy });
  return evaluation;
}
