/** What the Sweep dashboard calls things, and how it writes their values. */
import * as l10n from "@vscode/l10n";
import type { Sweep, SweepTrial, SweepValue } from "../../src/protocol/sweep";
import * as format from "../lib/format";
import { settingText, valueText } from "../lib/settingNames";
import type { Writing } from "./axes";

export function stateText({ state }: Pick<SweepTrial, "state">): string {
  switch (state) {
    case "waiting":
      return l10n.t("waiting");
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

/** A drawn number has no more digits than it was drawn with. */
export function settingValue(value: SweepValue): string {
  return valueText(typeof value === "number" ? Number(value.toPrecision(3)) : value);
}

export function metricName({ plan }: Pick<Sweep, "plan">): string {
  return plan.metric === "loss" ? l10n.t("Validation loss") : l10n.t("Validation accuracy");
}

export function metricText({ plan }: Pick<Sweep, "plan">, value: number): string {
  return plan.metric === "loss" ? format.loss(value) : format.percent(value);
}

export function writingOf(sweep: Pick<Sweep, "plan">): Writing {
  return {
    settingName: (key) => settingText({ key }),
    value: settingValue,
    metricName: metricName(sweep),
    metric: (value) => metricText(sweep, value),
  };
}

/** "Learning rate 0.001, Weight decay 0.1" */
export function settingsText({ settings }: SweepTrial): string {
  return Object.entries(settings)
    .map(([key, value]) => `${settingText({ key })} ${settingValue(value)}`)
    .join(", ");
}
