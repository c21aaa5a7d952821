/** What one cell of the confusion matrix shows: its text, its colour, its words. */
import * as l10n from "@vscode/l10n";
import * as format from "../lib/format";
import { blend, cssOf, readableOn, themeColour } from "../lib/theme";

export type MatrixMode = "counts" | "shares";

export interface CellValue {
  readonly count: number;
  /** Of the actual class's pictures, 0..1. */
  readonly share: number;
  readonly correct: boolean;
}

/** A count, or a share in percent. */
export function cellText({ count, share }: CellValue, mode: MatrixMode): string {
  return mode === "counts" ? format.count(count) : String(Math.round(share * 100));
}

export function cellLabel(
  { count, share }: CellValue,
  [actual, predicted]: readonly [string, string],
): string {
  return l10n.t(
    "Actual {0}, predicted {1}: {2} pictures, {3}",
    actual,
    predicted,
    format.count(count),
    format.percent(share),
  );
}

/**
 * The colour of a strength (0..1): blue for right ones, yellow for mistakes, laid over the page;
 * the text is black or white, whichever reads better.
 */
export function cellColours(
  strength: number,
  correct: boolean,
): { readonly background: string; readonly text: string } {
  if (strength <= 0) return { background: "", text: "" };
  const page = themeColour("editor-background", "#ffffff");
  const ink = themeColour(correct ? "charts-blue" : "charts-yellow", "#888888");
  // a single mistake must be seen beside hundreds of right ones
  const mixed = blend(ink, page, 0.15 + 0.85 * Math.sqrt(strength));
  return { background: cssOf(mixed), text: readableOn(mixed) };
}
