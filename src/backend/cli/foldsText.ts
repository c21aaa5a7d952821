/** Cross-validations as text. */
import type { CrossValidatedTarget, CrossValidation } from "../../protocol/folds";
import { classTable } from "./evaluationText";
import { columns, counted, percent, table } from "./table";

function targetText(result: CrossValidatedTarget): string {
  const { target, folds, accuracy, meanAccuracy, accuracyDeviation, macroF1, perClass } = result;
  const scores = folds.map(({ fold, pictures, accuracy: ofFold, loss }) => [
    fold,
    pictures,
    percent(ofFold),
    loss.toFixed(4),
  ]);
  return [
    `${target}: accuracy ${percent(accuracy)} of ${counted(result.predictions.length, "picture")}` +
      ` (folds ${percent(meanAccuracy)} \u00b1 ${percent(accuracyDeviation)}),` +
      ` macro F1 ${macroF1.toFixed(3)}`,
    "",
    table(columns("Fold", ">Pictures", ">Accuracy", ">Loss"), scores),
    "",
    classTable(perClass),
  ].join("\n");
}

/** Accuracy of each fold and class, for each target. */
export function crossValidationText(result: CrossValidation): string {
  const { config, folds, pretrained, device, seconds, id } = result;
  const weights = pretrained === undefined ? "" : `, weights ${pretrained.name}`;
  return [
    `${counted(folds, "fold")} of ${config.network}, ${config.method}${weights}: every picture was` +
      " predicted by a network that had not seen it.",
    "",
    ...result.targets.flatMap((target) => [targetText(target), ""]),
    `Device: ${device}`,
    `Took ${seconds.toFixed(1)} s; kept as .pupil/folds/${id}.json`,
  ].join("\n");
}
