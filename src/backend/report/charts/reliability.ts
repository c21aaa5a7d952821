/** The reliability diagram: how sure the network was, and how often it was right then. */
import type { Calibration, CalibrationBin } from "../../../protocol/insights";
import { html, type Markup } from "../html";
import { label } from "./label";
import { counted, percent } from "../words";

const SIZE = 320;
const LEFT = 52;
const BOTTOM = 44;
const TOP = 10;
const RIGHT = 26;
const TICKS = [0, 0.25, 0.5, 0.75, 1] as const;

const x = (share: number) => LEFT + share * (SIZE - RIGHT - LEFT);
const y = (share: number) => SIZE - BOTTOM - share * (SIZE - BOTTOM - TOP);

function grid(): Markup {
  const rows = TICKS.map((tick) => {
    const text = `${tick * 100} %`;
    return html`<path class="grid" d="M${LEFT} ${y(tick)}H${SIZE - RIGHT}" />
      ${label(text, { x: LEFT - 8, y: y(tick), anchor: "end", isCentred: true })}
      ${label(text, { x: x(tick), y: SIZE - BOTTOM + 18 })}`;
  });
  const name = label("Sure (mean highest probability)", { x: x(0.5), y: SIZE - 6 });
  return html`${rows}${name}`;
}

function bar({ low, high, accuracy, confidence }: CalibrationBin): Markup {
  const top = Math.min(y(accuracy), y(0) - 1); // none right is a thin bar, too
  const width = x(high) - x(low) - 2;
  const box = html`<rect
    class="bar"
    x="${(x(low) + 1).toFixed(1)}"
    y="${top.toFixed(1)}"
    width="${width.toFixed(1)}"
    height="${(y(0) - top).toFixed(1)}"
  />`;
  const [px, py] = [x(confidence).toFixed(1), y(accuracy).toFixed(1)];
  return html`${box}<circle class="point" cx="${px}" cy="${py}" r="3.5" />`;
}

function rowOf({ low, high, pictures, confidence, accuracy }: CalibrationBin): Markup {
  const range = `${Math.round(low * 100)} to ${Math.round(high * 100)} %`;
  return html`<tr>
    <th scope="row">${range}</th>
    <td class="number">${pictures}</td>
    <td class="number">${percent(confidence)}</td>
    <td class="number">${percent(accuracy)}</td>
  </tr>`;
}

/** The diagram beside its numbers. */
export function reliabilityDiagram({ bins }: Calibration): Markup {
  const pictures = bins.reduce((sum, bin) => sum + bin.pictures, 0);
  return html`<figure class="side-by-side">
    <figcaption id="reliability-title">How sure it was, and how often it was right then</figcaption>
    <div class="chart small">
      <svg
        viewBox="0 0 ${SIZE} ${SIZE}"
        role="img"
        aria-labelledby="reliability-title reliability-text"
      >
        <desc id="reliability-text">
          ${counted(pictures, "picture")} in ${counted(bins.length, "group")} by their highest
          probability; the table beside it has the numbers.
        </desc>
        ${grid()}
        <path class="mark" d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}" />
        ${bins.map(bar)}
      </svg>
    </div>
    <table>
      <thead>
        <tr>
          <th scope="col">Sure</th>
          <th scope="col" class="number">Pictures</th>
          <th scope="col" class="number">Mean</th>
          <th scope="col" class="number">Right</th>
        </tr>
      </thead>
      <tbody>
        ${bins.map(rowOf)}
      </tbody>
    </table>
  </figure>`;
}
