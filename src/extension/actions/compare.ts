/** Opens the Compare dashboard: on the selected runs, or on those that a person then chooses. */
import { l10n } from "vscode";
import { MAXIMUM_COMPARED } from "../../protocol/comparison";
import { UserError } from "../../protocol/errors";
import type { App } from "../app";
import { chooseRuns } from "../runChoice";
import { runOf } from "./subjects";

/** Compares what was selected in the tree; of one run, with others that are asked for. */
export async function compareRuns(app: App, clicked?: unknown, selected?: unknown): Promise<void> {
  const list: readonly unknown[] = Array.isArray(selected) ? selected : [clicked];
  const given = [...new Set(list.map(runOf).filter((run) => run !== undefined))];
  if (given.length > MAXIMUM_COMPARED) {
    const message = l10n.t("At most {0} runs can be compared at once.", MAXIMUM_COMPARED);
    throw new UserError("invalid-argument", message);
  }
  await app.store.load();
  if (app.store.runs.length < 2) {
    const message = l10n.t("Comparing needs two runs: train another one first.");
    throw new UserError("not-found", message);
  }
  const runs = given.length < 2 ? await chooseRuns(app.store, given) : given;
  if (runs === undefined) throw new UserError("cancelled", l10n.t("Nothing was chosen."));
  app.panels.open({ kind: "compare", runs });
}
