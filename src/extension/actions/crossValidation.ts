/** Cross-validates with a notification, and shows results as a report. */
import { basename } from "node:path";
import { l10n, window } from "vscode";
import { UserError } from "../../protocol/errors";
import type {
  CrossValidatedTarget,
  CrossValidateRequest,
  CrossValidation,
  CrossValidationSummary,
} from "../../protocol/folds";
import type { App } from "../app";
import { format } from "../text";
import { escapeMarkdown } from "../views/tree";
import { withWork } from "../work";
import { assertIdle } from "./idle";
import { directoryOf } from "./subjects";

/** Trains once for each fold, then shows what came of it; kept with the data set. */
export async function crossValidate(app: App, request: CrossValidateRequest): Promise<void> {
  assertIdle(app);
  const { directory, config } = request;
  const title = l10n.t("Cross-validating {0}", `${config.network} · ${config.target}`);
  const settings = { ...config, earlyStop: 0 }; // nothing is held out to stop by
  const result = await withWork(app.store, { title, subject: directory }, (options) =>
    app.backend.crossValidate({ ...request, config: settings }, options),
  );
  await show(app, result);
}

/** Shows a cross-validation that was kept: of the data set that is meant, else of any. */
export async function openCrossValidation(app: App, argument?: unknown): Promise<void> {
  await app.store.load();
  const given = directoryOf(argument);
  const known = app.store.datasets.map(({ directory }) => directory);
  const all = await Promise.all(
    (given === undefined ? known : [given]).map((directory) =>
      app.backend.crossValidations({ directory }),
    ),
  );
  const newest = all.flat().sort((one, other) => other.createdAt.localeCompare(one.createdAt));
  if (newest.length === 0) {
    const none = l10n.t("Nothing has been cross-validated yet: the wizard of a new run offers it.");
    throw new UserError("not-found", none);
  }
  const placeHolder = l10n.t("Which cross-validation to look at");
  const chosen = await window.showQuickPick(newest.map(itemOf), { placeHolder });
  if (chosen === undefined) throw new UserError("cancelled", l10n.t("Nothing was chosen."));
  await show(app, await app.backend.crossValidation(chosen.request));
}

function itemOf({ directory, id, config, createdAt, targets, folds }: CrossValidationSummary) {
  const [first] = targets;
  const accuracy = first === undefined ? "" : format.percent(first.accuracy);
  return {
    label: `${config.network} · ${config.target}`,
    description: [accuracy, config.method, l10n.t("{0} folds", folds)].join(" · "),
    detail: `${basename(directory)} · ${format.date(createdAt)}`,
    request: { directory, id },
  };
}

async function show(app: App, result: CrossValidation): Promise<void> {
  await app.reports.preview("Pupil Cross-Validation.md", reportOf(result));
}

/** As Markdown. */
function reportOf(result: CrossValidation): string {
  const { config, folds, targets, directory, createdAt, device, seconds, pretrained } = result;
  const settings = [config.network, config.method, ...(pretrained ? [pretrained.name] : [])];
  const lines = [
    `# ${l10n.t("Cross-validation of {0}", escapeMarkdown(basename(directory)))}`,
    l10n.t(
      "{0}: {1} trainings, each on all pictures but those of one fold, which it was then tested on. So every picture was classified by a network that had not seen it.",
      `**${settings.map(escapeMarkdown).join(" · ")}**`,
      folds,
    ),
    ...targets.flatMap(targetLines),
    `## ${l10n.t("Settings")}`,
    Object.entries(config).map(settingLine).join("\n"),
    [
      format.date(createdAt),
      device,
      l10n.t("took {0}", format.duration(seconds)),
      `.pupil/folds/${result.id}.json`,
    ].join(" · "),
  ];
  return `${lines.join("\n\n")}\n`;
}

function targetLines(target: CrossValidatedTarget): readonly string[] {
  const { accuracy, meanAccuracy, accuracyDeviation, macroF1, predictions } = target;
  const foldRows = target.folds.map(({ fold, pictures, accuracy: ofFold, loss }) => [
    String(fold),
    format.count(pictures),
    format.percent(ofFold),
    loss.toFixed(3),
  ]);
  const classRows = target.perClass.map(({ name, precision, recall, f1, support }) => [
    escapeMarkdown(name),
    format.percent(precision),
    format.percent(recall),
    f1.toFixed(3),
    format.count(support),
  ]);
  return [
    `## ${escapeMarkdown(target.target)}: ${format.percent(accuracy)}`,
    l10n.t(
      "Of {0} pictures; the folds {1} ± {2}; macro F1 {3}.",
      format.count(predictions.length),
      format.percent(meanAccuracy),
      format.percent(accuracyDeviation),
      macroF1.toFixed(3),
    ),
    table([l10n.t("Fold"), l10n.t("Pictures"), l10n.t("Accuracy"), l10n.t("Loss")], foldRows),
    table(
      [l10n.t("Class"), l10n.t("Precision"), l10n.t("Recall"), "F1", l10n.t("Pictures")],
      classRows,
    ),
  ];
}

function settingLine([name, value]: readonly [string, unknown]): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return `- ${name}: ${escapeMarkdown(text)}`;
}

/** A Markdown table; the first column is text, the others are numbers. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rule = heads.map((_head, column) => (column === 0 ? "---" : "---:"));
  return [line(heads), line(rule), ...rows.map(line)].join("\n");
}
