/** Each pair of runs on the same pictures, and whether what lies between them may be chance. */
import * as l10n from "@vscode/l10n";
import type { CommonPictures, PairedTest } from "../../src/protocol/comparison";
import { element, section, type Child } from "../lib/dom";
import * as format from "../lib/format";
import { plainTable } from "../lib/plainTable";
import { letterOf } from "./identity";

/** A difference that chance makes less often than this counts as one. */
const SIGNIFICANT = 0.05;

/** Below it, a p-value's digits say nothing more. */
const SMALLEST_SHOWN = 0.001;

/** Hears which pictures a person wants to see: those that one run got right and another wrong. */
export type OnDisagreement = (right: number, wrong: number) => void;

function probability(value: number): string {
  const shown = format.decimal(Math.max(value, SMALLEST_SHOWN));
  return value < SMALLEST_SHOWN ? `< ${shown}` : shown;
}

function verdict({ first, second, onlyFirst, onlySecond, adjusted }: PairedTest): string {
  if (adjusted >= SIGNIFICANT) return l10n.t("may be chance");
  return l10n.t("{0} errs less", letterOf(onlyFirst > onlySecond ? first : second));
}

function countButton(count: number, label: string, onClick: () => void): Child {
  const shown = format.count(count);
  if (count === 0) return shown;
  const attributes = { type: "button", "aria-label": `${label}: ${shown}`, title: label };
  return element("button", { class: "link", attributes, on: { click: onClick } }, shown);
}

function rowOf(pair: PairedTest, isCorrected: boolean, show: OnDisagreement): Child[] {
  const { first, second } = pair;
  const [one, other] = [letterOf(first), letterOf(second)];
  const only = (count: number, right: number, wrong: number): Child =>
    countButton(
      count,
      l10n.t("Show pictures that {0} got right and {1} wrong", letterOf(right), letterOf(wrong)),
      () => {
        show(right, wrong);
      },
    );
  return [
    `${one} – ${other}`,
    only(pair.onlyFirst, first, second),
    only(pair.onlySecond, second, first),
    format.count(pair.both),
    format.count(pair.neither),
    probability(pair.pValue),
    ...(isCorrected ? [probability(pair.adjusted)] : []),
    verdict(pair),
  ];
}

/** The table with its heading and what the test means. */
export function pairTable({ pairs, pictures }: CommonPictures, show: OnDisagreement): HTMLElement {
  const isCorrected = pairs.length > 1;
  const numeric = (label: string) => ({ label, numeric: true });
  const title = l10n.t("Is it chance?");
  const attributes = { role: "region", "aria-label": title, tabindex: 0 };
  return section(
    title,
    element(
      "div",
      { class: "table-frame pairs", attributes },
      plainTable({
        caption: title,
        headings: [
          { label: l10n.t("Pair") },
          numeric(l10n.t("Only the first right")),
          numeric(l10n.t("Only the second right")),
          numeric(l10n.t("Both right")),
          numeric(l10n.t("Both wrong")),
          numeric("p"),
          ...(isCorrected ? [numeric(l10n.t("p, corrected"))] : []),
          { label: l10n.t("Verdict") },
        ],
        rows: pairs.map((pair) => rowOf(pair, isCorrected, show)),
      }),
    ),
    element("p", { class: "detail" }, explanation(pictures.length, isCorrected)),
  );
}

function explanation(pictures: number, isCorrected: boolean): string {
  const test = l10n.t(
    "McNemar's exact test on {0} pictures: p is how often so uneven a split would come if both erred equally often. It speaks of these trained networks, not of others with another seed.",
    format.count(pictures),
  );
  if (!isCorrected) return test;
  return `${test} ${l10n.t("With several pairs, the verdict is by Holm's correction.")}`;
}
