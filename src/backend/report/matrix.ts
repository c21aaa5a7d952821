/** The confusion matrix as a table that is also a picture: the more pictures, the darker. */
import type { Evaluation } from "../../protocol/evaluation";
import { html, type Markup } from "./html";

/** Shades of a cell; the style sheet has a class for each. */
const SHADES = 10;
/** With more classes the names of columns stand upright, everything is smaller, and nought is left out. */
const ROOMY_CLASSES = 8;

interface Cell {
  /** Of the row's pictures, 0..1. */
  readonly share: number;
  readonly isRight: boolean;
  readonly isDense: boolean;
}

function cell(count: number, { share, isRight, isDense }: Cell): Markup {
  const shade = count === 0 ? 0 : Math.max(1, Math.round(share * SHADES));
  const kind = isRight ? "right" : "wrong";
  return html`<td class="number ${kind} shade-${shade}">${(count > 0 || !isDense) && count}</td>`;
}

/** Rows are what pictures are, columns what they were taken for; shades are shares of a row. */
export function confusionMatrix({ classes, confusion }: Evaluation): Markup {
  const isDense = classes.length > ROOMY_CLASSES;
  const heads = classes.map((name) => html`<th scope="col"><span>${name}</span></th>`);
  const rows = classes.map((name, actual) => {
    const counts = confusion[actual] ?? [];
    const total = counts.reduce((sum, count) => sum + count, 0);
    const cells = counts.map((count, predicted) => {
      const share = total === 0 ? 0 : count / total;
      return cell(count, { share, isRight: actual === predicted, isDense });
    });
    return html`<tr>
      <th scope="row">${name}</th>
      ${cells}
    </tr>`;
  });
  return html`<p class="caption" id="matrix-title">
      Confusion matrix: each row is a class, each column what its pictures were taken
      for${isDense && "; an empty cell is none"}.
    </p>
    <div class="wide" role="region" aria-labelledby="matrix-title" tabindex="0">
      <table class="matrix${isDense && " dense"}" aria-labelledby="matrix-title">
        <thead>
          <tr>
            <th scope="col"><span>Actual class</span></th>
            ${heads}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
}
