/** How the pictures would be divided into training, validation and test for each target. */
import * as l10n from "@vscode/l10n";
import {
  SPLIT_NAMES,
  type DatasetSummary,
  type SplitName,
  type SplitReport,
} from "../../src/protocol/dataset";
import { element, section } from "../lib/dom";
import * as format from "../lib/format";

export function splitLabel(name: SplitName): string {
  switch (name) {
    case "train":
      return l10n.t("Training");
    case "validation":
      return l10n.t("Validation");
    case "test":
      return l10n.t("Test");
  }
}

function row(target: string, report: SplitReport | undefined): HTMLElement {
  const name = element("th", { attributes: { scope: "row" } }, target);
  if (!report) {
    const reason = l10n.t("too few pictures in a class");
    return element("tr", {}, name, element("td", { attributes: { colspan: 4 } }, reason));
  }
  return element(
    "tr",
    {},
    name,
    ...SPLIT_NAMES.map((part) =>
      element("td", { class: "numeric" }, format.count(report.counts[part])),
    ),
    element("td", { class: "numeric" }, format.count(report.groupsKeptTogether)),
  );
}

export function splitTable(
  summary: DatasetSummary,
  splits: Readonly<Record<string, SplitReport>>,
): HTMLElement {
  const title = l10n.t("Split");
  const seed = Object.values(splits)[0]?.seed;
  const headings = [...SPLIT_NAMES.map(splitLabel), l10n.t("Kept together")];
  return section(
    title,
    element(
      "table",
      {},
      element("caption", { class: "visually-hidden" }, title),
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          element("th", { attributes: { scope: "col" } }, l10n.t("Target")),
          ...headings.map((heading) =>
            element("th", { class: "numeric", attributes: { scope: "col" } }, heading),
          ),
        ),
      ),
      element("tbody", {}, ...summary.targets.map(({ target }) => row(target, splits[target]))),
    ),
    element(
      "p",
      { class: "detail" },
      seed === undefined
        ? ""
        : l10n.t(
            "Seed {0}. Duplicates and generated pictures stay in one part with their source; “kept together” counts such groups.",
            seed,
          ),
    ),
  );
}
