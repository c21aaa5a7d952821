/** Refuses work that a training under way would slow down, and that would slow it down. */
import { l10n } from "vscode";
import { UserError } from "../../protocol/errors";
import type { App } from "../app";

/** Throws "run-busy" while this window trains. */
export function assertIdle(app: App): void {
  if (app.trainer.active === undefined) return;
  const busy = l10n.t("A training is under way: stop it first, or wait for its end.");
  throw new UserError("run-busy", busy);
}
