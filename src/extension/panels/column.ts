/** Where a new panel opens. */
import { ViewColumn } from "vscode";
import type { DashboardKind } from "../../protocol/dashboard";
import { activePicture } from "../activePicture";

/** In the active group; an answer about the picture in the active editor beside it, since one wants to see both. */
export function columnFor(kind: DashboardKind): ViewColumn {
  const isAboutPicture = kind === "classify" && activePicture() !== undefined;
  return isAboutPicture ? ViewColumn.Beside : ViewColumn.Active;
}
