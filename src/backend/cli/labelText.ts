/** Labels as text: which are probably wrong, and what was decided. */
import type { DatasetSummary } from "../../protocol/dataset";
import {
  isPoorJudge,
  type LabelMistakes,
  type RelabelRequest,
  type Suspect,
} from "../../protocol/labels";
import { columns, counted, grouped, percent, table } from "./table";

const SHOWN = 50;
/** So many of the noisiest classes are named. */
const CLASSES_SHOWN = 10;

function stateText({ state, label }: Suspect): string {
  switch (state) {
    case "open":
      return "";
    case "confirmed":
      return "right, as you said";
    case "corrected":
      return label === undefined ? "corrected" : `now ${label}`;
    case "excluded":
      return "excluded";
  }
}

function suspectTable({ suspects, classes }: LabelMistakes, shown: number): string {
  const rows = suspects
    .slice(0, shown)
    .map((suspect) => [
      suspect.path,
      classes[suspect.given]?.name ?? "",
      percent(suspect.givenProbability),
      classes[suspect.suggested]?.name ?? "",
      percent(suspect.suggestedProbability),
      stateText(suspect),
    ]);
  return table(columns("Picture", "Labelled", ">Prob.", "Rather", ">Prob.", "Decided"), rows);
}

function classLines({ classes }: LabelMistakes): string[] {
  const noisy = classes
    .filter(({ wrong }) => wrong >= 0.5)
    .sort((a, b) => b.wrong - a.wrong)
    .slice(0, CLASSES_SHOWN)
    .map(({ name, pictures, wrong }) => [name, pictures, wrong.toFixed(1)]);
  if (noisy.length === 0) return [];
  return ["", table(columns("Class", ">Pictures", ">About wrong"), noisy)];
}

/** The worst labels first, then the classes that have most of them. */
export function mistakesText(mistakes: LabelMistakes, shown = SHOWN): string {
  const { target, network, folds, accuracy, pictures, classes, suspects, isOutdated } = mistakes;
  const wrong = classes.reduce((sum, each) => sum + each.wrong, 0);
  const open = suspects.filter(({ state }) => state === "open").length;
  const head = [
    `${target}: ${counted(suspects.length, "label")} of ${grouped(pictures)} may be wrong` +
      (open < suspects.length ? `, ${grouped(open)} of them not decided yet` : "") +
      `; the estimated number of wrong ones is ${wrong.toFixed(0)} (${percent(wrong / pictures)}).`,
    `By ${network} in ${counted(folds, "fold")}, with an accuracy of ${percent(accuracy)}.`,
    ...(isPoorJudge(mistakes)
      ? [
          "That is no better than calling every picture by the commonest label: train longer, or" +
            " with pretrained weights, before you trust it.",
        ]
      : []),
    ...(isOutdated ? ["Pictures or labels have changed since: find mistakes again."] : []),
  ];
  if (suspects.length === 0) return head.join("\n");
  const rest = suspects.length - shown;
  return [
    ...head,
    "",
    suspectTable(mistakes, shown),
    ...(rest > 0 ? [`... and ${grouped(rest)} more (--show ${suspects.length})`] : []),
    ...classLines(mistakes),
  ].join("\n");
}

/** What was taken down. */
export function relabelledText({ name }: DatasetSummary, request: RelabelRequest): string {
  const { paths, target, label } = request;
  const pictures = counted(paths.length, "picture");
  return label === null
    ? `${name}: ${pictures} with the ${target} that the labelling rule gives.`
    : `${name}: ${pictures} with the ${target} "${label}".`;
}
