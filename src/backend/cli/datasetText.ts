/** Data sets as text: scans, splits, and what was drawn. */
import type { DatasetSummary, DrawSummary, Finding, SplitReport } from "../../protocol/dataset";
import { columns, counted, grouped, percent, table } from "./table";

const FINDINGS_SHOWN = 20;

/** A scan's summary. */
export function scanText(summary: DatasetSummary): string {
  const { name, rule, pictures, generated, excluded = 0 } = summary;
  const { targets, sizes, formats, statistics } = summary;
  const classes = targets.flatMap(({ target, classes }) =>
    classes.map(({ name, count, parent }, index) => [
      index === 0 ? target : "",
      name,
      grouped(count),
      percent(count / pictures),
      parent ?? "",
    ]),
  );
  const facts: [string, string][] = [
    [
      "Pictures",
      grouped(pictures) +
        (generated > 0 ? `, ${grouped(generated)} generated` : "") +
        (excluded > 0 ? `; ${grouped(excluded)} excluded` : ""),
    ],
    ["Labels", `by the rule ${rule.kind}`],
    [
      "Formats",
      Object.entries(formats)
        .map(([format, count]) => `${count} ${format}`)
        .join(", "),
    ],
    ["Width", `${sizes.minWidth} to ${sizes.maxWidth} pixels, median ${sizes.medianWidth}`],
    ["Height", `${sizes.minHeight} to ${sizes.maxHeight} pixels, median ${sizes.medianHeight}`],
  ];
  if (statistics !== undefined) {
    const three = (values: readonly number[]) => values.map((value) => value.toFixed(4)).join(" ");
    facts.push(["Mean", three(statistics.mean)], ["Deviation", three(statistics.std)]);
  }
  facts.push(["Read", `${counted(summary.filesRead, "file")} in ${summary.seconds.toFixed(1)} s`]);
  return [
    name,
    ...facts.map(([fact, value]) => `  ${fact.padEnd(9)}  ${value}`),
    "",
    table(columns("Target", "Class", ">Pictures", ">Share", "Of"), classes),
    "",
    findingsText(summary.findings),
  ].join("\n");
}

function findingsText(findings: readonly Finding[]): string {
  if (findings.length === 0) return "No findings: every file is a readable picture of its own.";
  const skipped = findings.filter((finding) => finding.skipped).length;
  const shown = findings.slice(0, FINDINGS_SHOWN).map(({ message }) => `  ${message}`);
  const more = findings.length - shown.length;
  return [
    `${counted(findings.length, "finding")}, ${counted(skipped, "file")} left out:`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more (--json lists all)`] : []),
  ].join("\n");
}

/** How a split divides each class. */
export function splitText(report: SplitReport): string {
  const { target, seed, counts, classes, groupsKeptTogether, leaked = 0, leftOut = 0 } = report;
  const row = (name: string, { train, validation, test }: SplitReport["counts"]) =>
    [name, train, validation, test].map((cell) =>
      typeof cell === "number" ? grouped(cell) : cell,
    );
  return [
    `${target}, seed ${seed}; ${counted(groupsKeptTogether, "group")} of copies kept together`,
    table(columns("Class", ">Train", ">Validation", ">Test"), [
      ...classes.map(({ name, counts: of }) => row(name, of)),
      row("all", counts),
    ]),
    ...(leftOut > 0
      ? [`${counted(leftOut, "picture")} left out of training, to balance the classes.`]
      : []),
    ...(leaked > 0
      ? [`Warning: ${counted(leaked, "picture")} of validation and test with a copy in training.`]
      : []),
  ].join("\n");
}

/** What was drawn. */
export function drawText({ directory, pictures, blemishes, seconds }: DrawSummary): string {
  return [
    `Drew ${counted(pictures, "picture")} in ${seconds.toFixed(1)} s: ${directory}`,
    ...blemishes.map((description) => `  ${description}`),
    `Next: pupil scan ${directory}`,
  ].join("\n");
}
