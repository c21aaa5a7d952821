/** The extension's entry: wires the window's things together, and starts nothing else. */
import { ownMilliseconds } from "./clock";
import { type ExtensionContext, l10n, window } from "vscode";
import { App } from "./app";
import { registerCommands } from "./commands";
import { registerTools } from "./tools/register";

/** What `activate` returns: for tests and for curious extensions. */
export interface PupilExports {
  /** Milliseconds of processor time from the first line of the bundle to the end of activation. */
  readonly activationMs: number;
  readonly app: App;
}

let app: App | undefined;

export function activate(context: ExtensionContext): PupilExports {
  try {
    app = new App(context);
    context.subscriptions.push(app, ...registerCommands(app), ...registerTools(app));
    void app.list.ready(); // context keys for menus: looks at file names only
    return { activationMs: ownMilliseconds(), app };
  } catch (error) {
    // VS Code itself says nothing to a person when an extension fails to activate
    const detail = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(l10n.t("Pupil could not start: {0}", detail));
    throw error;
  }
}

/** The window closes: the backend finishes its batch, writes its checkpoint and ends. */
export async function deactivate(): Promise<void> {
  await app?.client.stop();
}
