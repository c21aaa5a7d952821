/** Insights as text. */
import type {
  Calibration,
  Estimate,
  GeneratedInsights,
  Insights,
  OriginComparison,
  OriginRecall,
} from "../../protocol/insights";
import { columns, counted, percent, table } from "./table";

const PAIRS_SHOWN = 10;

function decimalInterval({ value, low, high }: Estimate): string {
  return `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
}

function percentInterval({ value, low, high }: Estimate): string {
  return `${percent(value)} (${percent(low)} to ${percent(high)})`;
}

function areaText(area: number | null): string {
  return area === null ? "-" : area.toFixed(3);
}

/** All of it, one paragraph a question. */
export function insightsText(insights: Insights): string {
  const { estimates, meanRocArea, meanAveragePrecision } = insights;
  const { accuracy, macroF1, loss, resamples } = estimates;
  return [
    `Accuracy ${percentInterval(accuracy)}, macro F1 ${decimalInterval(macroF1)},` +
      ` loss ${decimalInterval(loss)}: 95 % intervals of ${resamples} resamples.`,
    "",
    classTable(insights),
    `Means over the classes: ROC area ${areaText(meanRocArea)}, average precision` +
      ` ${areaText(meanAveragePrecision)}`,
    "",
    calibrationText(insights),
    "",
    pairsText(insights),
    "",
    generatedText(insights.generated),
  ].join("\n");
}

function classTable({ curves, estimates }: Insights): string {
  const head = columns(
    "Class",
    ">Pictures",
    ">Recall (95 % interval)",
    ">Precision (95 % interval)",
    ">ROC area",
    ">Average precision",
  );
  const rows = curves.map(({ name, positives, rocArea, averagePrecision }, index) => {
    const metrics = estimates.perClass[index];
    return [
      name,
      positives,
      metrics && positives > 0 ? decimalInterval(metrics.recall) : "-",
      metrics ? decimalInterval(metrics.precision) : "",
      areaText(rocArea),
      areaText(averagePrecision),
    ];
  });
  return table(head, rows);
}

function errorsText({ expectedError, brier, loss }: Calibration): string {
  return `expected error ${percent(expectedError)}, Brier score ${brier.toFixed(3)}, loss ${loss.toFixed(4)}`;
}

function calibrationText({ calibration, temperature }: Insights): string {
  const head = columns("Sure", ">Pictures", ">Mean", ">Right");
  const rows = calibration.bins.map(({ low, high, pictures, confidence, accuracy }) => [
    `${(low * 100).toFixed(0)}-${(high * 100).toFixed(0)} %`,
    pictures,
    percent(confidence),
    percent(accuracy),
  ]);
  const lines = [`Calibration: ${errorsText(calibration)}`, table(head, rows, "  ")];
  switch (temperature.kind) {
    case "fitted":
      lines.push(
        `With temperature ${temperature.temperature.toFixed(3)}, fitted on` +
          ` ${counted(temperature.pictures, "validation picture")}: ${errorsText(temperature.calibration)}`,
      );
      break;
    case "not-evaluated":
      lines.push("Evaluate the validation pictures to fit a temperature.");
      break;
    case "unbounded":
      lines.push(
        "No temperature can be fitted: on the validation pictures, the network is hardly ever" +
          " wrong, or hardly better than chance.",
      );
  }
  return lines.join("\n");
}

function pairsText({ confusedPairs, classes }: Insights): string {
  if (confusedPairs.length === 0) return "No picture was taken for another class.";
  const head = columns("Most confused", "Taken for", ">Pictures", ">Of the class");
  const rows = confusedPairs
    .slice(0, PAIRS_SHOWN)
    .map(({ actual, predicted, count, share }) => [
      classes[actual] ?? "",
      classes[predicted] ?? "",
      count,
      percent(share),
    ]);
  return table(head, rows);
}

function recallText({ recall }: OriginRecall): string {
  return recall === null ? "-" : percent(recall.value);
}

function pointsText(difference: Estimate | null): string {
  if (difference === null) return "-";
  const [value, low, high] = [difference.value, difference.low, difference.high].map((share) =>
    (share * 100).toFixed(1),
  );
  return `${value} points (${low} to ${high})`;
}

function generatedText(generated: GeneratedInsights): string {
  const { paths, classes, unknown, realAccuracy } = generated;
  const gone =
    unknown === 0 ? [] : [`${counted(unknown, "picture")} gone from the data set, not compared.`];
  if (paths.length === 0) {
    return ["No generated picture is among these pictures.", ...gone].join("\n");
  }
  const head = columns(
    "Right of",
    ">Real",
    ">Pictures",
    ">Generated",
    ">Pictures",
    ">Generated less real (95 % interval)",
  );
  const body = classes.map(({ name, real, generated: made, difference }) => [
    name,
    recallText(real),
    real.pictures,
    recallText(made),
    made.pictures,
    pointsText(difference),
  ]);
  const accuracy = realAccuracy
    ? [`Over real pictures alone, accuracy is ${percentInterval(realAccuracy)}.`]
    : [];
  return [table(head, body), ...classes.flatMap(verdict), ...accuracy, ...gone].join("\n");
}

/** The notebook's question, answered: are generated pictures recognised worse than real ones? */
function verdict({ name, difference }: OriginComparison): string[] {
  if (difference === null) return [];
  const { low, high } = difference;
  if (high < 0) return [`${name}: generated pictures are recognised less often than real ones.`];
  if (low > 0) return [`${name}: generated pictures are recognised more often than real ones.`];
  return [`${name}: the difference between generated and real pictures may be chance.`];
}
