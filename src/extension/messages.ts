/** How people are told: failures with a way to the log, news with buttons; nothing waits for an answer. */
import { commands, l10n, type LogOutputChannel, window, workspace } from "vscode";
import { toErrorData, UserError } from "../protocol/errors";

/** A button's label and what it does. */
export type Actions = Readonly<Record<string, () => unknown>>;

/** Shows news; returns at once. */
export function notify(message: string, actions: Actions = {}): void {
  void window.showInformationMessage(message, ...Object.keys(actions)).then((chosen) => {
    if (chosen !== undefined) void actions[chosen]?.();
  });
}

/** Shows what a person should know before going on; returns at once. */
export function warn(message: string, actions: Actions = {}): void {
  void window.showWarningMessage(message, ...Object.keys(actions)).then((chosen) => {
    if (chosen !== undefined) void actions[chosen]?.();
  });
}

/** Shows a failure in one sentence; returns at once. What a person stopped is no failure. */
export function showFailure(log: LogOutputChannel, error: unknown): void {
  const { code, message } = toErrorData(error);
  if (code === "cancelled") return;
  if (error instanceof UserError) log.warn(`${code}: ${message}`);
  else log.error(error instanceof Error ? error : String(error)); // a bug: with its stack
  const actions: Actions =
    code === "no-permission" && !workspace.isTrusted
      ? {
          [l10n.t("Manage Workspace Trust")]: () =>
            commands.executeCommand("workbench.trust.manage"),
        }
      : {
          [l10n.t("Show Log")]: () => {
            log.show();
          },
        };
  void window.showErrorMessage(message, ...Object.keys(actions)).then((chosen) => {
    if (chosen !== undefined) void actions[chosen]?.();
  });
}
