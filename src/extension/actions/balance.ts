/** Brings the classes of a data set level, and takes that back. */
import { l10n, window } from "vscode";
import type { BalanceReport, BalanceRequest } from "../../protocol/augment";
import { UserError } from "../../protocol/errors";
import type { App } from "../app";
import { notify, warn } from "../messages";
import { format } from "../text";
import { targetsOf } from "../wizard/newRun";
import { BACK, type Choice, pick } from "../wizard/pick";
import { type Step, walk } from "../wizard/steps";
import { withWork } from "../work";
import { directoryOf, needDataset } from "./subjects";

type Way = Pick<BalanceRequest, "strategy" | "notebookOrder">;

interface Draft {
  readonly target: string;
  readonly way: Way;
}

/** Balances as the argument says, or asks what and how; warns of pictures that leak into the test. */
export async function augment(app: App, argument?: unknown): Promise<void> {
  if (isRequest(argument)) {
    await balance(app, argument);
    return;
  }
  const directory = await needDataset(app, argument);
  const { target, way } = await askBalance(app, directory);
  await balance(app, { directory, target, ...way });
}

/** A data set's dashboard says all of it. */
function isRequest(argument: unknown): argument is BalanceRequest {
  if (typeof argument !== "object" || argument === null) return false;
  const target: unknown = Reflect.get(argument, "target");
  return typeof target === "string" && directoryOf(argument) !== undefined;
}

/** Balances with a notification that shows how far it is, and says what came of it. */
export async function balance(app: App, request: BalanceRequest): Promise<void> {
  const { directory, target } = request;
  const title = l10n.t("Balancing {0}", target);
  const report = await withWork(app.store, { title, subject: directory }, (options) =>
    app.backend.augment(request, options),
  );
  app.store.putSummary(report.summary);
  tell(app, directory, report);
}

async function askBalance(app: App, directory: string): Promise<Draft> {
  const title = l10n.t("Augment (Balance Classes)");
  const targets = (await targetsOf(app, directory)).map(({ target, classes }) => ({
    label: target,
    description: classes.map(({ name, count }) => `${name} ${format.count(count)}`).join(", "),
    value: target,
  }));
  const chooseTarget: Step<Draft> = async (draft, position) => {
    const placeholder = l10n.t("Which label's classes to bring level");
    const target = await pick({ title, position, placeholder }, targets, draft.target);
    return target === BACK
      ? { draft, move: "back" }
      : { draft: { ...draft, target }, move: "next" };
  };
  const choices = ways();
  const chooseWay: Step<Draft> = async (draft, position) => {
    const question = { title, position, placeholder: l10n.t("How") };
    const way = await pick(question, choices, choices[0]?.value);
    return way === BACK ? { draft, move: "back" } : { draft: { ...draft, way }, move: "next" };
  };
  const [only, ...others] = targets;
  const steps = others.length > 0 ? [chooseTarget, chooseWay] : [chooseWay];
  return walk<Draft>({ target: only?.value ?? "", way: {} }, steps);
}

function ways(): readonly Choice<Way>[] {
  return [
    {
      label: l10n.t("Generate pictures"),
      detail: l10n.t("Of the smaller classes, from training pictures alone: nothing leaks"),
      value: { strategy: "upsample" },
    },
    {
      label: l10n.t("Leave pictures out"),
      detail: l10n.t("Training pictures of the larger classes, at random; no file is deleted"),
      value: { strategy: "downsample" },
    },
    {
      label: l10n.t("Weigh the loss"),
      detail: l10n.t("Each picture counts by how rare its class is"),
      value: { strategy: "weights" },
    },
    {
      label: l10n.t("Generate pictures before the split"),
      detail: l10n.t("As the notebook does: copies of training pictures reach the test"),
      value: { strategy: "upsample", notebookOrder: true },
    },
  ];
}

function tell(app: App, directory: string, report: BalanceReport): void {
  const actions = {
    [l10n.t("Open Dashboard")]: () => {
      app.panels.open({ kind: "dataset", directory });
    },
  };
  const classes = report.classes.map(
    ({ name, trainAfter }) => `${name} ${format.count(trainAfter)}`,
  );
  const level = l10n.t(
    "{0} is balanced. Training pictures: {1}.",
    report.target,
    classes.join(", "),
  );
  const [skipped] = report.skipped;
  if (report.leaked > 0) {
    const leak = l10n.t(
      "Pictures of validation and test with a copy in training: {0}. Their accuracy will look better than it is.",
      format.count(report.leaked),
    );
    warn(`${level} ${leak}`, actions);
  } else if (skipped !== undefined) {
    const left = l10n.t("Left out: {0}.", format.count(report.skipped.length));
    warn(`${level} ${left} ${skipped.message}`, actions);
  } else {
    notify(level, actions);
  }
}

/** Removes exactly the generated pictures, after a question, and forgets another way of balancing. */
export async function clean(app: App, argument?: unknown): Promise<void> {
  const directory = await needDataset(app, argument);
  const generated = app.store.dataset(directory)?.summary?.generated ?? 0;
  if (generated > 0) await confirmCleaning(generated);
  const title = l10n.t("Removing generated pictures");
  const { removed, kept, summary } = await withWork(
    app.store,
    { title, subject: directory },
    (options) => app.backend.clean({ directory }, options),
  );
  if (summary !== null) app.store.putSummary(summary);
  const done =
    generated > 0
      ? l10n.t("Generated pictures removed: {0}.", format.count(removed))
      : l10n.t("No class is balanced any more.");
  if (kept.length === 0) notify(done);
  else {
    const stays = l10n.t("Changed since, so they stay: {0}.", kept.join(", "));
    warn(`${done} ${stays}`);
  }
}

async function confirmCleaning(generated: number): Promise<void> {
  const message = l10n.t("Remove the generated pictures ({0})?", format.count(generated));
  const detail = l10n.t("They can be generated again. All other pictures stay.");
  const button = l10n.t("Remove");
  const answer = await window.showWarningMessage(message, { modal: true, detail }, button);
  if (answer !== button) throw new UserError("cancelled", l10n.t("Nothing was deleted."));
}
