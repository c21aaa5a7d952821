/** The pictures that were chosen on the map. */
import * as l10n from "@vscode/l10n";
import type { MapPoint } from "../../src/protocol/embedding";
import { button } from "../lib/controls";
import { element, section } from "../lib/dom";
import * as format from "../lib/format";
import { call } from "../lib/host";
import { perform } from "../lib/message";
import { pictureDialog } from "../lib/pictureDetails";
import { PictureGrid, type GridItem } from "../lib/pictureGrid";
import { answerLine, verdictMark } from "../lib/verdict";
import type { PointWords } from "./mapTip";

type Words = (point: MapPoint) => PointWords;

export class ChosenPictures {
  private readonly dialog = pictureDialog();
  private readonly status = element("p", { class: "detail", attributes: { role: "status" } });
  private readonly clear: HTMLElement;
  private readonly grid = new PictureGrid({
    label: l10n.t("Pictures chosen on the map"),
    cellWidth: 168,
    cellHeight: 222,
    onOpen: (index) => {
      const point = this.points[index];
      if (point) perform(this.open(point));
    },
  });
  /** Where the grid is while pictures are chosen. */
  private readonly place = element("div");
  readonly element: HTMLElement;
  private points: readonly MapPoint[] = [];
  private words: Words | undefined;

  constructor(onClear: () => void) {
    this.clear = button({ label: l10n.t("Choose none"), onClick: onClear });
    this.element = section(
      l10n.t("Chosen on the map"),
      element("div", { class: "section-head" }, this.status, this.clear),
      this.place,
      this.dialog.element,
    );
  }

  show(points: readonly MapPoint[], words: Words): void {
    this.points = points;
    this.words = words;
    this.status.textContent =
      points.length === 0
        ? l10n.t("No picture is chosen.")
        : l10n.t("Pictures: {0}", format.count(points.length));
    this.clear.hidden = points.length === 0;
    this.place.replaceChildren(...(points.length === 0 ? [] : [this.grid.element]));
    this.grid.show({
      total: points.length,
      page: async (offset, limit) => {
        const page = points.slice(offset, offset + limit);
        const pictures = await call("pictures", { paths: page.map(({ path }) => path) });
        return page.map((point, at) => item(point, words(point), pictures[at]?.source ?? ""));
      },
    });
  }

  private async open(point: MapPoint): Promise<void> {
    if (this.words === undefined) return;
    const { actual, predicted, certainty, isRight, part } = this.words(point);
    const [picture] = await call("pictures", { paths: [point.path] });
    const mark = element("span", { attributes: { "aria-hidden": true } }, verdictMark(isRight));
    const words = isRight ? l10n.t("right") : l10n.t("wrong");
    const verdict = element("span", {}, mark, " ", words);
    this.dialog.open({
      path: point.path,
      source: picture?.source ?? "",
      facts: [
        [l10n.t("Verdict"), verdict],
        [l10n.t("Actual"), actual],
        [l10n.t("Predicted"), `${predicted} (${certainty})`],
        [l10n.t("Split"), part],
        [l10n.t("Path"), point.path],
      ],
    });
  }
}

function item(point: MapPoint, words: PointWords, source: string): GridItem {
  const { actual, predicted, certainty, isRight, part } = words;
  const { path } = point;
  return {
    path,
    source,
    caption: () =>
      element(
        "span",
        { class: "cell-caption", attributes: { title: path } },
        answerLine({ right: isRight, name: predicted, share: certainty }),
        element("span", {}, l10n.t("actual: {0}", actual)),
        element("span", {}, `${format.fileName(path)} (${part})`),
      ),
  };
}
