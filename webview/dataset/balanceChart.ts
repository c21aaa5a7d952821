/** The classes of a target before and after balancing: what they were, what was generated, what is left out. */
import * as l10n from "@vscode/l10n";
import type { BalancedClass, BalanceState } from "../../src/protocol/augment";
import { element, hidden } from "../lib/dom";
import * as format from "../lib/format";

/** Which pictures are counted: those that are trained on, or all. */
export type Scope = "train" | "all";

/** With more classes than this, the largest stands first. */
const FEW = 8;

interface Counts {
  readonly before: number;
  readonly after: number;
}

function countsOf({ before, after, trainBefore, trainAfter }: BalancedClass, scope: Scope): Counts {
  return scope === "train" ? { before: trainBefore, after: trainAfter } : { before, after };
}

/** Pieces of a bar: originals that stay, generated ones, those left out. */
const PIECES = ["original", "generated", "left-out"] as const;
type Piece = (typeof PIECES)[number];

function pieceName(piece: Piece): string {
  switch (piece) {
    case "original":
      return l10n.t("Originals");
    case "generated":
      return l10n.t("Generated");
    case "left-out":
      return l10n.t("Left out of training");
  }
}

function piecesOf({ before, after }: Counts): Readonly<Record<Piece, number>> {
  return {
    original: Math.min(before, after),
    generated: Math.max(after - before, 0),
    "left-out": Math.max(before - after, 0),
  };
}

function bar(counts: Counts, most: number): HTMLElement {
  const pieces = piecesOf(counts);
  const parts = PIECES.filter((piece) => pieces[piece] > 0).map((piece) => {
    const part = element("div", { class: `piece piece-${piece}` });
    part.style.width = `${(pieces[piece] / most) * 100}%`;
    return part;
  });
  return element("div", { class: "pieces" }, ...parts);
}

function legend(shown: ReadonlySet<Piece>): HTMLElement {
  const attributes = { "aria-hidden": true };
  return element(
    "ul",
    { class: "legend" },
    ...PIECES.filter((piece) => shown.has(piece)).map((piece) =>
      element(
        "li",
        {},
        element("span", { class: `legend-mark piece piece-${piece}`, attributes }),
        pieceName(piece),
      ),
    ),
  );
}

function heading(text: string): HTMLElement {
  return element("th", { class: "numeric", attributes: { scope: "col" } }, text);
}

function row(each: BalancedClass, scope: Scope, look: { most: number; weighs: boolean }) {
  const counts = countsOf(each, scope);
  const changed = counts.after !== counts.before;
  return element(
    "tr",
    { attributes: { "data-class": each.name } },
    element("th", { attributes: { scope: "row" } }, each.name),
    element(
      "td",
      { class: "bar-cell", attributes: { "aria-hidden": true } },
      bar(counts, look.most),
    ),
    element("td", { class: "numeric" }, format.count(counts.before)),
    element("td", { class: changed ? "numeric changed" : "numeric" }, format.count(counts.after)),
    look.weighs && element("td", { class: "numeric" }, format.decimal(each.weight ?? 1)),
  );
}

/** A table that is its own chart. */
export function balanceChart(state: BalanceState, scope: Scope): HTMLElement {
  const counts = state.classes.map((each) => countsOf(each, scope));
  const most = Math.max(1, ...counts.flatMap(({ before, after }) => [before, after]));
  const weighs = state.strategy === "weights";
  const shown = new Set(
    counts.flatMap((each) => {
      const pieces = piecesOf(each);
      return PIECES.filter((piece) => pieces[piece] > 0);
    }),
  );
  const many = state.classes.length > FEW;
  const size = (each: BalancedClass): number => countsOf(each, scope).before;
  const classes = many
    ? [...state.classes].sort((a, b) => size(b) - size(a) || a.name.localeCompare(b.name))
    : state.classes;
  return element(
    "div",
    {},
    legend(shown),
    element(
      "table",
      { class: "bars balance-chart" },
      element(
        "caption",
        { class: "visually-hidden" },
        l10n.t("Classes of {0} before and after balancing", state.target),
      ),
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          element("th", { attributes: { scope: "col" } }, hidden(l10n.t("Class"))),
          element("td", { attributes: { "aria-hidden": true } }),
          heading(l10n.t("Before")),
          heading(l10n.t("After")),
          weighs && heading(l10n.t("Weight")),
        ),
      ),
      element("tbody", {}, ...classes.map((each) => row(each, scope, { most, weighs }))),
    ),
  );
}
