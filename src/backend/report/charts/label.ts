/** A word or number in an SVG chart. */
import { html, type Markup } from "../html";

export interface Label {
  readonly x: number;
  readonly y: number;
  /** Which part of the text is at x. Default the middle. */
  readonly anchor?: "start" | "middle" | "end";
  /** Whether y is the middle of its height instead of the line that it stands on. */
  readonly isCentred?: boolean;
}

/** The text at that place. */
export function label(text: string | number, { x, y, anchor, isCentred }: Label): Markup {
  const place = html`x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor ?? "middle"}"`;
  const shift = isCentred === true && html` dy="0.35em"`;
  return html`<text ${place}${shift}>${text}</text>`;
}
