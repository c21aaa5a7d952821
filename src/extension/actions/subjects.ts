/** What a command acts on: read from its argument (a tree row, a path, a Uri), else asked for. */
import { l10n, Uri, window } from "vscode";
import { UserError } from "../../protocol/errors";
import type { RunSummary } from "../../protocol/training";
import type { App } from "../app";
import type { Choice } from "../wizard/pick";
import { format, resultText, runName } from "../text";

/** The data set's folder that an argument means, if it means one. */
export function directoryOf(argument: unknown): string | undefined {
  return pathOf(argument, "directory");
}

/** The run's folder that an argument means, if it means one. */
export function runOf(argument: unknown): string | undefined {
  return pathOf(argument, "run");
}

function pathOf(argument: unknown, key: "directory" | "run"): string | undefined {
  if (typeof argument === "string") return argument;
  if (argument instanceof Uri) return argument.scheme === "file" ? argument.fsPath : undefined;
  if (typeof argument !== "object" || argument === null) return undefined;
  const value: unknown = Reflect.get(argument, key);
  return typeof value === "string" ? value : undefined;
}

/** The data set that is meant; the only one if there is one; else the one chosen. */
export async function needDataset(app: App, argument: unknown): Promise<string> {
  const given = directoryOf(argument);
  if (given !== undefined) return given;
  await app.store.load();
  const choices = datasetChoices(app);
  const none = l10n.t("There is no data set yet: add a folder of pictures first.");
  return choose(choices, { placeHolder: l10n.t("Which data set"), none });
}

/** The data sets as quick pick items. */
export function datasetChoices(app: App): readonly Choice<string>[] {
  return app.store.datasets.map(({ name, directory, summary }) => ({
    label: name,
    description: summary ? l10n.t("Pictures: {0}", format.count(summary.pictures)) : "",
    detail: directory,
    value: directory,
  }));
}

/** Which runs a command can act on, and what to say. */
export interface RunQuestion {
  readonly fits: (run: RunSummary) => boolean;
  readonly placeHolder: string;
  /** The sentence when no run fits. */
  readonly none: string;
}

/** The run that is meant; the only fitting one if there is one; else the one chosen. */
export async function needRun(
  app: App,
  argument: unknown,
  question: RunQuestion,
): Promise<RunSummary> {
  const given = runOf(argument);
  if (given !== undefined) return app.store.run(given) ?? app.backend.run({ run: given });
  await app.store.load();
  const choices = app.store.runs.filter(question.fits).map((run) => ({
    label: runName(run),
    description: resultText(run),
    detail: format.date(run.createdAt),
    value: run,
  }));
  return choose(choices, question);
}

interface Choices {
  readonly placeHolder: string;
  readonly none: string;
}

async function choose<T>(
  choices: readonly { readonly label: string; readonly value: T }[],
  { placeHolder, none }: Choices,
): Promise<T> {
  const [first, ...others] = choices;
  if (first === undefined) throw new UserError("not-found", none);
  if (others.length === 0) return first.value;
  const chosen = await window.showQuickPick(choices, { placeHolder });
  if (chosen === undefined) throw new UserError("cancelled", l10n.t("Nothing was chosen."));
  return chosen.value;
}
