/** Where a new panel opens. */
import { TabInputCustom, ViewColumn, window } from "vscode";
import type { DashboardKind } from "../../protocol/dashboard";
import { isPicture } from "../paths";

/** In the active group; an answer about the picture in the active editor beside it, since one wants to see both. */
export function columnFor(kind: DashboardKind): ViewColumn {
  const { activeTab } = window.tabGroups.activeTabGroup;
  const input: unknown = activeTab?.input;
  const isPictureOpen = input instanceof TabInputCustom && isPicture(input.uri.path);
  return kind === "classify" && isPictureOpen ? ViewColumn.Beside : ViewColumn.Active;
}
