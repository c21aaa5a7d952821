/** The worst mistakes, with their pictures. */
import type { Evaluation, PicturePrediction } from "../../../protocol/evaluation";
import { html, type Markup } from "../html";
import type { ReportMaterial } from "../material";
import { counted, isolated, lastPart, percent } from "../words";

/** So many are shown: what helps to see why, and a file that can be sent. */
const SHOWN = 24;

/** The wrong predictions with the highest loss, the worst first. */
export function worstMistakes({ predictions }: Evaluation): readonly PicturePrediction[] {
  return predictions
    .filter(({ actual, predicted }) => actual !== predicted)
    .sort((a, b) => b.loss - a.loss || (a.path < b.path ? -1 : 1))
    .slice(0, SHOWN);
}

function item(material: ReportMaterial, prediction: PicturePrediction): Markup {
  const { evaluation, thumbnails, insights } = material;
  const { path, actual, predicted, probabilities } = prediction;
  const nameOf = (index: number) => isolated(evaluation.classes[index] ?? "");
  const [is, said] = [nameOf(actual), nameOf(predicted)];
  const thumbnail = thumbnails.get(path);
  const isGenerated = insights.generated.paths.includes(path);
  const picture =
    thumbnail === undefined
      ? html`<div class="no-picture">no picture</div>`
      : html`<img src="${thumbnail}" alt="${is}, taken for ${said}" />`;
  return html`<li>
    <figure>
      ${picture}
      <figcaption>
        <strong>${is}</strong> taken for
        <strong>${said}</strong> (${percent(probabilities[predicted] ?? 0)}; ${is}:
        ${percent(probabilities[actual] ?? 0)})<br /><span class="muted"
          >${lastPart(path)}${isGenerated && ", generated"}</span
        >
      </figcaption>
    </figure>
  </li>`;
}

/** The gallery. */
export function gallery(material: ReportMaterial): Markup {
  const { evaluation } = material;
  const wrong = evaluation.predictions.filter((each) => each.actual !== each.predicted).length;
  const worst = worstMistakes(evaluation);
  const text =
    wrong === 0
      ? "No test picture was classified wrongly."
      : worst.length < wrong
        ? `The ${worst.length} worst of ${counted(wrong, "mistake")}, the highest loss first.`
        : `All ${counted(wrong, "mistake")}, the highest loss first.`;
  return html`<section aria-labelledby="mistakes">
    <h2 id="mistakes">Worst mistakes</h2>
    <p>${text}</p>
    ${
      worst.length > 0 &&
      html`<ul class="gallery">
        ${worst.map((each) => item(material, each))}
      </ul>`
    }
  </section>`;
}
