/** One compared picture as a cell of the gallery and as the content of its dialog: what each run said. */
import * as l10n from "@vscode/l10n";
import type { Answer, CommonPictures, ComparedPicture } from "../../src/protocol/comparison";
import { barRow, barTable } from "../lib/bars";
import { element } from "../lib/dom";
import * as format from "../lib/format";
import type { PictureInformation } from "../lib/pictureDetails";
import type { GridItem } from "../lib/pictureGrid";
import { answerLine, verdictMark } from "../lib/verdict";
import { letterOf } from "./identity";

function answersOf(
  { answers }: ComparedPicture,
  { runs }: CommonPictures,
): readonly (readonly [number, Answer])[] {
  return runs.flatMap((run) => {
    const answer = answers[run];
    return answer ? [[run, answer] as const] : [];
  });
}

/** A cell: what it is, and a line a run with verdict, class and certainty. */
export function pictureItem(
  picture: ComparedPicture,
  common: CommonPictures,
  source = "",
): GridItem {
  const { path, actual } = picture;
  const said = answersOf(picture, common).map(([run, { predicted, probability }]) =>
    answerLine(
      {
        right: predicted === actual,
        name: common.classes[predicted] ?? "",
        share: format.wholePercent(probability),
      },
      letterOf(run),
    ),
  );
  return {
    path,
    source,
    caption: () =>
      element(
        "span",
        { class: "cell-caption", attributes: { title: path } },
        ...said,
        element("span", {}, l10n.t("actual: {0}", common.classes[actual] ?? "")),
        element("span", {}, format.fileName(path)),
      ),
  };
}

/** The dialog: each run's answer, and the probability that it gave to the actual class. */
export function pictureInformation(
  picture: ComparedPicture,
  common: CommonPictures,
  source = "",
): PictureInformation {
  const { path, actual } = picture;
  const answers = answersOf(picture, common);
  const rows = answers.map(([run, { actualProbability }]) =>
    barRow({
      name: letterOf(run),
      share: actualProbability,
      value: format.percent(actualProbability),
      tone: run,
    }),
  );
  const caption = l10n.t("Probability of the actual class");
  return {
    path,
    source,
    facts: [
      [l10n.t("Actual"), common.classes[actual] ?? ""],
      ...answers.map(([run, { predicted, probability }]) => {
        const name = common.classes[predicted] ?? "";
        const mark = verdictMark(predicted === actual);
        const said = element("span", {}, mark, " ", name, " ", format.percent(probability));
        return [letterOf(run), said] as const;
      }),
      [l10n.t("Path"), path],
    ],
    more: element(
      "div",
      { class: "probabilities" },
      element("h3", {}, caption),
      barTable(caption, element("tbody", {}, ...rows)),
    ),
  };
}
