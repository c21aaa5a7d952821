/** The prediction gallery: pictures with actual and predicted label and probability, or four at random as the notebook shows. */
import * as l10n from "@vscode/l10n";
import type { Evaluation, PicturePrediction } from "../../src/protocol/evaluation";
import { button, toggle } from "../lib/controls";
import { element, replace, section } from "../lib/dom";
import * as format from "../lib/format";
import { call, viewState } from "../lib/host";
import { perform } from "../lib/message";
import { pictureDialog } from "../lib/pictureDetails";
import { PictureGrid, type GridSource } from "../lib/pictureGrid";
import { GalleryFilters } from "./galleryFilters";
import { predictionInformation, predictionItem } from "./predictionItem";
import { draw, select, type Cell, type Choice } from "./selection";

/** As many as the notebook shows. */
const HANDFUL = 4;

export class Gallery {
  private readonly view = viewState("gallery", { random: false, seed: 27 });
  private readonly dialog = pictureDialog();
  private readonly status = element("p", { class: "detail", attributes: { role: "status" } });
  private readonly again = button({
    label: l10n.t("Draw 4 others"),
    onClick: () => {
      this.view.set({ seed: this.view.value.seed + 1 });
      this.refresh();
    },
  });
  private readonly filters: GalleryFilters;
  private readonly grid = new PictureGrid({
    label: l10n.t("Predictions"),
    cellWidth: 168,
    cellHeight: 222,
    onOpen: (index) => {
      const prediction = this.shown[index];
      if (prediction) perform(this.open(prediction));
    },
  });
  readonly element: HTMLElement;
  private evaluation: Evaluation | undefined;
  private generated: ReadonlySet<string> = new Set();
  private shown: readonly PicturePrediction[] = [];

  /** `onCell` hears of each change of the classes that are shown. */
  constructor(private readonly onCell: (cell: Cell) => void) {
    this.filters = new GalleryFilters(() => {
      this.onCell(this.filters.selection);
      this.refresh();
    });
    this.element = section(
      l10n.t("Predictions"),
      element("div", { class: "gallery-mode" }, this.modeToggle(), this.again),
      this.filters.element,
      this.status,
      this.grid.element,
      this.dialog.element,
    );
  }

  /** `generated` has the paths of generated pictures. */
  show(evaluation: Evaluation, generated: ReadonlySet<string>): void {
    this.evaluation = evaluation;
    this.generated = generated;
    this.filters.show(evaluation.classes, generated.size > 0);
    this.onCell(this.filters.selection);
    this.refresh();
  }

  /** Shows the pictures of a cell of the matrix, a bar, a point. */
  choose(choice: Choice): void {
    this.filters.choose(choice);
    this.onCell(this.filters.selection);
    this.refresh();
  }

  /** Shows one prediction in the dialog. */
  async open(prediction: PicturePrediction): Promise<void> {
    if (!this.evaluation) return;
    const [picture] = await call("pictures", { paths: [prediction.path] });
    const { classes } = this.evaluation;
    this.dialog.open(predictionInformation(prediction, classes, picture?.source));
  }

  private modeToggle(): HTMLElement {
    return toggle({
      label: l10n.t("How many pictures"),
      choices: [
        { value: "all", label: l10n.t("All") },
        { value: "random", label: l10n.t("4 random") },
      ],
      value: this.view.value.random ? "random" : "all",
      onChange: (mode) => {
        this.view.set({ random: mode === "random" });
        this.refresh();
      },
    });
  }

  private refresh(): void {
    const { evaluation } = this;
    if (!evaluation) return;
    const { random, seed } = this.view.value;
    const fitting = select(evaluation.predictions, this.filters.selection, this.generated);
    this.shown = random ? draw(fitting, HANDFUL, seed) : fitting;
    this.again.hidden = !random;
    const count = [format.count(fitting.length), format.count(evaluation.predictions.length)];
    replace(
      this.status,
      fitting.length === 0
        ? l10n.t("No prediction fits these filters.")
        : l10n.t("{0} of {1} pictures", ...count),
    );
    this.grid.element.hidden = fitting.length === 0;
    this.grid.show(this.source(evaluation, this.shown));
  }

  private source({ classes }: Evaluation, predictions: readonly PicturePrediction[]): GridSource {
    return {
      total: predictions.length,
      page: async (offset, limit) => {
        const page = predictions.slice(offset, offset + limit);
        const pictures = await call("pictures", { paths: page.map(({ path }) => path) });
        return page.map((each, index) => predictionItem(each, classes, pictures[index]?.source));
      },
    };
  }
}
