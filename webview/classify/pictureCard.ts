/** One picture with what the network says about it. */
import * as l10n from "@vscode/l10n";
import type { PictureSource } from "../../src/protocol/dashboard";
import type { Prediction } from "../../src/protocol/evaluation";
import { barRow, barTable } from "../lib/bars";
import { button } from "../lib/controls";
import { element, replace } from "../lib/dom";
import * as format from "../lib/format";
import { ExplainablePicture } from "../lib/explanation";
import { call } from "../lib/host";
import { perform } from "../lib/message";

export interface PictureCard {
  readonly element: HTMLElement;
  /** Shows the prediction; absent while the answer is on its way. The picture itself stays as it is. */
  show(prediction: Prediction | undefined): void;
}

export function pictureCard({ path, source }: PictureSource): PictureCard {
  const name = format.fileName(path);
  const image = element("img", { attributes: { src: source, alt: l10n.t("Picture {0}", name) } });
  image.addEventListener("error", () => {
    image.classList.add("broken");
  });
  const open = button({
    label: l10n.t("Open picture"),
    key: `open-${path}`,
    onClick: () => {
      perform(call("openPicture", { path }));
    },
  });
  const said = element("div", { class: "card-answer" });
  const explainable = new ExplainablePicture(image, path);
  const card = element(
    "article",
    { class: "card", attributes: { "aria-label": name } },
    element("div", { class: "card-picture" }, explainable.picture),
    element(
      "div",
      { class: "card-text" },
      element("p", { class: "detail path", attributes: { title: path } }, name),
      said,
      explainable.controls,
      open,
    ),
  );
  return {
    element: card,
    show(prediction) {
      explainable.close(); // it is not what this answer is about
      replace(said, ...answer(prediction));
      explainable.controls.hidden = prediction === undefined || prediction.top.length === 0;
    },
  };
}

function answer(prediction: Prediction | undefined): HTMLElement[] {
  if (!prediction) {
    const waiting = l10n.t("Waiting for the answer …");
    return [element("p", { class: "waiting" }, waiting), placeholder()];
  }
  const [best] = prediction.top;
  if (prediction.error !== undefined || !best) {
    const sentence = prediction.error ?? l10n.t("There is no answer for this picture.");
    return [element("p", { class: "failure" }, sentence)];
  }
  const labels = Object.entries(prediction.labels);
  const rows = prediction.top.map(({ name, probability }, index) =>
    barRow({
      name,
      share: probability,
      value: format.percent(probability),
      tone: 0,
      strong: index === 0,
    }),
  );
  return [
    element("h2", {}, best.name, " ", element("span", {}, format.percent(best.probability))),
    element(
      "dl",
      { class: "labels" },
      ...labels.map(([target, name]) =>
        element("div", {}, element("dt", {}, target), element("dd", {}, name)),
      ),
    ),
    barTable(l10n.t("Most probable classes"), element("tbody", {}, ...rows)),
  ];
}

/** Where the bars will stand. */
function placeholder(): HTMLElement {
  const lines = [0, 1, 2, 3, 4].map(() => element("div", { class: "placeholder-line" }));
  return element("div", { class: "placeholder", attributes: { "aria-hidden": true } }, ...lines);
}
