/** Aligned columns of text. */
import { printable } from "./printable";

/** A cell: numbers stand to the right, texts to the left. */
export type Cell = string | number;

export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

/** Columns of these titles; a title that begins with ">" stands to the right. */
export function columns(...titles: readonly string[]): Column[] {
  return titles.map((title) =>
    title.startsWith(">") ? { title: title.slice(1), align: "right" } : { title, align: "left" },
  );
}

/** What a terminal shows two places wide: East Asian scripts and emoji (Unicode's annex 11). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** What has no place of its own: accents, vowel signs, marks of direction. */
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** How many places a terminal needs for a text. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    width += WIDE.test(character) ? 2 : NO_WIDTH.test(character) ? 0 : 1;
  }
  return width;
}

/** A cell's text on one line: names of files may hold line breaks. */
function textOf(cell: Cell): string {
  return printable(String(cell)).replace(/[\n\t]/g, "\ufffd");
}

function pad(text: string, width: number, align: Column["align"]): string {
  const space = " ".repeat(width - widthOf(text));
  return align === "right" ? space + text : text + space;
}

/** The titles and rows, each column as wide as its widest cell, two spaces between; no end of line after the last. */
export function table(
  head: readonly Column[],
  rows: readonly (readonly Cell[])[],
  indent = "",
): string {
  const lines = [head.map(({ title }) => title), ...rows.map((row) => row.map(textOf))];
  const widths = head.map((_, at) => Math.max(...lines.map((line) => widthOf(line[at] ?? ""))));
  return lines
    .map((line) => {
      const cells = head.map(({ align }, at) => pad(line[at] ?? "", widths[at] ?? 0, align));
      return indent + cells.join("  ").trimEnd();
    })
    .join("\n");
}

/** 0.9612 as "96.1 %". */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** 75 as "1:15", 3700 as "1:01:40". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const rest = two(whole % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** 1234567 as "1,234,567". */
export function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

/** "1 picture", "2 pictures". */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}
