/** Sentences about what keeps the numbers from being compared. */
import * as l10n from "@vscode/l10n";
import type { Caveat } from "../../src/protocol/comparison";
import { element } from "../lib/dom";
import * as format from "../lib/format";
import { lettersOf } from "./identity";

export function caveatSentence(caveat: Caveat): string {
  const who = lettersOf(caveat.runs);
  switch (caveat.kind) {
    case "other-target":
      return l10n.t("{0}: learned other classes, so left out picture by picture.", who);
    case "other-dataset":
      return l10n.t("{0}: another data set than that of A.", who);
    case "other-pictures":
      return l10n.t(
        "{0}: the data set had other pictures or labels when training began than for A.",
        who,
      );
    case "apart":
      return l10n.t(
        "{0}: evaluated on none of the others' pictures, so left out picture by picture.",
        who,
      );
    case "other-test":
      return l10n.t(
        "{0}: evaluated on other pictures. One by one, only the {1} pictures that all have in common are compared; accuracies of different pictures differ for that, too.",
        who,
        format.count(caveat.common),
      );
    case "other-validation":
      return l10n.t(
        "{0}: validated on other pictures. Validation numbers and curves differ for that, too.",
        who,
      );
    case "leaked":
      return l10n.t(
        "{0}: learned from copies of pictures that it was tested on, so its numbers flatter.",
        who,
      );
    case "unfinished":
      return l10n.t("{0}: not all epochs are trained; the numbers are of those so far.", who);
    case "other-device":
      return l10n.t("{0}: another device than that of A, so times cannot be compared.", who);
  }
}

/** A box with all of them; hidden when there is none. */
export function caveatBox(caveats: readonly Caveat[]): HTMLElement | null {
  if (caveats.length === 0) return null;
  return element(
    "section",
    { class: "caveats", attributes: { "aria-label": l10n.t("Read with care") } },
    element("h2", {}, l10n.t("Read with care")),
    element("ul", {}, ...caveats.map((caveat) => element("li", {}, caveatSentence(caveat)))),
  );
}
