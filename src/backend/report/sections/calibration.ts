/** Whether the network's probabilities can be taken at their word. */
import type { TemperatureScaling } from "../../../protocol/insights";
import { reliabilityDiagram } from "../charts/reliability";
import { facts } from "../facts";
import { html, type Markup } from "../html";
import type { ReportMaterial } from "../material";
import { counted, percent } from "../words";

function temperatureText(scaling: TemperatureScaling): string {
  switch (scaling.kind) {
    case "fitted": {
      const { temperature, pictures, calibration } = scaling;
      const sure = temperature > 1 ? "too sure" : "not sure enough";
      return (
        `Temperature ${temperature.toFixed(3)}, fitted on ${counted(pictures, "validation picture")}:` +
        ` it is ${sure} of itself. Dividing the logits by that number makes the expected error` +
        ` ${percent(calibration.expectedError)} and the loss ${calibration.loss.toFixed(4)};` +
        " it changes no answer, only how sure it is. Pupil does not apply it by itself."
      );
    }
    case "not-evaluated":
      return "No temperature was fitted: the validation pictures were not evaluated.";
    case "unbounded":
      return (
        "No temperature can be fitted: on the validation pictures, the network is hardly ever" +
        " wrong, or hardly better than chance."
      );
  }
}

/** Diagram and numbers. */
export function calibration({ insights }: ReportMaterial): Markup {
  const { expectedError, maximumError, brier } = insights.calibration;
  return html`<section aria-labelledby="calibration">
    <h2 id="calibration">Calibration</h2>
    <p>
      A well calibrated network is right in 80 % of the pictures that it is 80 % sure of: its bars
      end on the diagonal.
    </p>
    ${reliabilityDiagram(insights.calibration)}${facts([
      ["Expected calibration error", percent(expectedError)],
      ["Largest error of a group", percent(maximumError)],
      ["Brier score", brier.toFixed(3)],
    ])}
    <p>${temperatureText(insights.temperature)}</p>
  </section>`;
}
