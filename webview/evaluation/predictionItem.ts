/** One prediction as a cell of the gallery and as the content of its dialog. */
import * as l10n from "@vscode/l10n";
import type { PicturePrediction } from "../../src/protocol/evaluation";
import { barRow, barTable } from "../lib/bars";
import { element } from "../lib/dom";
import * as format from "../lib/format";
import type { PictureInformation } from "../lib/pictureDetails";
import type { GridItem } from "../lib/pictureGrid";
import { answerLine, verdictMark } from "../lib/verdict";
import { confidence, isRight } from "./selection";

/** How many classes the dialog ranks. */
const TOP = 5;

interface Words {
  readonly actual: string;
  readonly predicted: string;
  readonly certainty: string;
  readonly right: boolean;
}

function wordsOf(prediction: PicturePrediction, classes: readonly string[]): Words {
  return {
    actual: classes[prediction.actual] ?? "",
    predicted: classes[prediction.predicted] ?? "",
    certainty: format.percent(confidence(prediction)),
    right: isRight(prediction),
  };
}

/** A cell: verdict, what was said and how surely, what it is. */
export function predictionItem(
  prediction: PicturePrediction,
  classes: readonly string[],
  source = "",
): GridItem {
  const { actual, predicted, certainty, right } = wordsOf(prediction, classes);
  const name = format.fileName(prediction.path);
  return {
    path: prediction.path,
    source,
    caption: () =>
      element(
        "span",
        { class: "cell-caption", attributes: { title: prediction.path } },
        answerLine({ right, name: predicted, share: certainty }),
        element("span", {}, l10n.t("actual: {0}", actual)),
        element("span", {}, name),
      ),
  };
}

/** The dialog: both labels, the loss, the most probable classes. */
export function predictionInformation(
  prediction: PicturePrediction,
  classes: readonly string[],
  source = "",
): PictureInformation {
  const { actual, predicted, right } = wordsOf(prediction, classes);
  const ranked = prediction.probabilities
    .map((probability, index) => ({ probability, index }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, TOP);
  const rows = ranked.map(({ probability, index }) =>
    barRow({
      name: classes[index] ?? "",
      share: probability,
      value: format.percent(probability),
      tone: index === prediction.actual ? 0 : 1,
      strong: index === prediction.predicted,
    }),
  );
  const mark = element("span", { attributes: { "aria-hidden": true } }, verdictMark(right), " ");
  const verdict = element("span", {}, mark, right ? l10n.t("right") : l10n.t("wrong"));
  return {
    path: prediction.path,
    source,
    facts: [
      [l10n.t("Verdict"), verdict],
      [l10n.t("Actual"), actual],
      [l10n.t("Predicted"), predicted],
      [l10n.t("Loss"), format.loss(prediction.loss)],
      [l10n.t("Path"), prediction.path],
    ],
    isExplainable: true,
    more: barTable(l10n.t("Most probable classes"), element("tbody", {}, ...rows)),
  };
}
