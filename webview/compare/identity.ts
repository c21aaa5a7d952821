/** What tells runs apart on this page: a letter, a colour, a kind of line. */
import * as l10n from "@vscode/l10n";
import type { RunSummary } from "../../src/protocol/training";
import { type Line, swatch } from "../lib/chart";
import { element } from "../lib/dom";
import { PALETTE } from "../lib/theme";

const LETTERS = "ABCDEFGH";

/** Strokes and gaps; with four colours, each of eight runs has a look of its own, and each of four a kind of line. */
const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [9, 3, 2, 3]];

/** What the run of that index is called. */
export function letterOf(index: number): string {
  return LETTERS.charAt(index);
}

/** "A, B, D" */
export function lettersOf(indices: readonly number[]): string {
  return indices.map(letterOf).join(", ");
}

/** "resnet34 · species" */
export function nameOf({ config: { network, target, secondTarget } }: RunSummary): string {
  return [network, target, ...(secondTarget === undefined ? [] : [secondTarget])].join(" · ");
}

/** How the run's curve is drawn. */
export function lineOf(index: number): Line {
  const colour = PALETTE[index % PALETTE.length] ?? PALETTE[0];
  const round = Math.floor(index / PALETTE.length);
  return { label: letterOf(index), colour, dashed: DASHES[(index + round) % DASHES.length] ?? [] };
}

/** A piece of the run's line and its letter, as the head of a column. */
export function runMark(index: number): HTMLElement {
  const letter = element("strong", {}, letterOf(index));
  return element("span", { class: "run-mark" }, swatch(lineOf(index)), letter);
}

/** What a star says. */
export function bestMark(): HTMLElement {
  const label = l10n.t("best");
  return element("span", { class: "best", attributes: { role: "img", "aria-label": label } }, "★");
}
