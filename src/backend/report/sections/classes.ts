/** How well each class is told, and what is taken for what. */
import { html, type Markup } from "../html";
import { confusionMatrix } from "../matrix";
import type { ReportMaterial } from "../material";
import { decimalInterval, percent, percentInterval } from "../words";

const PAIRS_SHOWN = 10;
/** Where there is no number: nothing can be said of a class's recall without a picture of it. */
const NONE = "\u2013";

function classTable({ evaluation, insights }: ReportMaterial): Markup {
  const rows = evaluation.perClass.map(({ name, support, errors }, index) => {
    const estimates = insights.estimates.perClass[index];
    const area = insights.curves[index]?.rocArea;
    return html`<tr>
      <th scope="row">${name}</th>
      <td class="number">${support}</td>
      <td class="number">${errors}</td>
      <td class="number">${support > 0 && estimates ? percentInterval(estimates.recall) : NONE}</td>
      <td class="number">${estimates && percentInterval(estimates.precision)}</td>
      <td class="number">${estimates && decimalInterval(estimates.f1)}</td>
      <td class="number">${area?.toFixed(3) ?? NONE}</td>
    </tr>`;
  });
  const heads = ["Test pictures", "Wrong", "Recall", "Precision", "F1", "ROC area"].map(
    (title) => html`<th scope="col" class="number">${title}</th>`,
  );
  return html`<div class="wide" role="region" aria-labelledby="class-title" tabindex="0">
    <table>
      <caption id="class-title">
        Each class: recall is the share of its pictures that were found, precision the share of
        right ones among those taken for it
      </caption>
      <thead>
        <tr>
          <th scope="col">Class</th>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function pairTable({ insights: { confusedPairs, classes } }: ReportMaterial): Markup {
  if (confusedPairs.length === 0) return html`<p>No picture was taken for another class.</p>`;
  const rows = confusedPairs.slice(0, PAIRS_SHOWN).map(
    ({ actual, predicted, count, share }) =>
      html`<tr>
        <th scope="row">${classes[actual]}</th>
        <td>${classes[predicted]}</td>
        <td class="number">${count}</td>
        <td class="number">${percent(share)}</td>
      </tr>`,
  );
  return html`<table>
    <caption>
      Most confused
    </caption>
    <thead>
      <tr>
        <th scope="col">Class</th>
        <th scope="col">Taken for</th>
        <th scope="col" class="number">Pictures</th>
        <th scope="col" class="number">Of the class</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

/** Table, matrix, pairs. */
export function classes(material: ReportMaterial): Markup {
  return html`<section aria-labelledby="classes">
    <h2 id="classes">Classes</h2>
    ${classTable(material)}${confusionMatrix(material.evaluation)}${pairTable(material)}
  </section>`;
}
