/** A comparison as text: the runs are letters, their numbers columns. */
import type {
  Caveat,
  CommonPictures,
  ComparedScore,
  Comparison,
  ScoreKey,
} from "../../protocol/comparison";
import { type Column, columns, counted, duration, grouped, percent, table } from "./table";

/** A difference that chance makes less often than this counts as one. */
const SIGNIFICANT = 0.05;
/** More classes would hide the rest: those on which the runs differ most are listed. */
const CLASSES_SHOWN = 15;
const LETTERS = "ABCDEFGH";

/** What a run is called in the tables. */
function letter(run: number): string {
  return LETTERS.charAt(run);
}

/** "A, B" */
function letters(runs: readonly number[]): string {
  return runs.map(letter).join(", ");
}

const SCORES: Readonly<Record<ScoreKey, readonly [string, (value: number) => string]>> = {
  accuracy: ["Accuracy", percent],
  commonAccuracy: ["Accuracy on common pictures", percent],
  macroF1: ["Macro F1", (value) => value.toFixed(3)],
  loss: ["Loss", (value) => value.toFixed(4)],
  validationAccuracy: ["Validation accuracy, best epoch", percent],
  validationLoss: ["Validation loss, best epoch", (value) => value.toFixed(4)],
  bestEpoch: ["Best epoch", String],
  epochs: ["Epochs", String],
  secondsToBest: ["Time to best epoch", duration],
  seconds: ["Time of all epochs", duration],
  imagesPerSecond: ["Pictures a second", (value) => value.toFixed(1)],
  parameters: ["Parameters", grouped],
  flops: ["Operations a picture", grouped],
};

function head(first: string, { runs }: Comparison): Column[] {
  return columns(first, ...runs.map((_, index) => `>${letter(index)}`));
}

/** All values of a row, the best with a star; a space stands for the star where there is none. */
function scoreRow({ key, values, best }: ComparedScore): string[] {
  const [name, write] = SCORES[key];
  const cells = values.map((value, index) => {
    if (value === null) return "- ";
    return `${write(value)}${best.includes(index) ? "*" : " "}`;
  });
  return [name, ...cells];
}

/** One sentence. */
function caveatText(caveat: Caveat): string {
  switch (caveat.kind) {
    case "other-target":
      return "learned other classes, so left out picture by picture.";
    case "other-dataset":
      return "another data set than that of A.";
    case "other-pictures":
      return "the data set had other pictures or labels when training began than for A.";
    case "apart":
      return "evaluated on none of the others' pictures, so left out picture by picture.";
    case "other-test":
      return (
        "evaluated on other pictures; one by one, only the" +
        ` ${counted(caveat.common, "picture")} that all have in common are compared.`
      );
    case "other-validation":
      return "validated on other pictures; validation numbers differ for that, too.";
    case "leaked":
      return "learned from copies of pictures that it was tested on, so its numbers flatter.";
    case "unfinished":
      return "not all epochs are trained; the numbers are of those so far.";
    case "other-device":
      return "another device than that of A, so times cannot be compared.";
  }
}

function pairsText({ pairs, pictures }: CommonPictures): string {
  const rows = pairs.map(({ first, second, ...pair }) => {
    const better = pair.onlyFirst > pair.onlySecond ? first : second;
    return [
      `${letter(first)}, ${letter(second)}`,
      pair.both,
      pair.onlyFirst,
      pair.onlySecond,
      pair.neither,
      pair.pValue.toPrecision(2),
      ...(pairs.length > 1 ? [pair.adjusted.toPrecision(2)] : []),
      pair.adjusted < SIGNIFICANT ? `${letter(better)} is better` : "may be chance",
    ];
  });
  const corrected = pairs.length > 1 ? [">Holm's p"] : [];
  const titles = ["Pair", ">Both right", ">Only first", ">Only second", ">Neither", ">p"];
  return [
    `${counted(pictures.length, "common picture")}, McNemar's exact test:`,
    table(columns(...titles, ...corrected, ""), rows),
  ].join("\n");
}

function classesText(comparison: Comparison, { perClass }: CommonPictures): string {
  const known = (errors: readonly (number | null)[]) => errors.filter((each) => each !== null);
  const spread = (errors: readonly (number | null)[]) =>
    Math.max(...known(errors)) - Math.min(...known(errors));
  const shown = [...perClass]
    .sort((a, b) => spread(b.errors) - spread(a.errors))
    .slice(0, CLASSES_SHOWN);
  const rows = shown.map(({ name, pictures, errors }) => [
    name,
    pictures,
    ...errors.map((value) => value ?? "-"),
  ]);
  const [first, ...others] = head("Errors of class", comparison);
  const all = [...(first ? [first] : []), ...columns(">Pictures"), ...others];
  const left = perClass.length - shown.length;
  const more = left > 0 ? `\n... and ${left} classes on which they differ less` : "";
  return table(all, rows) + more;
}

function settingsText(comparison: Comparison): string {
  const differing = comparison.settings.filter(({ differs }) => differs);
  if (differing.length === 0) return "All settings are the same.";
  const rows = differing.map(({ key, values }) => [
    key,
    ...values.map((value) => (value === null ? "-" : String(value))),
  ]);
  const names = comparison.runs.map((_, index) => letter(index));
  return table(columns("Differing setting", ...names), rows);
}

/** Runs, numbers, caveats, pairs, classes and settings, with a line between. */
export function comparisonText(comparison: Comparison): string {
  const { runs, scores, caveats, common } = comparison;
  const missing = runs.filter(({ tested }) => tested === null);
  const parts = [
    runs
      .map(({ run, target }, index) => `${letter(index)}  ${target}  ${run.directory}`)
      .join("\n"),
    table(head("", comparison), scores.map(scoreRow)),
    caveats.map((caveat) => `Note: ${letters(caveat.runs)}: ${caveatText(caveat)}`).join("\n"),
    missing
      .map(({ run }) => `Not evaluated: pupil evaluate ${run.directory} ${splitOption(comparison)}`)
      .map((line) => line.trimEnd())
      .join("\n"),
    ...(common ? [pairsText(common), classesText(comparison, common)] : []),
    settingsText(comparison),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function splitOption({ split }: Comparison): string {
  return split === "test" ? "" : `--split ${split}`;
}
