/** The evaluation's key numbers. */
import * as l10n from "@vscode/l10n";
import type { Evaluation } from "../../src/protocol/evaluation";
import type { RunSummary } from "../../src/protocol/training";
import type { Fact } from "../lib/facts";
import * as format from "../lib/format";

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

export function evaluationFacts(evaluation: Evaluation): Fact[] {
  const { accuracy, loss, macroF1, predictions, perClass, seconds } = evaluation;
  const wrong = predictions.filter(({ actual, predicted }) => actual !== predicted).length;
  const seen = perClass.filter(({ support }) => support > 0);
  const hardest = [...seen].sort((a, b) => a.f1 - b.f1)[0];
  const facts: (Fact | undefined)[] = [
    {
      label: l10n.t("Accuracy"),
      value: format.percent(accuracy),
      detail: l10n.t("{0} of {1} wrong", format.count(wrong), format.count(predictions.length)),
    },
    { label: l10n.t("Macro F1"), value: format.decimal(macroF1) },
    { label: l10n.t("Loss"), value: format.loss(loss) },
    {
      label: l10n.t("Pictures"),
      value: format.count(predictions.length),
      detail: l10n.t("in {0}", format.duration(seconds)),
    },
    hardest && {
      label: l10n.t("Hardest class"),
      value: hardest.name,
      detail: `F1 ${format.decimal(hardest.f1)}`,
    },
  ];
  return facts.filter((fact) => fact !== undefined);
}
