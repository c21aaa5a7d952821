/** What is known of an engine, in the window's language: for its row, and for a report that is pasted. */
import { l10n } from "vscode";
import type { EngineReport } from "../protocol/backend";
import { format } from "./text";

export function statusText({ chosen, available }: EngineReport): string {
  if (chosen) return l10n.t("used");
  return available ? l10n.t("works") : l10n.t("not available");
}

/** Training speed, where it was measured. */
export function speedText({ imagesPerSecond }: EngineReport): string | undefined {
  if (imagesPerSecond === undefined) return undefined;
  return l10n.t("{0} pictures/s", format.rate(imagesPerSecond));
}

/** Device, its memory, versions and speed, as far as they are known. */
export function facts(report: EngineReport): readonly string[] {
  const { device, memory, version } = report;
  const memoryText = memory === undefined ? undefined : format.bytes(memory);
  return [device, memoryText, version, speedText(report)].filter(
    (fact) => fact !== undefined && fact !== "",
  ) as string[];
}
