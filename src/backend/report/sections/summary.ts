/** What stands first: what the run is, and how good. */
import { html, type Markup } from "../html";
import { facts } from "../facts";
import type { ReportMaterial } from "../material";
import { counted, decimalInterval, lastPart, moment, percentInterval } from "../words";

const STATES = {
  running: "still training",
  stopped: "stopped before its end",
  interrupted: "interrupted before its end",
  finished: "finished",
  failed: "failed before its end",
} as const;

/** What the run is called: "breed by mobileNetV2". */
export function titleOf({ target, run }: ReportMaterial): string {
  return `${target} by ${run.config.network}`;
}

/** Title and numbers. */
export function summary(material: ReportMaterial): Markup {
  const { run, evaluation, insights, writtenAt, version } = material;
  const { accuracy, macroF1, loss } = insights.estimates;
  const wrong = evaluation.predictions.filter((each) => each.predicted !== each.actual).length;
  const pictures = counted(evaluation.predictions.length, "test picture");
  return html`<header>
      <h1>${titleOf(material)}</h1>
      <p class="muted">
        Run ${run.id} on the data set ${lastPart(run.dataset)}, begun ${moment(run.createdAt)},
        ${STATES[run.state]}. Report by Pupil ${version}, ${moment(writtenAt)}.
      </p>
    </header>
    <section aria-labelledby="results">
      <h2 id="results">Result</h2>
      <p class="headline">${percentInterval(accuracy)} of ${pictures} are classified rightly.</p>
      ${facts([
        ["Wrong", counted(wrong, "picture")],
        ["Macro F1", decimalInterval(macroF1)],
        ["Loss (cross-entropy)", decimalInterval(loss)],
        ["Mean ROC area", insights.meanRocArea?.toFixed(3)],
        ["Mean average precision", insights.meanAveragePrecision?.toFixed(3)],
      ])}
      <p class="muted">
        In brackets: 95 % intervals of ${insights.estimates.resamples} bootstrap resamples of the
        test pictures.
      </p>
    </section>`;
}
