/** Balancing as text: what it made of the classes, what cleaning took back, where previews are. */
import type {
  BalanceReport,
  BalanceStrategy,
  CleanReport,
  Manipulation,
  PreviewResult,
} from "../../protocol/augment";
import { columns, counted, grouped, table } from "./table";

const WAYS: Readonly<Record<BalanceStrategy, string>> = {
  upsample: "by generated pictures",
  downsample: "by leaving training pictures out",
  weights: "by weights in the loss",
};

function madeText(report: BalanceReport): string[] {
  const { generated, made, removed, notebookOrder, strategy, seconds } = report;
  const lines: string[] = [];
  if (strategy === "upsample") {
    const from = notebookOrder ? "all pictures" : "training pictures alone";
    lines.push(
      `${counted(generated, "generated picture")} from ${from}; ${grouped(made)} of them made now,` +
        ` in ${seconds.toFixed(1)} s.`,
    );
  }
  if (removed > 0)
    lines.push(`Removed ${counted(removed, "generated picture")} of an earlier call.`);
  return lines;
}

/** Pictures whose copies training sees. */
function leakText({ leaked }: BalanceReport): string[] {
  if (leaked === 0) return [];
  return [
    `Warning: ${counted(leaked, "picture")} of validation and test ${leaked === 1 ? "has" : "have"} a` +
      " copy among the training pictures, as in the notebook: their accuracy will look better than" +
      " it is. Without --notebook-order nothing leaks.",
  ];
}

/** How the classes are now, and what to do next. */
export function balanceText(report: BalanceReport): string {
  const { target, strategy, seed, classes, skipped, summary } = report;
  const weighs = strategy === "weights";
  const rows = classes.map(({ name, before, after, trainBefore, trainAfter, weight = 1 }) => [
    name,
    ...[before, after, trainBefore, trainAfter].map(grouped),
    ...(weighs ? [weight.toFixed(3)] : []),
  ]);
  const titles = ["Class", ">Before", ">After", ">Train before", ">Train after"];
  return [
    `${target}: balanced ${WAYS[strategy]}, seed ${seed}`,
    table(columns(...titles, ...(weighs ? [">Weight"] : [])), rows),
    ...madeText(report),
    ...skipped.map(({ message }) => `  ${message}`),
    ...leakText(report),
    `Next: pupil train ${summary.directory} --target ${target}`,
  ].join("\n");
}

/** What was taken back. */
export function cleanText({ removed, kept, missing, summary }: CleanReport): string {
  if (summary === null) return "There is nothing to clean: no picture was generated.";
  return [
    `Removed ${counted(removed, "generated picture")}; ${counted(summary.pictures, "picture")} are left.`,
    ...kept.map((path) => `  ${path} was changed since it was generated: it stays.`),
    ...(missing.length > 0 ? [`  ${counted(missing.length, "file")} had gone before.`] : []),
  ].join("\n");
}

function manipulationText(manipulation: Manipulation): string {
  switch (manipulation.kind) {
    case "rotation":
      return `rotation by ${manipulation.degrees.toFixed(0)} degrees`;
    case "salt-and-pepper":
      return `salt and pepper ${manipulation.amount}`;
    case "gaussian-noise":
      return `noise of variance ${manipulation.variance}`;
    case "turn":
      return "turn";
    case "gaussian-blur":
      return `blur ${manipulation.sigma}`;
  }
}

/** Each variant's file and how it was made. */
export function previewText({ pictures }: PreviewResult): string {
  return pictures
    .flatMap(({ path, variants }) => [
      path,
      ...variants.map(({ file, manipulations = [] }) => {
        const how = manipulations.map(manipulationText).join(", ");
        return `  ${file}${how === "" ? "" : `  (${how})`}`;
      }),
    ])
    .join("\n");
}
