/** What a network said of a picture, in the picture's caption. */
import * as l10n from "@vscode/l10n";
import { type Child, element, hidden } from "./dom";

/** A mark to see, a word to hear. */
export function verdictMark(right: boolean): HTMLElement {
  const name = right ? "verdict verdict-right" : "verdict verdict-wrong";
  const mark = element("span", { attributes: { "aria-hidden": true } }, right ? "✓" : "✗");
  return element("span", { class: name }, mark, hidden(right ? l10n.t("right") : l10n.t("wrong")));
}

/** A line: whose answer it is, verdict, class and certainty. */
export function answerLine(
  answer: { readonly right: boolean; readonly name: string; readonly share: string },
  ...whose: readonly Child[]
): HTMLElement {
  return element(
    "strong",
    { class: "said" },
    ...whose,
    verdictMark(answer.right),
    element("span", { class: "said-name" }, answer.name),
    element("span", { class: "said-share" }, answer.share),
  );
}
