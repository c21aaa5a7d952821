/** The evaluation dashboard's parts: numbers, tabs of insights, pictures; a choice in any of them filters the pictures. */
import * as l10n from "@vscode/l10n";
import type { EvaluationSnapshot } from "../../src/protocol/dashboard";
import type { Evaluation } from "../../src/protocol/evaluation";
import type { Insights } from "../../src/protocol/insights";
import type { View } from "../lib/app";
import { tabs } from "../lib/controls";
import { element, replace } from "../lib/dom";
import { factList, head } from "../lib/facts";
import { call, viewState } from "../lib/host";
import { perform } from "../lib/message";
import { reveal } from "../lib/scroll";
import { CalibrationPanel } from "./calibration";
import { ClassTable } from "./classTable";
import { Curves } from "./curves";
import { Gallery } from "./gallery";
import { GeneratedPanel } from "./generated";
import { MapPanel } from "./mapPanel";
import { Matrix } from "./matrix";
import { Mistakes } from "./mistakes";
import { evaluateButton, missingEvaluation, openTrainingButton } from "./missing";
import { evaluationFacts, splitSentence } from "./overview";
import { PartChoice } from "./partChoice";
import type { Choice } from "./selection";
import { HALF } from "./threshold";
import { ThresholdPanel } from "./thresholdPanel";

/** With more classes, the matrix takes the whole width. */
const SIDE_BY_SIDE = 8;

export class EvaluationView implements View<"evaluation"> {
  private readonly head = head();
  private readonly facts = factList();
  private readonly missing = element("section", { class: "empty", attributes: { hidden: true } });
  private readonly choice = new PartChoice(() => {
    this.ask();
  });
  private readonly view = viewState("tabs", { tab: "classes" });
  private readonly gallery = new Gallery((cell) => {
    this.matrix.select(cell);
    if (cell.actual !== null) this.curves.choose(cell.actual);
  });
  private readonly matrix: Matrix = new Matrix((cell) => {
    this.reveal(cell);
  });
  private readonly classes = new ClassTable((actual) => {
    this.reveal({ actual });
  });
  private readonly threshold = new ThresholdPanel(() => {
    if (this.shown) this.decide(this.shown);
  });
  private readonly curves: Curves = new Curves((actual) => {
    this.gallery.choose({ actual });
  });
  private readonly calibration = new CalibrationPanel((certainty) => {
    this.reveal({ certainty });
  });
  private readonly generated = new GeneratedPanel((choice) => {
    this.reveal(choice);
  });
  private readonly mistakes = new Mistakes({
    onPair: (cell) => {
      this.reveal(cell);
    },
    onPicture: (prediction) => {
      perform(this.gallery.open(prediction));
    },
  });
  private readonly map = new MapPanel();
  private readonly tables = element(
    "div",
    { class: "tables" },
    this.matrix.element,
    this.classes.element,
  );
  private readonly full = element("div", {}, this.tabs(), this.gallery.element);
  readonly element = element(
    "div",
    { class: "dashboard" },
    this.head.element,
    this.choice.element,
    this.facts.element,
    this.missing,
    this.full,
  );
  private shown: Shown | undefined;
  private written = "";

  update(snapshot: EvaluationSnapshot): void {
    const { run, target, evaluation, insights, progress } = snapshot;
    const actions = [
      ...(evaluation ? [evaluateButton(snapshot, l10n.t("Evaluate again"))] : []),
      openTrainingButton(),
    ];
    const title = l10n.t("Evaluation: {0} on {1}", run.config.network, target);
    this.head.show(title, evaluation ? splitSentence(run, evaluation) : run.id, actions);
    this.choice.show(run);
    if (!this.choice.isOf(snapshot)) {
      this.ask(); // the window was reloaded
      return;
    }
    this.element.setAttribute("aria-busy", "false");
    const isThere = evaluation !== null && insights !== null;
    this.full.hidden = this.facts.element.hidden = !isThere;
    this.missing.hidden = isThere;
    if (isThere) this.show({ evaluation, insights }, snapshot);
    else replace(this.missing, ...missingEvaluation(run, snapshot, progress !== undefined));
  }

  /** The same evaluation is not drawn twice: focus and scroll stay. */
  private show(shown: Shown, { run, target }: EvaluationSnapshot): void {
    const written = JSON.stringify(shown);
    if (written === this.written) return;
    this.written = written;
    this.shown = shown;
    const { evaluation, insights } = shown;
    this.tables.classList.toggle("side-by-side", evaluation.classes.length <= SIDE_BY_SIDE);
    this.threshold.show(evaluation);
    this.map.forget();
    this.curves.show(insights);
    this.calibration.show(insights, target);
    this.generated.show(insights, run);
    this.decide(shown);
  }

  /** Asks for the part that a person chose; what stands there until it comes is of another. */
  private ask(): void {
    this.element.setAttribute("aria-busy", "true");
    perform(call("chooseSplit", this.choice.value));
  }

  /** Draws what depends on the threshold. */
  private decide({ evaluation: whole, insights }: Shown): void {
    const evaluation = this.threshold.apply(whole);
    const { decision } = this.threshold;
    const estimates = decision.threshold === HALF ? insights.estimates : undefined;
    this.facts.show(evaluationFacts(evaluation, estimates));
    this.matrix.show(evaluation);
    this.classes.show(evaluation, estimates);
    this.mistakes.show(evaluation);
    if (evaluation.classes.length === 2) this.curves.mark(decision, evaluation);
    this.gallery.show(evaluation, new Set(insights.generated.paths));
  }

  /** Shows the pictures of a choice and brings them into sight. */
  private reveal(choice: Choice): void {
    this.gallery.choose(choice);
    reveal(this.gallery.element);
  }

  private tabs(): HTMLElement {
    const classes = element("div", {}, this.threshold.element, this.tables);
    const mistakes = element("div", {}, this.mistakes.element, this.generated.element);
    return tabs({
      label: l10n.t("Insights of the evaluation"),
      selected: this.view.value.tab,
      onSelect: (tab) => {
        this.view.set({ tab });
      },
      tabs: [
        { id: "classes", label: l10n.t("Matrix and classes"), content: classes },
        { id: "mistakes", label: l10n.t("Mistakes"), content: mistakes },
        { id: "curves", label: l10n.t("Curves"), content: this.curves.element },
        { id: "calibration", label: l10n.t("Calibration"), content: this.calibration.element },
        { id: "map", label: l10n.t("Map"), content: this.map.element },
      ],
    });
  }
}

interface Shown {
  readonly evaluation: Evaluation;
  readonly insights: Insights;
}
