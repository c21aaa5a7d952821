/** One picture with what the run says of it, or why it says nothing. */
import type { RankedClass } from "../../src/protocol/evaluation";
import type { PictureAnswer } from "../../src/protocol/serving";
import { element, replace } from "../lib/dom";

export interface Card {
  readonly element: HTMLElement;
  show(answer: PictureAnswer): void;
  fail(message: string): void;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The classes of a target as a table; the bars only repeat its numbers. */
function ranking(target: string, ranked: readonly RankedClass[]): HTMLElement {
  const rows = ranked.map(({ name, probability }) => {
    const meter = element("div", { class: "bar" });
    meter.style.width = `${100 * probability}%`;
    return element(
      "tr",
      {},
      element("th", { attributes: { scope: "row" } }, name),
      element("td", { class: "track", attributes: { "aria-hidden": true } }, meter),
      element("td", { class: "number" }, percent(probability)),
    );
  });
  return element("table", {}, element("caption", {}, target), element("tbody", {}, ...rows));
}

/** The targets that were not learned but follow: "species: cat". */
function implied({ labels, target, secondTarget }: PictureAnswer): string {
  return Object.entries(labels)
    .filter(([name]) => name !== target && name !== secondTarget)
    .map(([name, value]) => `${name}: ${value}`)
    .join(", ");
}

/** The picture, waiting for its answer. */
export function pictureCard(file: File): Card {
  const source = URL.createObjectURL(file);
  const image = element("img", { attributes: { src: source, alt: file.name } });
  const forget = (): void => {
    URL.revokeObjectURL(source);
  };
  image.addEventListener("load", forget);
  image.addEventListener("error", () => {
    forget();
    image.hidden = true; // the answer says why
  });
  const said = element("div", {}, element("p", {}, "Asking the network …"));
  return {
    element: element(
      "article",
      { attributes: { "aria-label": file.name } },
      image,
      element("h2", {}, file.name),
      said,
    ),
    show(answer) {
      const { target, top, secondTarget, second, milliseconds } = answer;
      replace(
        said,
        ranking(target, top),
        second !== undefined && ranking(secondTarget ?? "", second),
        element("p", { class: "detail" }, implied(answer)),
        element("p", { class: "detail" }, `${answer.network}, ${Math.round(milliseconds)} ms`),
      );
    },
    fail(message) {
      replace(said, element("p", { class: "failure" }, message));
    },
  };
}
