/** Runs as text: epochs as they end, the end of a training, the list. */
import type { EpochMetrics, RunSummary } from "../../protocol/training";
import { columns, counted, duration, percent, table } from "./table";

const EPOCH_TITLES = [
  "Epoch",
  "Train loss",
  "Accuracy",
  "Valid. loss",
  "Accuracy",
  "Images/s",
  "Time",
];

/** The head of the table of epochs; with a second target two columns more. */
export function epochHead({ second }: EpochMetrics): string {
  const titles = second === undefined ? [] : ["2nd loss", "Accuracy"];
  return [...EPOCH_TITLES, ...titles].map((title) => title.padStart(13)).join("");
}

function lossCell(loss: number | undefined): string {
  return loss?.toFixed(4) ?? "-";
}

function shareCell(accuracy: number | undefined): string {
  return accuracy === undefined ? "-" : percent(accuracy);
}

/** One epoch as a row of that table; the best so far has a star. */
export function epochRow(metrics: EpochMetrics): string {
  const { second } = metrics;
  const cells = [
    String(metrics.epoch),
    metrics.trainLoss.toFixed(4),
    percent(metrics.trainAccuracy),
    lossCell(metrics.validationLoss),
    shareCell(metrics.validationAccuracy),
    metrics.imagesPerSecond.toFixed(1),
    duration(metrics.seconds),
    ...(second ? [lossCell(second.validationLoss), shareCell(second.validationAccuracy)] : []),
  ];
  return cells.map((cell) => cell.padStart(13)).join("") + (metrics.best ? " *" : "");
}

function secondText({ config, secondValidationAccuracy: accuracy }: RunSummary): string {
  if (accuracy === undefined || config.secondTarget === undefined) return "";
  return ` (${config.target}), ${percent(accuracy)} (${config.secondTarget})`;
}

/** How a training ended, and what to do next. */
export function trainedText(run: RunSummary): string {
  const best =
    run.bestEpoch === undefined
      ? "no epoch finished"
      : run.bestValidationAccuracy === undefined
        ? `all but the test pictures were learned from, and epoch ${run.bestEpoch} is used`
        : `epoch ${run.bestEpoch} is the best (*), validation accuracy ${percent(run.bestValidationAccuracy)}` +
          secondText(run);
  const head =
    run.loaded === true
      ? "This has been trained before (--again trains it again)"
      : `Trained ${counted(run.epochsDone, "epoch")}`;
  return [
    `${head}: ${best}.`,
    `Device: ${run.device}`,
    `Run: ${run.directory}`,
    `Next: pupil evaluate ${run.directory}`,
  ].join("\n");
}

/** The runs of a data set. */
export function runsText(runs: readonly RunSummary[]): string {
  if (runs.length === 0) return "No runs yet: `pupil train DIR --target NAME` makes the first.";
  const share = (value: number | undefined) => (value === undefined ? "" : percent(value));
  const rows = runs.map((run) => [
    run.id,
    run.state,
    `${run.epochsDone}/${run.config.epochs}`,
    share(run.bestValidationAccuracy),
    share(run.testAccuracy),
    run.error ?? "",
  ]);
  const head = columns("Run", "State", ">Epochs", ">Validation", ">Test", "");
  return table(head, rows);
}
