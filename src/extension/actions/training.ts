/** Starts, stops and resumes training, and says how it ended. */
import { dirname, join, relative } from "node:path";
import { l10n, Uri, window, workspace } from "vscode";
import type { AugmentConfig } from "../../protocol/augment";
import { UserError } from "../../protocol/errors";
import type { RequestedConfig, RunSummary, TrainRequest } from "../../protocol/training";
import type { App } from "../app";
import { evaluateWithProgress } from "../evaluation";
import { notify } from "../messages";
import { isModel } from "../model/store";
import { evaluatesWhenFinished, opensDashboard } from "../settings";
import { format, runName } from "../text";
import { askNewRun, type GivenRun } from "../wizard/newRun";
import { balance } from "./balance";
import { crossValidate } from "./crossValidation";
import { assertIdle } from "./idle";
import { parseRunFile, runFileText } from "./runFile";
import { directoryOf, needRun, runOf } from "./subjects";
import { startSweep } from "./sweeps";

/** Asks for a new run by a wizard, and does what is wanted of it; trains at once what is given whole. */
export async function newRun(app: App, argument?: unknown): Promise<void> {
  if (isTrainRequest(argument)) await train(app, argument);
  else await askAndDo(app, argument, "start");
}

/** The same, for a person who came to cross-validate. */
export async function newCrossValidation(app: App, argument?: unknown): Promise<void> {
  await askAndDo(app, argument, "crossValidate");
}

/** Tries learning rates for a run's settings, else for those that a wizard asks for. */
export async function findLearningRate(app: App, argument?: unknown): Promise<void> {
  const run = app.store.run(runOf(argument) ?? "");
  if (run === undefined) {
    await askAndDo(app, argument, "find");
    return;
  }
  assertIdle(app);
  app.panels.findLearningRate({ directory: run.dataset, config: run.config });
}

async function askAndDo(
  app: App,
  argument: unknown,
  purpose: NonNullable<GivenRun["purpose"]>,
): Promise<void> {
  const given = { directory: directoryOf(argument), augmentation: augmentationOf(argument) };
  const { directory, config, answer, generates } = await askNewRun(app, { ...given, purpose });
  if (answer.kind === "save") {
    await saveRunFile(directory, config);
    return;
  }
  if (answer.kind !== "start") assertIdle(app);
  const { target, seed } = config;
  if (generates) await balance(app, { directory, target, strategy: "upsample", seed });
  switch (answer.kind) {
    case "start":
      await train(app, { directory, config });
      break;
    case "find":
      app.panels.findLearningRate({ directory, config });
      break;
    case "crossValidate":
      await crossValidate(app, { directory, config, folds: answer.folds });
  }
}

/** A dashboard knows all of it. */
function isTrainRequest(argument: unknown): argument is TrainRequest {
  if (typeof argument !== "object" || argument === null) return false;
  return directoryOf(argument) !== undefined && Reflect.get(argument, "config") !== undefined;
}

/** The strengths that the data set's dashboard was set to. */
function augmentationOf(argument: unknown): AugmentConfig | undefined {
  if (typeof argument !== "object" || argument === null) return undefined;
  return Reflect.get(argument, "augmentation") as AugmentConfig | undefined; // its host made them
}

/** Trains or sweeps what a pupil.json file says: the given one, else the one in the active editor. */
export async function trainFromFile(app: App, argument?: unknown): Promise<void> {
  const uri = argument instanceof Uri ? argument : window.activeTextEditor?.document.uri;
  if (uri?.scheme !== "file") {
    throw new UserError("invalid-argument", l10n.t("Open a pupil.json file first."));
  }
  const document = await workspace.openTextDocument(uri); // with what is not saved yet
  const { request, plan } = parseRunFile(document.getText(), uri.fsPath);
  const { directory, config } = request;
  await app.list.ready();
  if (!app.list.has(directory)) await app.list.add(directory);
  if (plan === undefined) await train(app, request);
  else await startSweep(app, { directory, config, plan });
}

async function saveRunFile(directory: string, config: RequestedConfig): Promise<void> {
  const folder =
    workspace.getWorkspaceFolder(Uri.file(directory))?.uri.fsPath ?? dirname(directory);
  const target = await window.showSaveDialog({
    title: l10n.t("Save the Run's Settings"),
    defaultUri: Uri.file(join(folder, "pupil.json")),
    filters: { JSON: ["json"] },
  });
  if (target === undefined) throw new UserError("cancelled", l10n.t("Nothing was chosen."));
  const dataset = relative(dirname(target.fsPath), directory).replaceAll("\\", "/") || ".";
  await workspace.fs.writeFile(target, Buffer.from(runFileText(dataset, config)));
  await window.showTextDocument(target);
}

export async function train(app: App, request: TrainRequest): Promise<RunSummary> {
  return await follow(app, () => app.trainer.train(request), request);
}

/** Trains a run's settings again on training and validation pictures together; the test stays out. */
export async function trainOnAll(app: App, argument?: unknown): Promise<void> {
  const run = await needRun(app, argument, {
    fits: (each) => isModel(each) && each.config.validation !== false,
    placeHolder: l10n.t("Which run's settings to train on all pictures"),
    none: l10n.t("No run has completed an epoch yet: train one first."),
  });
  await follow(app, () => app.trainer.trainOnAll(run));
}

/** Trains; the dashboard opens when the run began, the toast comes when it ended. */
async function follow(
  app: App,
  work: () => Promise<RunSummary>,
  request?: TrainRequest,
): Promise<RunSummary> {
  const listener = app.store.onDidChange((change) => {
    if (change.kind !== "run" || change.run.state !== "running") return;
    if (change.run.directory !== app.trainer.active?.run) return;
    listener.dispose();
    if (opensDashboard()) app.panels.open({ kind: "training", run: change.run.directory });
  });
  try {
    const run = await work();
    await ended(app, run, request);
    return run;
  } finally {
    listener.dispose();
  }
}

/** Asks the running training to stop after its batch. */
export async function stop(app: App, argument?: unknown): Promise<void> {
  const run = await needRun(app, argument ?? app.trainer.active, {
    fits: ({ state }) => state === "running",
    placeHolder: l10n.t("Which run to stop"),
    none: l10n.t("Nothing is being trained."),
  });
  if (app.trainer.stop(run.directory)) return;
  throw new UserError(
    "run-busy",
    l10n.t("{0} is trained by another process: stop it there.", runName(run)),
  );
}

/** Goes on with a run that was stopped or interrupted. */
export async function resume(app: App, argument?: unknown): Promise<void> {
  const run = await needRun(app, argument, {
    fits: ({ state }) => state === "stopped" || state === "interrupted",
    placeHolder: l10n.t("Which run to resume"),
    none: l10n.t("No run was stopped."),
  });
  if (opensDashboard()) app.panels.open({ kind: "training", run: run.directory });
  await ended(app, await app.trainer.resume(run));
}

/** Says how a training ended; evaluates a finished one, so that its test accuracy shows. */
async function ended(app: App, run: RunSummary, request?: TrainRequest): Promise<void> {
  const open = {
    [l10n.t("Open Evaluation")]: () => {
      app.panels.open({ kind: "evaluation", run: run.directory });
    },
  };
  switch (run.state) {
    case "finished": {
      if (run.loaded === true && request !== undefined) {
        notify(l10n.t("{0} with these settings is trained already.", runName(run)), {
          ...open,
          [l10n.t("Train Again")]: () => app.attempt(() => train(app, { ...request, again: true })),
        });
        return;
      }
      const tested = run.testAccuracy === undefined && evaluatesWhenFinished();
      const test = tested ? (await evaluateWithProgress(app, run)).accuracy : run.testAccuracy;
      notify(finishedText(run, test), open);
      return;
    }
    case "failed":
      throw new UserError("engine-failed", run.error ?? l10n.t("{0} failed.", runName(run)));
    case "stopped":
    case "interrupted":
    case "running":
      notify(l10n.t("{0} stopped after epoch {1}.", runName(run), run.epochsDone), {
        [l10n.t("Resume")]: () => app.attempt(() => resume(app, run.directory)),
      });
  }
}

function finishedText(run: RunSummary, test: number | undefined): string {
  const best = run.bestValidationAccuracy;
  const parts = [l10n.t("{0} is trained.", runName(run))];
  if (best !== undefined) parts.push(l10n.t("Validation accuracy: {0}.", format.percent(best)));
  if (test !== undefined) parts.push(l10n.t("Test accuracy: {0}.", format.percent(test)));
  return parts.join(" ");
}
