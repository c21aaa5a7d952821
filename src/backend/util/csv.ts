/** Rows of a table as RFC 4180 has them, safe to open in a spreadsheet. */

/** A number is written as it is; a text never becomes a formula. */
export type CsvCell = string | number;

/**
 * What makes a spreadsheet take a text for a formula, were it at its head: OWASP's list for CSV
 * injection, the full-width signs of East Asian settings among them, and NUL, which is skipped.
 */
const FORMULA = /^[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/;

function textCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One row, its end of line included. A text that would be a formula gets an apostrophe before it. */
export function csvRow(cells: readonly CsvCell[]): string {
  return `${cells.map((cell) => (typeof cell === "string" ? textCell(cell) : cell)).join(",")}\r\n`;
}

/** The same file by a name that no spreadsheet takes for a formula, where it would: "./=1.jpg". */
export function csvPath(path: string): string {
  return FORMULA.test(path) ? `./${path}` : path;
}
