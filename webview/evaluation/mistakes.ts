/** Where it goes wrong: the most confused pairs of classes, and the pictures with the highest loss. */
import * as l10n from "@vscode/l10n";
import { confusedPairs } from "../../src/protocol/confusedPairs";
import type { Evaluation, PicturePrediction } from "../../src/protocol/evaluation";
import { barRow, barTable } from "../lib/bars";
import { button } from "../lib/controls";
import { element, replace, section } from "../lib/dom";
import * as format from "../lib/format";
import { viewState } from "../lib/host";
import { plainTable } from "../lib/plainTable";
import { confidence, type Cell } from "./selection";

/** As many pairs as are shown until more are asked for. */
const PAIRS = 10;
const LOSSES = 10;

export interface MistakesOptions {
  /** A pair was chosen. */
  readonly onPair: (cell: Cell) => void;
  /** A picture was chosen. */
  readonly onPicture: (prediction: PicturePrediction) => void;
}

export class Mistakes {
  private readonly view = viewState("pairs", { all: false });
  private readonly pairs = element("div");
  private readonly more = button({
    label: "",
    key: "all-pairs",
    onClick: () => {
      this.view.set({ all: !this.view.value.all });
      if (this.evaluation) this.showPairs(this.evaluation);
    },
  });
  private readonly losses = element("div", { class: "table-frame losses" });
  readonly element = element(
    "div",
    { class: "columns" },
    section(
      l10n.t("Most confused pairs"),
      element("p", { class: "detail" }, l10n.t("Choose a pair to see its pictures.")),
      this.pairs,
      element("div", { class: "actions more" }, this.more),
    ),
    section(
      l10n.t("Highest losses"),
      element(
        "p",
        { class: "detail" },
        l10n.t("Pictures whose actual class the network thought least likely."),
      ),
      this.losses,
    ),
  );
  private evaluation: Evaluation | undefined;

  constructor(private readonly options: MistakesOptions) {}

  show(evaluation: Evaluation): void {
    this.evaluation = evaluation;
    this.showPairs(evaluation);
    const highest = [...evaluation.predictions].sort((a, b) => b.loss - a.loss).slice(0, LOSSES);
    replace(this.losses, this.lossTable(highest, evaluation.classes));
  }

  private showPairs(evaluation: Evaluation): void {
    const { classes, confusion } = evaluation;
    const pairs = confusedPairs(confusion);
    const shown = this.view.value.all ? pairs : pairs.slice(0, PAIRS);
    const most = pairs[0]?.count ?? 1;
    this.more.hidden = pairs.length <= PAIRS;
    this.more.textContent = this.view.value.all
      ? l10n.t("Show fewer")
      : l10n.t("Show all {0} pairs", format.count(pairs.length));
    const rows = shown.map(({ actual, predicted, count, share }) => {
      const names = [classes[actual] ?? "", classes[predicted] ?? ""] as const;
      return barRow({
        name: this.pairButton({ actual, predicted }, names),
        share: count / most,
        value: l10n.t("{0} ({1} of the class)", format.count(count), format.wholePercent(share)),
        tone: 1,
      });
    });
    replace(
      this.pairs,
      pairs.length === 0
        ? element("p", {}, l10n.t("No picture was taken for another class."))
        : barTable(l10n.t("Most confused pairs"), element("tbody", {}, ...rows)),
    );
  }

  private pairButton(cell: Cell, [actual, predicted]: readonly [string, string]): HTMLElement {
    const attributes = {
      type: "button",
      "data-key": `pair-${actual}-${predicted}`,
      // begins with the text in sight, so that who speaks to the machine can say it
      "aria-label": l10n.t("{0} → {1}: show the pictures", actual, predicted),
    };
    const click = (): void => {
      this.options.onPair(cell);
    };
    return element(
      "button",
      { class: "link", attributes, on: { click } },
      `${actual} → ${predicted}`,
    );
  }

  private lossTable(
    predictions: readonly PicturePrediction[],
    classes: readonly string[],
  ): HTMLElement {
    return plainTable({
      caption: l10n.t("Highest losses"),
      headings: [
        { label: l10n.t("Picture") },
        { label: l10n.t("Actual") },
        { label: l10n.t("Predicted") },
        { label: l10n.t("Certainty"), numeric: true },
        { label: l10n.t("Loss"), numeric: true },
      ],
      rows: predictions.map((each) => [
        this.pictureButton(each),
        named(classes[each.actual]),
        named(classes[each.predicted]),
        format.percent(confidence(each)),
        format.loss(each.loss),
      ]),
    });
  }

  private pictureButton(prediction: PicturePrediction): HTMLElement {
    const { path } = prediction;
    const attributes = { type: "button", "data-key": `loss-${path}`, title: path };
    const click = (): void => {
      this.options.onPicture(prediction);
    };
    const name = format.fileName(path);
    return element("button", { class: "link", attributes, on: { click } }, name);
  }
}

/** A name that may be cut short. */
function named(name = ""): HTMLElement {
  return element("span", { attributes: { title: name } }, name);
}
