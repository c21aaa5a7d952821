/** How the pictures would be divided into training, validation and test for each target. */
import * as l10n from "@vscode/l10n";
import {
  SPLIT_NAMES,
  type DatasetSummary,
  type SplitPart,
  type SplitReport,
} from "../../src/protocol/dataset";
import { element, section } from "../lib/dom";
import * as format from "../lib/format";

export function partLabel(part: SplitPart): string {
  switch (part) {
    case "train":
      return l10n.t("Training");
    case "validation":
      return l10n.t("Validation");
    case "test":
      return l10n.t("Test");
    case "left-out":
      return l10n.t("Left out of training");
  }
}

/** Pictures of validation and test that have a copy in training stand out. */
function leakedCell(leaked: number): HTMLElement {
  const text = format.count(leaked);
  return element("td", { class: leaked > 0 ? "numeric changed" : "numeric" }, text);
}

/** Which columns have anything to say. */
interface Columns {
  readonly leftOut: boolean;
  readonly leaked: boolean;
}

function row(target: string, report: SplitReport | undefined, columns: Columns): HTMLElement {
  const name = element("th", { attributes: { scope: "row" } }, target);
  if (!report) {
    const reason = l10n.t("too few pictures in a class");
    return element("tr", {}, name, element("td", { attributes: { colspan: 6 } }, reason));
  }
  const { counts, leftOut = 0, leaked = 0, groupsKeptTogether } = report;
  const numbers = [
    ...SPLIT_NAMES.map((part) => counts[part]),
    ...(columns.leftOut ? [leftOut] : []),
    groupsKeptTogether,
  ];
  const cells = numbers.map((count) => element("td", { class: "numeric" }, format.count(count)));
  return element("tr", {}, name, ...cells, columns.leaked && leakedCell(leaked));
}

export function splitTable(
  summary: DatasetSummary,
  splits: Readonly<Record<string, SplitReport>>,
): HTMLElement {
  const title = l10n.t("Split");
  const reports = Object.values(splits);
  const columns: Columns = {
    leftOut: reports.some(({ leftOut = 0 }) => leftOut > 0),
    leaked: reports.some(({ leaked = 0 }) => leaked > 0),
  };
  const headings = [
    ...SPLIT_NAMES.map(partLabel),
    ...(columns.leftOut ? [l10n.t("Left out")] : []),
    l10n.t("Kept together"),
    ...(columns.leaked ? [l10n.t("Leaked")] : []),
  ];
  const seeds = [...new Set(reports.map(({ seed }) => seed))].join(", ");
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
      element(
        "tbody",
        {},
        ...summary.targets.map(({ target }) => row(target, splits[target], columns)),
      ),
    ),
    element(
      "p",
      { class: "detail" },
      seeds === ""
        ? ""
        : l10n.t(
            "Seed {0}. Duplicates and generated pictures stay in one part with their source; “kept together” counts such groups.",
            seeds,
          ),
    ),
  );
}
