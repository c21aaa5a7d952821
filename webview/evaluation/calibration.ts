/** Whether probabilities can be taken at their word: reliability diagram, errors, temperature. */
import * as l10n from "@vscode/l10n";
import type { Calibration, CalibrationBin, Insights } from "../../src/protocol/insights";
import { button } from "../lib/controls";
import { element, replace, section } from "../lib/dom";
import * as format from "../lib/format";
import { call } from "../lib/host";
import { perform } from "../lib/message";
import { plainTable } from "../lib/plainTable";
import { CurveChart } from "./curveChart";
import { tenthText } from "./galleryFilters";
import { reliabilityPoints } from "./reliability";
import type { Tenth } from "./selection";

export class CalibrationPanel {
  private readonly chart = new CurveChart({
    title: l10n.t("Reliability diagram"),
    lines: [
      { label: l10n.t("Perfect"), colour: "foreground", dashed: true, draws: "line" },
      { label: l10n.t("As trained"), colour: "charts-blue", dashed: false },
      { label: l10n.t("With the temperature"), colour: "charts-yellow", dashed: true },
    ],
    axes: { x: l10n.t("Certainty"), y: l10n.t("Share that is right") },
  });
  private readonly sentence = element("p");
  private readonly errors = element("div", {
    class: "table-frame",
    attributes: { role: "region", "aria-label": l10n.t("Calibration errors"), tabindex: 0 },
  });
  private readonly bins = element("div", { class: "table-frame" });
  private readonly evaluate = button({
    label: l10n.t("Evaluate the validation pictures"),
    key: "evaluate-validation",
    onClick: () => {
      perform(call("evaluateSplit", { split: "validation", target: this.target }));
    },
  });
  readonly element = element(
    "div",
    { class: "columns calibration" },
    this.chart.element,
    element(
      "div",
      {},
      section(
        l10n.t("Calibration"),
        this.sentence,
        element("div", { class: "actions" }, this.evaluate),
        this.errors,
      ),
      section(
        l10n.t("Bins"),
        element("p", { class: "detail" }, l10n.t("Choose a bin to see its pictures.")),
        this.bins,
      ),
    ),
  );

  private target = "";

  constructor(private readonly onChoose: (certainty: Tenth) => void) {}

  show({ calibration, temperature, split }: Insights, target: string): void {
    this.target = target;
    const scaled = temperature.kind === "fitted" ? temperature.calibration : undefined;
    this.chart.show(reliabilityPoints(calibration, scaled));
    this.sentence.textContent = sentenceOf({ calibration, temperature, split });
    this.evaluate.hidden = temperature.kind !== "not-evaluated";
    replace(this.errors, errorTable(calibration, scaled));
    replace(this.bins, this.binTable(calibration.bins));
  }

  private binTable(bins: readonly CalibrationBin[]): HTMLElement {
    return plainTable({
      caption: l10n.t("Bins of certainty"),
      headings: [
        { label: l10n.t("Certainty") },
        { label: l10n.t("Pictures"), numeric: true },
        { label: l10n.t("Mean certainty"), numeric: true },
        { label: l10n.t("Right"), numeric: true },
      ],
      rows: [...bins]
        .reverse()
        .map((bin) => [
          this.binButton(bin),
          format.count(bin.pictures),
          format.percent(bin.confidence),
          format.percent(bin.accuracy),
        ]),
    });
  }

  private binButton({ low, high }: CalibrationBin): HTMLElement {
    const name = tenthText({ low, high });
    const attributes = {
      type: "button",
      "data-key": `bin-${high}`,
      title: l10n.t("Show the pictures that were classified with {0}", name),
    };
    const click = (): void => {
      this.onChoose({ low, high });
    };
    return element("button", { class: "link", attributes, on: { click } }, name);
  }
}

/** Errors before, and after where there is a temperature. */
function errorTable(trained: Calibration, scaled: Calibration | undefined): HTMLElement {
  const row = (label: string, show: (calibration: Calibration) => string): string[] => [
    label,
    show(trained),
    ...(scaled ? [show(scaled)] : []),
  ];
  return plainTable({
    caption: l10n.t("Calibration errors"),
    headings: [
      { label: l10n.t("Measure") },
      { label: l10n.t("As trained"), numeric: true },
      ...(scaled ? [{ label: l10n.t("With the temperature"), numeric: true }] : []),
    ],
    rows: [
      row(l10n.t("Expected calibration error"), (each) => format.percent(each.expectedError)),
      row(l10n.t("Largest gap of a bin"), (each) => format.percent(each.maximumError)),
      row(l10n.t("Brier score"), (each) => format.decimal(each.brier)),
      row(l10n.t("Loss"), (each) => format.loss(each.loss)),
    ],
  });
}

/** A temperature within this of 1 changes nothing that matters. */
const NOTABLE = 0.05;

function sentenceOf({
  calibration,
  temperature,
  split,
}: Pick<Insights, "calibration" | "temperature" | "split">): string {
  switch (temperature.kind) {
    case "not-evaluated":
      return l10n.t(
        "One number, fitted on the validation pictures, can make the network as sure as it should be; they have not been evaluated yet.",
      );
    case "unbounded":
      return l10n.t(
        "No temperature can be fitted: on the validation pictures, the network is hardly ever wrong, or hardly better than chance.",
      );
    case "fitted": {
      const value = temperature.temperature;
      const numbers = [
        format.decimal(value),
        format.count(temperature.pictures),
        format.percent(calibration.expectedError),
        format.percent(temperature.calibration.expectedError),
      ];
      const sentences = [verdictOf(value, numbers)];
      if (split === "validation") {
        sentences.push(l10n.t("These are the pictures that it was fitted on."));
      }
      return sentences.join(" ");
    }
  }
}

function verdictOf(temperature: number, numbers: readonly string[]): string {
  if (temperature > 1 + NOTABLE) {
    return l10n.t(
      "The network is too sure of itself. Its logits divided by a temperature of {0}, fitted on {1} validation pictures, bring the expected calibration error here from {2} to {3}.",
      ...numbers,
    );
  }
  if (temperature < 1 - NOTABLE) {
    return l10n.t(
      "The network is not sure enough of itself. Its logits divided by a temperature of {0}, fitted on {1} validation pictures, bring the expected calibration error here from {2} to {3}.",
      ...numbers,
    );
  }
  return l10n.t(
    "The network is about as sure as it should be: the best temperature is {0}, fitted on {1} validation pictures, and the expected calibration error here goes from {2} to {3}.",
    ...numbers,
  );
}
