/** The evaluation's key numbers. */
import * as l10n from "@vscode/l10n";
import type { SplitName } from "../../src/protocol/dataset";
import type { Evaluation } from "../../src/protocol/evaluation";
import type { Estimate, MetricEstimates } from "../../src/protocol/insights";
import type { RunSummary } from "../../src/protocol/training";
import type { Fact } from "../lib/facts";
import * as format from "../lib/format";
import { intervalText } from "./interval";

/** A part of the run's pictures, as a choice. */
export function splitName(split: SplitName): string {
  switch (split) {
    case "test":
      return l10n.t("Test");
    case "validation":
      return l10n.t("Validation");
    case "train":
      return l10n.t("Training");
  }
}

/** Which pictures, which weights. */
export function splitSentence(run: RunSummary, { split, checkpoint }: Evaluation): string {
  const parts = {
    train: l10n.t("training pictures"),
    validation: l10n.t("validation pictures"),
    test: l10n.t("test pictures"),
  };
  const weights = checkpoint === "best" ? l10n.t("best checkpoint") : l10n.t("last checkpoint");
  return [run.id, parts[split], weights].join(" · ");
}

function intervalDetail(estimate: Estimate | undefined, show: (value: number) => string): string {
  return estimate ? l10n.t("95% interval {0}", intervalText(estimate, show)) : "";
}

/** Without estimates, as where a threshold decides, there are no intervals. */
export function evaluationFacts(evaluation: Evaluation, estimates?: MetricEstimates): Fact[] {
  const { accuracy, loss, macroF1, predictions, perClass, seconds } = evaluation;
  const wrong = predictions.filter(({ actual, predicted }) => actual !== predicted).length;
  const seen = perClass.filter(({ support }) => support > 0);
  const hardest = [...seen].sort((a, b) => a.f1 - b.f1)[0];
  const facts: (Fact | undefined)[] = [
    {
      label: l10n.t("Accuracy"),
      value: format.percent(accuracy),
      detail: intervalDetail(estimates?.accuracy, format.percent),
    },
    {
      label: l10n.t("Macro F1"),
      value: format.decimal(macroF1),
      detail: intervalDetail(estimates?.macroF1, format.decimal),
    },
    {
      label: l10n.t("Loss"),
      value: format.loss(loss),
      detail: intervalDetail(estimates?.loss, format.loss),
    },
    {
      label: l10n.t("Pictures"),
      value: format.count(predictions.length),
      detail: l10n.t("{0} wrong, in {1}", format.count(wrong), format.duration(seconds)),
    },
    hardest && {
      label: l10n.t("Hardest class"),
      value: hardest.name,
      detail: `F1 ${format.decimal(hardest.f1)}`,
    },
  ];
  return facts.filter((fact) => fact !== undefined);
}
