/** The picture that the person is looking at. */
import { TabInputCustom, type Uri, window } from "vscode";
import { isPicture } from "./paths";

/** The picture in the active editor, shown by VS Code's own preview or another one; undefined when there is none. */
export function activePicture(): Uri | undefined {
  const input: unknown = window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof TabInputCustom && isPicture(input.uri.path) ? input.uri : undefined;
}
