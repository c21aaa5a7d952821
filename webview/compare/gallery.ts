/** The pictures that all runs were evaluated on: by default those that some got right and others wrong. */
import * as l10n from "@vscode/l10n";
import type { CommonPictures, ComparedPicture } from "../../src/protocol/comparison";
import { element, replace, section } from "../lib/dom";
import * as format from "../lib/format";
import { call } from "../lib/host";
import { perform } from "../lib/message";
import { pictureDialog } from "../lib/pictureDetails";
import { PictureGrid } from "../lib/pictureGrid";
import { GalleryFilters } from "./galleryFilters";
import { pictureInformation, pictureItem } from "./pictureItem";
import { select } from "./selection";

/** Pixels: the picture with what every cell says, and the line of each run. */
const CELL = { width: 184, height: 196, line: 19 };

export class Gallery {
  private readonly dialog = pictureDialog();
  private readonly status = element("p", { class: "detail", attributes: { role: "status" } });
  private readonly filters: GalleryFilters;
  private readonly grid: PictureGrid;
  private shown: readonly ComparedPicture[] = [];
  readonly element: HTMLElement;

  constructor(private readonly common: CommonPictures) {
    this.filters = new GalleryFilters(common, () => {
      this.refresh();
    });
    this.grid = new PictureGrid({
      label: l10n.t("Compared pictures"),
      cellWidth: CELL.width,
      cellHeight: CELL.height + CELL.line * common.runs.length,
      onOpen: (index) => {
        const picture = this.shown[index];
        if (picture) perform(this.open(picture));
      },
    });
    this.element = section(
      l10n.t("Pictures"),
      this.filters.element,
      this.status,
      this.grid.element,
      this.dialog.element,
    );
    this.refresh();
  }

  /** Shows the pictures that one run got right and another wrong. */
  chooseDisagreement(right: number, wrong: number): void {
    this.filters.chooseDisagreement(right, wrong);
  }

  /** Shows the pictures of a class on which the runs disagree. */
  chooseClass(index: number): void {
    this.filters.chooseClass(index);
  }

  private refresh(): void {
    const { common } = this;
    const shown = select(common.pictures, this.filters.selection);
    this.shown = shown;
    const counts = [format.count(shown.length), format.count(common.pictures.length)];
    const isEmpty = shown.length === 0;
    replace(
      this.status,
      isEmpty ? l10n.t("No picture fits these filters.") : l10n.t("{0} of {1} pictures", ...counts),
    );
    this.grid.element.hidden = isEmpty;
    this.grid.show({
      total: shown.length,
      page: async (offset, limit) => {
        const page = shown.slice(offset, offset + limit);
        const pictures = await call("pictures", { paths: page.map(({ path }) => path) });
        return page.map((each, index) => pictureItem(each, common, pictures[index]?.source));
      },
    });
  }

  private async open(picture: ComparedPicture): Promise<void> {
    const [shown] = await call("pictures", { paths: [picture.path] });
    this.dialog.open(pictureInformation(picture, this.common, shown?.source));
  }
}
