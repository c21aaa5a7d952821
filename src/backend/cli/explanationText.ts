/** An explanation as text: the map in shades. */
import type { Explanation } from "../../protocol/explanation";
import { percent } from "./table";

/** From nothing to most; each twice, as characters are twice as high as wide. */
const SHADES = ["  ", "░░", "▒▒", "▓▓", "██"];

function shade(value: number): string {
  return SHADES[Math.min(SHADES.length - 1, Math.floor(value * SHADES.length))] ?? "";
}

/** The class with its probability, and below it the map in a frame. */
export function explanationText(explanation: Explanation): string {
  const { picture, width, height, values } = explanation;
  const line = "─".repeat(2 * width);
  const rows = Array.from({ length: height }, (_, y) => {
    const row = values.slice(y * width, (y + 1) * width);
    return `│${row.map(shade).join("")}│`;
  });
  const title = `${picture}: ${explanation.class} ${percent(explanation.probability)}`;
  const nothing = values.some((value) => value > 0)
    ? []
    : [`Nothing in it speaks for ${explanation.class}.`];
  return [title, `┌${line}┐`, ...rows, `└${line}┘`, ...nothing].join("\n");
}
