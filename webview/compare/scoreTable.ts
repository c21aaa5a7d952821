/** The numbers of all runs, a column each, the best of a row marked where they were measured alike. */
import * as l10n from "@vscode/l10n";
import type { ComparedScore, Comparison, ScoreKey } from "../../src/protocol/comparison";
import { element, section } from "../lib/dom";
import * as format from "../lib/format";
import { bestMark, runMark } from "./identity";

interface ScoreWords {
  readonly name: string;
  readonly show: (value: number) => string;
}

function wordsOf(key: ScoreKey): ScoreWords {
  switch (key) {
    case "accuracy":
      return { name: l10n.t("Accuracy"), show: format.percent };
    case "commonAccuracy":
      return { name: l10n.t("Accuracy on common pictures"), show: format.percent };
    case "macroF1":
      return { name: l10n.t("Macro F1"), show: format.decimal };
    case "loss":
      return { name: l10n.t("Loss"), show: format.loss };
    case "validationAccuracy":
      return { name: l10n.t("Validation accuracy, best epoch"), show: format.percent };
    case "validationLoss":
      return { name: l10n.t("Validation loss, best epoch"), show: format.loss };
    case "bestEpoch":
      return { name: l10n.t("Best epoch"), show: format.count };
    case "epochs":
      return { name: l10n.t("Epochs"), show: format.count };
    case "secondsToBest":
      return { name: l10n.t("Time to the best epoch"), show: format.duration };
    case "seconds":
      return { name: l10n.t("Time of all epochs"), show: format.duration };
    case "imagesPerSecond":
      return { name: l10n.t("Pictures a second"), show: format.oneDecimal };
    case "parameters":
      return { name: l10n.t("Parameters"), show: format.count };
    case "flops":
      return { name: l10n.t("Operations a picture"), show: format.compact };
  }
}

/** What stands below a value, if anything. */
function detailOf({ key }: ComparedScore, comparison: Comparison, index: number): string {
  const compared = comparison.runs[index];
  if (key === "accuracy" && compared?.tested) {
    const { errors, pictures } = compared.tested;
    return l10n.t("{0} of {1} wrong", format.count(errors), format.count(pictures));
  }
  if (key === "epochs" && compared && compared.run.epochsDone < compared.run.config.epochs) {
    return l10n.t("of {0}", format.count(compared.run.config.epochs));
  }
  return "";
}

function cell(score: ComparedScore, comparison: Comparison, index: number): HTMLElement {
  const value = score.values[index] ?? null;
  if (value === null) return element("td", { class: "numeric missing" }, "–");
  const isBest = score.best.includes(index);
  const detail = detailOf(score, comparison, index);
  return element(
    "td",
    { class: isBest ? "numeric is-best" : "numeric" },
    isBest && bestMark(),
    wordsOf(score.key).show(value),
    detail !== "" && element("span", { class: "detail" }, detail),
  );
}

function row(score: ComparedScore, comparison: Comparison): HTMLElement {
  return element(
    "tr",
    {},
    element("th", { attributes: { scope: "row" } }, wordsOf(score.key).name),
    ...comparison.runs.map((_, index) => cell(score, comparison, index)),
  );
}

/** The table with its heading. */
export function scoreTable(comparison: Comparison): HTMLElement {
  const title = l10n.t("Numbers");
  const head = comparison.runs.map((_, index) =>
    element("th", { class: "numeric", attributes: { scope: "col" } }, runMark(index)),
  );
  return section(
    title,
    element(
      "div",
      { class: "table-frame", attributes: { role: "region", "aria-label": title, tabindex: 0 } },
      element(
        "table",
        { class: "scores" },
        element("caption", { class: "visually-hidden" }, title),
        element("thead", {}, element("tr", {}, element("td"), ...head)),
        element("tbody", {}, ...comparison.scores.map((score) => row(score, comparison))),
      ),
    ),
  );
}
