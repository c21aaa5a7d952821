/** Draws heat maps on canvases that lie over pictures. */
import * as l10n from "@vscode/l10n";
import { HEAT_COLOURS, heatColours, type HeatMap } from "../../src/protocol/heatMap";
import { element } from "./dom";

/** Pixels on the longer side of a drawn map: smooth enough at any size, and drawn in an instant. */
const DETAIL = 320;

/** Where a map is highest, as shares of the picture from the left and from the top; undefined for an empty one. */
export function peakOf({ width, height, values }: HeatMap) {
  const highest = Math.max(...values);
  if (!(highest > 0)) return undefined;
  const at = values.indexOf(highest);
  return { left: ((at % width) + 0.5) / width, top: (Math.floor(at / width) + 0.5) / height };
}

/** Fills the canvas with the map, in the proportions of the picture that it lies over. */
export function drawHeatMap(
  canvas: HTMLCanvasElement,
  map: HeatMap,
  picture: Pick<HTMLImageElement, "naturalWidth" | "naturalHeight">,
): void {
  // a picture that the editor cannot show has no size: then the map is shown as the network saw it
  const [width, height] = [picture.naturalWidth || 1, picture.naturalHeight || 1];
  const scale = DETAIL / Math.max(width, height);
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const colours = heatColours(map, canvas);
  const image = new ImageData(canvas.width, canvas.height);
  for (let pixel = 0; pixel < canvas.width * canvas.height; pixel++) {
    image.data.set(colours.subarray(3 * pixel, 3 * pixel + 3), 4 * pixel);
    image.data[4 * pixel + 3] = 255;
  }
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}

/** The colours from nothing to most. */
export function heatLegend(): HTMLElement {
  const bar = element("div", { class: "heat-bar", attributes: { "aria-hidden": true } });
  const colours = HEAT_COLOURS.map((colour) => `rgb(${colour.join(" ")})`);
  bar.style.backgroundImage = `linear-gradient(to right, ${colours.join(", ")})`;
  const ends = [l10n.t("nothing"), l10n.t("most")].map((end) => element("span", {}, end));
  return element("div", { class: "heat-legend" }, bar, ...ends);
}
