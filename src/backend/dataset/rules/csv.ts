/** Labels from a table: one column has paths of pictures, every other one is a target. */
import { readFile } from "node:fs/promises";
import { isAbsolute, join, posix, relative, resolve, sep } from "node:path";
import { parse } from "csv-parse/sync";
import type { Finding, RuleOptions } from "../../../protocol/dataset";
import { UserError } from "../../../protocol/errors";
import { resolveInside, toUserError } from "../../util/files";
import type { Listing } from "../listing";
import { className, type Labelled, noLabel, type Rule } from "./rule";

/** Names of columns that hold paths, in the order of trust. */
const PATH_COLUMNS: readonly string[] = ["path", "file", "filename", "file_name", "image"];

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The first .csv file of a listing, the outermost first. */
export function firstTable(listing: Listing): string | undefined {
  const depth = (path: string) => path.split("/").length;
  return [...listing.files.keys()]
    .filter((path) => path.toLowerCase().endsWith(".csv"))
    .sort()
    .sort((a, b) => depth(a) - depth(b))[0];
}

/** Reads a table; the separator is the comma, semicolon or tab that its first line has most of. */
export async function readTable(listing: Listing, file: string): Promise<Table> {
  const absolute = resolveInside(listing.directory, file);
  const text = await readFile(absolute, "utf8").catch((error: unknown) => {
    throw toUserError(error, absolute);
  });
  const head = /^[^\r\n]*/.exec(text)?.[0] ?? "";
  const [delimiter = ","] = [",", ";", "\t"].sort(
    (a, b) => head.split(b).length - head.split(a).length,
  );
  try {
    const [columns = [], ...rows] = parse(text, {
      bom: true,
      delimiter,
      relaxColumnCount: true,
      skipEmptyLines: true,
      trim: true,
    });
    return { columns, rows };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError("corrupt-file", `${file} is not a readable table: ${reason}.`, {
      cause: error,
    });
  }
}

/** Which column has the paths; by name, or -1. */
export function pathColumn(columns: readonly string[]): number {
  const lower = columns.map((name) => name.toLowerCase());
  return PATH_COLUMNS.map((name) => lower.indexOf(name)).find((index) => index >= 0) ?? -1;
}

function chosenColumn(table: Table, file: string, wanted: string | undefined): number {
  if (wanted === undefined) return Math.max(0, pathColumn(table.columns));
  const index = table.columns.indexOf(wanted);
  if (index >= 0) return index;
  const there = table.columns.join(", ");
  const message = `${file} has no column "${wanted}"; it has ${there}.`;
  throw new UserError("invalid-argument", message);
}

/**
 * The listed path that a cell means, relative to the data set or else to the table; "outside" when
 * it leads out of the data set, undefined when there is no such file.
 */
function locate(listing: Listing, file: string, cell: string): string | undefined {
  const inside = (path: string) => relative(listing.directory, path).split(sep).join("/");
  for (const text of [cell, cell.replaceAll("\\", "/")]) {
    const tries = isAbsolute(text)
      ? [text]
      : [resolve(listing.directory, text), join(listing.directory, posix.dirname(file), text)];
    const found = tries.map(inside).find((path) => listing.files.has(path));
    if (found !== undefined) return found;
    if (tries.map(inside).every((path) => path.startsWith("../") || isAbsolute(path))) {
      return "outside";
    }
  }
  return undefined;
}

function labelsOf(table: Table, row: readonly string[], skip: number): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [index, target] of table.columns.entries()) {
    const name = className(row[index] ?? "");
    if (index !== skip && target !== "" && name !== "") labels[target] = name;
  }
  return labels;
}

function missing(path: string, message: string): Finding {
  return { kind: "missing-file", path, message, skipped: true };
}

/** A picture's first row counts; paths may lead nowhere, but not out of the data set. */
export const csv: Rule = async (listing: Listing, options: RuleOptions) => {
  const file = options.csvFile ?? firstTable(listing);
  if (file === undefined) {
    throw new UserError("rule-mismatch", `${listing.directory} has no .csv file.`);
  }
  const table = await readTable(listing, file);
  const column = chosenColumn(table, file, options.pathColumn);
  const known = new Set(listing.pictures);
  const pictures = new Map<string, Labelled>();
  const findings: Finding[] = [];
  for (const [index, row] of table.rows.entries()) {
    const cell = row[column] ?? "";
    const path = locate(listing, file, cell);
    const where = `Row ${index + 2} of ${file}`;
    if (path === "outside") {
      findings.push(missing(cell, `${where} leads out of the data set (${cell}): skipped.`));
    } else if (path === undefined) {
      findings.push(missing(cell, `${where} names ${cell}, which does not exist: skipped.`));
    } else if (known.has(path) && !pictures.has(path)) {
      const labels = labelsOf(table, row, column);
      if (Object.keys(labels).length > 0) pictures.set(path, { labels });
    }
  }
  const unlabelled = listing.pictures.filter((path) => !pictures.has(path));
  findings.push(...unlabelled.map((path) => noLabel(path, `${file} has no label for it`)));
  const name = table.columns[column] ?? "";
  return { rule: { kind: "csv", csvFile: file, pathColumn: name }, pictures, findings };
};
