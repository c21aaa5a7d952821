/** Words that several views share, in the window's language. */
import { env, l10n } from "vscode";
import { type Progress, STAGE_TITLES } from "../protocol/progress";
import type { RunState, RunSummary, TrainingTick } from "../protocol/training";
import { Format } from "./format";

export const format = new Format(env.language);

/** One line for a notification or a tree row: the stage, how far, how long still. */
export function progressText({ stage, done, total, unit, secondsLeft }: Progress): string {
  const parts = [l10n.t(STAGE_TITLES[stage])];
  const amount = (value: number): string =>
    unit === "bytes" ? format.bytes(value) : format.count(value);
  if (total > 0) parts.push(l10n.t("{0} of {1}", amount(done), amount(total)));
  if (secondsLeft !== undefined && secondsLeft >= 1) {
    parts.push(l10n.t("{0} left", format.duration(secondsLeft)));
  }
  return parts.join(" · ");
}

export function stateText(state: RunState): string {
  switch (state) {
    case "running":
      return l10n.t("running");
    case "stopped":
      return l10n.t("stopped");
    case "interrupted":
      return l10n.t("interrupted");
    case "finished":
      return l10n.t("finished");
    case "failed":
      return l10n.t("failed");
  }
}

/** What a run is called: its network and what it learns. */
export function runName({ config }: RunSummary): string {
  return `${config.network} · ${config.target}`;
}

/** Where a running run stands: epoch, accuracy, time left. */
export function tickText({ epoch, epochs, accuracy, secondsLeft }: TrainingTick): string {
  return [
    l10n.t("epoch {0}/{1}", epoch, epochs),
    format.percent(accuracy),
    l10n.t("{0} left", format.duration(secondsLeft)),
  ].join(" · ");
}

/** What a run has come to, numbers first, since side bars are narrow: best validation and test accuracy. */
export function resultText(run: RunSummary): string {
  const { bestValidationAccuracy: best, testAccuracy: test } = run;
  const parts: string[] = run.state === "finished" ? [] : [stateText(run.state)];
  if (best !== undefined) parts.push(l10n.t("{0} validation", format.percent(best)));
  if (test !== undefined) parts.push(l10n.t("{0} test", format.percent(test)));
  return parts.length > 0 ? parts.join(" · ") : stateText(run.state);
}
