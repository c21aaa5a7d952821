/** What a labelling rule makes of the folder, as far as a person needs to trust it. */
import * as l10n from "@vscode/l10n";
import type { RulePreview } from "../../src/protocol/curation";
import { element, replace } from "../lib/dom";
import * as format from "../lib/format";

/** Class names of a target that are listed. */
const MOST_NAMES = 12;

function targetLine({ target, classes }: RulePreview["targets"][number]): HTMLElement {
  const names = classes
    .slice(0, MOST_NAMES)
    .map(({ name, count }) => `${name} ${format.count(count)}`);
  const more = classes.length - names.length;
  const list = [...names, ...(more > 0 ? [l10n.t("{0} more", format.count(more))] : [])];
  return element(
    "li",
    {},
    element("strong", {}, l10n.t("{0}: {1} classes", target, format.count(classes.length))),
    element("span", { class: "detail" }, ` ${list.join(", ")}`),
  );
}

function matchTable({ matches, targets }: RulePreview): HTMLElement {
  const names = targets.map(({ target }) => target);
  const caption = l10n.t("Pictures that match");
  const column = (text: string): HTMLElement =>
    element("th", { attributes: { scope: "col" } }, text);
  return element(
    "div",
    { class: "table-frame", attributes: { role: "region", "aria-label": caption, tabindex: 0 } },
    element(
      "table",
      { class: "rule-matches" },
      element("caption", { class: "visually-hidden" }, caption),
      element(
        "thead",
        {},
        element("tr", {}, column(l10n.t("Path")), ...names.map((name) => column(name))),
      ),
      element(
        "tbody",
        {},
        ...matches.map(({ path, labels }) =>
          element(
            "tr",
            {},
            element("th", { class: "path", attributes: { scope: "row" } }, path),
            ...names.map((name) => element("td", {}, labels[name] ?? "–")),
          ),
        ),
      ),
    ),
  );
}

function missList({ misses, unmatched }: RulePreview): HTMLElement {
  const more = unmatched - misses.length;
  return element(
    "div",
    {},
    element("h3", {}, l10n.t("Without a label: {0}", format.count(unmatched))),
    element(
      "ul",
      { class: "rule-misses" },
      ...misses.map((path) => element("li", { class: "path" }, path)),
      more > 0 && element("li", { class: "detail" }, l10n.t("{0} more", format.count(more))),
    ),
  );
}

/** Fills the place below the rule's fields. */
export function showRulePreview(place: HTMLElement, preview: RulePreview): void {
  const { matched, unmatched, error, matches, misses, targets } = preview;
  if (error !== undefined) {
    const icon = element(
      "span",
      { class: "warning-icon", attributes: { "aria-hidden": true } },
      "⚠",
    );
    const warning = element("div", { class: "warning" }, icon, element("p", {}, error));
    replace(place, warning, misses.length > 0 && missList(preview));
    return;
  }
  replace(
    place,
    element(
      "p",
      { class: "rule-count" },
      l10n.t("{0} pictures match, {1} do not.", format.count(matched), format.count(unmatched)),
    ),
    element("ul", { class: "rule-targets" }, ...targets.map(targetLine)),
    matches.length > 0 && matchTable(preview),
    misses.length > 0 && missList(preview),
  );
}
