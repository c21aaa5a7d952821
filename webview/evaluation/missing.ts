/** What stands there before the run was evaluated on the chosen pictures, and the buttons of the head. */
import * as l10n from "@vscode/l10n";
import type { EvaluationChoice } from "../../src/protocol/dashboard";
import type { SplitName } from "../../src/protocol/dataset";
import type { RunDetail } from "../../src/protocol/training";
import { button } from "../lib/controls";
import { element } from "../lib/dom";
import { call } from "../lib/host";
import { perform } from "../lib/message";

/** Evaluates the run on those pictures. */
export function evaluateButton(
  { split, target }: EvaluationChoice,
  label: string,
  primary = false,
): HTMLElement {
  return button({
    label,
    key: "evaluate",
    primary,
    onClick: () => {
      perform(call("evaluateSplit", { split, target }));
    },
  });
}

export function openTrainingButton(): HTMLElement {
  return button({
    label: l10n.t("Open training"),
    key: "openTraining",
    onClick: () => {
      perform(call("act", { action: "openTraining" }));
    },
  });
}

/** What evaluating on these pictures would tell. */
function purposeOf(split: SplitName): string {
  switch (split) {
    case "test":
      return l10n.t(
        "Evaluating classifies the test pictures, which the network has never seen, with the best checkpoint of this run. It shows which classes are mistaken for which.",
      );
    case "validation":
      return l10n.t(
        "Evaluating classifies the validation pictures, by which the best epoch was chosen, with the best checkpoint of this run. The temperature is fitted on them.",
      );
    case "train":
      return l10n.t(
        "Evaluating classifies the training pictures, which the network has learned from: it should do better than on the test pictures, and how much better says how far it learned by heart.",
      );
  }
}

export function missingEvaluation(
  { state, epochsDone }: RunDetail,
  choice: EvaluationChoice,
  busy: boolean,
): HTMLElement[] {
  const title = element("h2", {}, l10n.t("Not evaluated yet"));
  if (busy) return [title, element("p", {}, l10n.t("The evaluation is under way."))];
  if (epochsDone === 0) {
    const sentence = l10n.t("This run has no complete epoch, so there is no network to evaluate.");
    return [title, element("p", {}, sentence)];
  }
  if (state === "running") {
    const sentence = l10n.t("This run is still training. Evaluate it when it has ended.");
    return [title, element("p", {}, sentence)];
  }
  const evaluate = evaluateButton(choice, l10n.t("Evaluate"), true);
  return [title, element("p", {}, purposeOf(choice.split)), evaluate];
}
