/** The evaluation dashboard's parts: numbers, matrix, classes, pictures; a cell of the matrix filters the pictures. */
import * as l10n from "@vscode/l10n";
import type { DashboardAction, EvaluationSnapshot } from "../../src/protocol/dashboard";
import type { Evaluation } from "../../src/protocol/evaluation";
import type { RunDetail } from "../../src/protocol/training";
import type { View } from "../lib/app";
import { button } from "../lib/controls";
import { element, replace } from "../lib/dom";
import { factList, head } from "../lib/facts";
import { call } from "../lib/host";
import { perform } from "../lib/message";
import { reveal } from "../lib/scroll";
import { ClassTable } from "./classTable";
import { Gallery } from "./gallery";
import { Matrix } from "./matrix";
import { evaluationFacts, splitSentence } from "./overview";

/** With more classes, the matrix takes the whole width. */
const SIDE_BY_SIDE = 8;

export class EvaluationView implements View<"evaluation"> {
  private readonly head = head();
  private readonly facts = factList();
  private readonly missing = element("section", { class: "empty", attributes: { hidden: true } });
  private readonly gallery = new Gallery((cell) => {
    this.matrix.select(cell);
  });
  private readonly matrix: Matrix = new Matrix((cell) => {
    this.gallery.choose(cell);
    reveal(this.gallery.element);
  });
  private readonly classes = new ClassTable((index) => {
    this.gallery.choose({ actual: index, predicted: null });
    reveal(this.gallery.element);
  });
  private readonly tables = element(
    "div",
    { class: "tables" },
    this.matrix.element,
    this.classes.element,
  );
  private readonly full = element("div", {}, this.tables, this.gallery.element);
  readonly element = element(
    "div",
    { class: "dashboard" },
    this.head.element,
    this.facts.element,
    this.missing,
    this.full,
  );
  private shown = "";

  update({ run, evaluation, progress }: EvaluationSnapshot): void {
    const { network, target } = run.config;
    const title = l10n.t("Evaluation: {0} on {1}", network, target);
    const actions = [
      ...(evaluation ? [action("evaluate", l10n.t("Evaluate again"))] : []),
      action("openTraining", l10n.t("Open training")),
    ];
    this.head.show(title, evaluation ? splitSentence(run, evaluation) : run.id, actions);
    this.full.hidden = this.facts.element.hidden = evaluation === null;
    this.missing.hidden = evaluation !== null;
    if (evaluation) this.show(evaluation);
    else replace(this.missing, ...explanation(run, progress !== undefined));
  }

  /** The same evaluation is not drawn twice: focus and scroll stay. */
  private show(evaluation: Evaluation): void {
    const shown = JSON.stringify(evaluation);
    if (shown === this.shown) return;
    this.shown = shown;
    this.tables.classList.toggle("side-by-side", evaluation.classes.length <= SIDE_BY_SIDE);
    this.facts.show(evaluationFacts(evaluation));
    this.matrix.show(evaluation);
    this.classes.show(evaluation);
    this.gallery.show(evaluation);
  }
}

function action(name: DashboardAction, label: string, primary = false): HTMLElement {
  return button({
    label,
    key: name,
    primary,
    onClick: () => {
      perform(call("act", { action: name }));
    },
  });
}

/** What stands there before the run was evaluated. */
function explanation({ state, epochsDone }: RunDetail, busy: boolean): HTMLElement[] {
  const title = element("h2", {}, l10n.t("Not evaluated yet"));
  if (busy) return [title, element("p", {}, l10n.t("The evaluation is under way."))];
  if (epochsDone === 0) {
    const sentence = l10n.t("This run has no complete epoch, so there is no network to evaluate.");
    return [title, element("p", {}, sentence)];
  }
  const sentence =
    state === "running"
      ? l10n.t("This run is still training. Evaluate it when it has ended.")
      : l10n.t(
          "Evaluating classifies the test pictures, which the network has never seen, with the best checkpoint of this run. It shows which classes are mistaken for which.",
        );
  const evaluate = action("evaluate", l10n.t("Evaluate"), true);
  return [title, element("p", {}, sentence), ...(state === "running" ? [] : [evaluate])];
}
