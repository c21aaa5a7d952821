/** The threshold of two classes: a slider that moves matrix, metrics and gallery at once. */
import * as l10n from "@vscode/l10n";
import type { Evaluation } from "../../src/protocol/evaluation";
import { button, toggle } from "../lib/controls";
import { element, replace, section } from "../lib/dom";
import * as format from "../lib/format";
import { viewState } from "../lib/host";
import { slider } from "../lib/slider";
import { atThreshold, HALF, type Decision } from "./threshold";

export class ThresholdPanel {
  private readonly view = viewState("threshold", { positive: "", threshold: HALF });
  private readonly which = element("div", { class: "threshold-class" });
  private readonly slider = slider({
    label: l10n.t("Decide for it from this probability on"),
    minimum: 0,
    maximum: 1,
    step: 0.01,
    value: this.view.value.threshold,
    describe: format.wholePercent,
    onInput: (threshold) => {
      this.change({ threshold });
    },
  });
  private readonly reset = button({
    label: l10n.t("Back to one half"),
    key: "reset-threshold",
    onClick: () => {
      this.slider.show(HALF);
      this.change({ threshold: HALF });
    },
  });
  private readonly result = element("p", { class: "detail", attributes: { role: "status" } });
  readonly element = section(
    l10n.t("Decision threshold"),
    element(
      "div",
      { class: "threshold" },
      this.which,
      element("div", { class: "threshold-slider" }, this.slider.element),
      this.reset,
    ),
    this.result,
  );
  private classes: readonly string[] = [];
  private frame = 0;

  constructor(private readonly onChange: () => void) {}

  /** Hidden unless there are two classes. */
  show({ classes }: Evaluation): void {
    this.element.hidden = classes.length !== 2;
    if (classes.join("\n") === this.classes.join("\n")) return;
    this.classes = classes;
    replace(
      this.which,
      toggle({
        label: l10n.t("Class that the threshold is for"),
        choices: classes.map((name) => ({ value: name, label: name })),
        value: classes[this.decision.positive] ?? "",
        onChange: (positive) => {
          this.change({ positive });
        },
      }),
    );
  }

  /** What is decided now: the second class from one half on, unless a person chose otherwise. */
  get decision(): Decision {
    const { positive, threshold } = this.view.value;
    const index = this.classes.indexOf(positive);
    const known = this.classes.length === 2;
    return { positive: index < 0 ? 1 : index, threshold: known ? threshold : HALF };
  }

  /** The evaluation at the threshold, whose numbers are said below the slider. */
  apply(evaluation: Evaluation): Evaluation {
    if (evaluation.classes.length !== 2) return evaluation;
    const { decision } = this;
    const shown = atThreshold(evaluation, decision);
    const metrics = shown.perClass[decision.positive];
    if (metrics) {
      const { name, precision, recall, f1 } = metrics;
      const numbers = [format.percent(precision), format.percent(recall), format.decimal(f1)];
      const wrong = shown.perClass.reduce((sum, { errors }) => sum + errors, 0);
      this.result.textContent = l10n.t(
        "{0}: precision {1}, recall {2}, F1 {3}; {4} pictures wrong in all",
        name,
        ...numbers,
        format.count(wrong),
      );
    }
    return shown;
  }

  private change(change: Partial<{ positive: string; threshold: number }>): void {
    this.view.set(change);
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(this.onChange);
  }
}
