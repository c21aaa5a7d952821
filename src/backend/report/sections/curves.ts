/** How the training went. */
import type { EpochMetrics, TargetMetrics } from "../../../protocol/training";
import { lineChart } from "../charts/lineChart";
import { html, type Markup } from "../html";
import type { ReportMaterial } from "../material";
import { counted, duration } from "../words";

/** The metrics of the report's target. */
function metricsOf({ run, target }: ReportMaterial): readonly (TargetMetrics | undefined)[] {
  const isSecond = target === run.config.secondTarget;
  return run.metrics.map((epoch: EpochMetrics) => (isSecond ? epoch.second : epoch));
}

/** Loss and accuracy over the epochs. */
export function curves(material: ReportMaterial): Markup {
  const { run } = material;
  const metrics = metricsOf(material);
  const { bestEpoch } = run;
  const seconds = run.metrics.reduce((sum, epoch) => sum + epoch.seconds, 0);
  const marked = bestEpoch === undefined ? {} : { marked: { epoch: bestEpoch, label: "used" } };
  const isValidated = run.config.validation !== false;
  const lines = (training: keyof TargetMetrics, validation: keyof TargetMetrics) => [
    { name: "Training", values: metrics.map((each) => each?.[training]) },
    ...(isValidated
      ? [{ name: "Validation", values: metrics.map((each) => each?.[validation]) }]
      : []),
  ];
  return html`<section aria-labelledby="training">
    <h2 id="training">Training</h2>
    <p>
      ${counted(run.epochsDone, "epoch")} of ${run.config.epochs} in ${duration(seconds)} on
      ${run.device}.${
        bestEpoch !== undefined &&
        ` The weights of epoch ${bestEpoch} are used: ${
          isValidated
            ? "those with the lowest validation loss"
            : "the last ones, for all but the test pictures were learned from"
        }.`
      }
    </p>
    <div class="pair">
      ${lineChart({
        id: "loss",
        title: "Loss (mean cross-entropy)",
        lines: lines("trainLoss", "validationLoss"),
        write: (value, digits) => value.toFixed(digits),
        ...marked,
      })}${lineChart({
        id: "accuracy",
        title: "Accuracy",
        lines: lines("trainAccuracy", "validationAccuracy"),
        write: (value, digits) => `${(value * 100).toFixed(Math.max(0, digits - 2))} %`,
        isShare: true,
        ...marked,
      })}
    </div>
    <p class="muted">
      Training numbers are taken while the network learns, with dropout and augmentation, before it
      has seen the epoch's other pictures.
    </p>
  </section>`;
}
