/** Evaluations and predictions as text. */
import { confusedPairs } from "../../protocol/confusedPairs";
import type {
  ClassMetrics,
  Evaluation,
  PredictResult,
  RankedClass,
} from "../../protocol/evaluation";
import { columns, counted, percent, table } from "./table";

/** With more classes the matrix would be wider than a terminal: the commonest confusions are listed. */
const MATRIX_CLASSES = 12;
const CONFUSIONS_SHOWN = 15;

/** Metrics of each class. */
export function classTable(perClass: readonly ClassMetrics[]): string {
  const rows = perClass.map(({ name, precision, recall, f1, support, errors }) => [
    name,
    percent(precision),
    percent(recall),
    f1.toFixed(3),
    support,
    errors,
  ]);
  return table(columns("Class", ">Precision", ">Recall", ">F1", ">Pictures", ">Errors"), rows);
}

/** Accuracy, metrics of each class, and the confusion matrix. */
export function evaluationText(evaluation: Evaluation): string {
  const { split, predictions, accuracy, loss, macroF1, perClass } = evaluation;
  return [
    `${counted(predictions.length, `${split} picture`)}: accuracy ${percent(accuracy)},` +
      ` loss ${loss.toFixed(4)}, macro F1 ${macroF1.toFixed(3)}`,
    "",
    classTable(perClass),
    "",
    evaluation.classes.length <= MATRIX_CLASSES ? matrix(evaluation) : confusions(evaluation),
  ].join("\n");
}

function matrix({ classes, confusion }: Evaluation): string {
  const head = columns("Actual \\ predicted", ...classes.map((name) => `>${name}`));
  return table(
    head,
    classes.map((name, index) => [name, ...(confusion[index] ?? [])]),
  );
}

function confusions({ classes, confusion }: Evaluation): string {
  const found = confusedPairs(confusion).slice(0, CONFUSIONS_SHOWN);
  if (found.length === 0) return "No picture was taken for another class.";
  return table(
    columns("Actual", "Taken for", ">Pictures"),
    found.map(({ actual, predicted, count }) => [
      classes[actual] ?? "",
      classes[predicted] ?? "",
      count,
    ]),
  );
}

/** The best class, how sure that is, and the others. */
function rankedCells([best, ...others]: readonly RankedClass[]): string[] {
  const rest = others.map(({ name, probability }) => `${name} ${percent(probability)}`);
  return [best?.name ?? "", best === undefined ? "" : percent(best.probability), rest.join(", ")];
}

/** What each picture shows, and how sure that is. */
export function predictionText(result: PredictResult): string {
  const { predictions, target, secondTarget, network } = result;
  const readable = predictions.filter(({ error }) => error === undefined);
  const asked = [target, ...(secondTarget === undefined ? [] : [secondTarget])];
  const implied = [...new Set(readable.flatMap(({ labels }) => Object.keys(labels)))].filter(
    (name) => !asked.includes(name),
  );
  const rows = readable.map(({ picture, top, second, labels }) => [
    picture,
    ...implied.map((name) => labels[name] ?? ""),
    ...rankedCells(top),
    ...(second === undefined ? [] : rankedCells(second)),
  ]);
  const titles = asked.flatMap((name) => [name, ">Sure", "Else"]);
  return [
    `${network}, trained on ${asked.join(" and ")}`,
    ...(rows.length > 0 ? [table(columns("Picture", ...implied, ...titles), rows)] : []),
    ...predictions.flatMap(({ error }) => (error === undefined ? [] : [error])),
  ].join("\n");
}
