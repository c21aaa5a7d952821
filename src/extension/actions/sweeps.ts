/** Runs sweeps, goes on with them, and opens their dashboards. */
import { basename } from "node:path";
import { commands, l10n, window } from "vscode";
import { UserError } from "../../protocol/errors";
import type { Sweep, SweepRequest } from "../../protocol/sweep";
import type { App } from "../app";
import type { CallOptions } from "../backend/client";
import type { CommandId } from "../commandIds";
import { notify } from "../messages";
import { isCancelled } from "../model/trainer";
import { format } from "../text";
import { directoryOf } from "./subjects";

/** A sweep in its data set. */
interface Place {
  readonly directory: string;
  readonly id: string;
}

/** Trains the trials of a plan; the dashboard opens with the first, the toast comes with the end. */
export async function startSweep(app: App, request: SweepRequest): Promise<void> {
  const what = { dataset: request.directory, network: request.config.network };
  await follow(app, what, (options) => app.backend.runSweep(request, options));
}

/** Trains what is left of a sweep. */
export async function resumeSweep(app: App, argument?: unknown): Promise<void> {
  const { directory, id, config } = await needSweep(app, argument);
  const what = { dataset: directory, network: config.network };
  app.panels.open({ kind: "sweep", directory, id });
  await follow(app, what, (options) => app.backend.resumeSweep({ directory, id }, options));
}

export async function openSweep(app: App, argument?: unknown): Promise<void> {
  const { directory, id } = await needSweep(app, argument);
  app.panels.open({ kind: "sweep", directory, id });
}

async function follow(
  app: App,
  what: { readonly dataset: string; readonly network: string },
  work: (options: CallOptions) => Promise<Sweep>,
): Promise<void> {
  let place: Place | undefined;
  const listener = app.store.onDidChange((change) => {
    if (change.kind !== "run" || change.run.directory !== app.trainer.active?.run) return;
    const { dataset: directory, sweep } = change.run;
    if (place !== undefined || sweep === undefined) return;
    place = { directory, id: sweep.id };
    app.panels.open({ kind: "sweep", ...place });
  });
  try {
    const sweep = await app.trainer.sweep(what, work);
    if (place === undefined) app.panels.open({ kind: "sweep", ...placeOf(sweep) });
    finished(sweep);
  } catch (error) {
    if (!isCancelled(error) || place === undefined) throw error;
    stopped(app, await app.backend.sweep(place));
  } finally {
    listener.dispose();
    await app.store.refreshDataset(what.dataset);
  }
}

function placeOf({ directory, id }: Sweep): Place {
  return { directory, id };
}

function finished({ trials, ranking }: Sweep): void {
  const best = trials.find(({ number }) => number === ranking[0]);
  if (best?.run === undefined) {
    notify(l10n.t("The sweep is finished; none of its trials came to an end."));
    return;
  }
  const { number, run, validationAccuracy = 0 } = best;
  const text = l10n.t(
    "The sweep is finished. Trial {0} is the best, with a validation accuracy of {1}.",
    number,
    format.percent(validationAccuracy),
  );
  notify(text, {
    [l10n.t("Train Again on All Pictures")]: () =>
      commands.executeCommand("pupil.trainOnAll" satisfies CommandId, run),
  });
}

function stopped(app: App, sweep: Sweep): void {
  const { trials, ranking } = sweep;
  notify(
    l10n.t("The sweep is stopped; {0} of {1} trials are finished.", ranking.length, trials.length),
    {
      [l10n.t("Continue")]: () =>
        app.attempt(() => resumeSweep(app, { directory: sweep.directory, sweep: sweep.id })),
    },
  );
}

/** The sweep that is meant by a row or a dashboard, else the one chosen. */
async function needSweep(app: App, argument: unknown): Promise<Sweep> {
  const given = directoryOf(argument);
  const id = idOf(argument);
  if (given !== undefined && id !== undefined) {
    return await app.backend.sweep({ directory: given, id });
  }
  await app.store.load();
  const lists = app.store.datasets.map(({ directory }) => app.backend.sweeps({ directory }));
  const newest = (await Promise.all(lists))
    .flat()
    .sort((one, other) => other.createdAt.localeCompare(one.createdAt));
  if (newest.length === 0) {
    const none = l10n.t(
      "There is no sweep yet: a pupil.json file with a “sweep” in it makes one when it is trained.",
    );
    throw new UserError("not-found", none);
  }
  const placeHolder = l10n.t("Which sweep to look at");
  const chosen = await window.showQuickPick(newest.map(itemOf), { placeHolder });
  if (chosen === undefined) throw new UserError("cancelled", l10n.t("Nothing was chosen."));
  return chosen.sweep;
}

function idOf(argument: unknown): string | undefined {
  if (typeof argument !== "object" || argument === null) return undefined;
  const id: unknown = Reflect.get(argument, "sweep");
  return typeof id === "string" ? id : undefined;
}

function itemOf(sweep: Sweep) {
  const { config, plan, trials, directory, createdAt } = sweep;
  return {
    label: `${config.network} · ${config.target}`,
    description: l10n.t("{0} trials: {1}", trials.length, Object.keys(plan.settings).join(", ")),
    detail: `${basename(directory)} · ${format.date(createdAt)}`,
    sweep,
  };
}
