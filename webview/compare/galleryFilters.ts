/** The filters over the compared pictures: who was right, of which class, in which order. */
import * as l10n from "@vscode/l10n";
import type { CommonPictures } from "../../src/protocol/comparison";
import { button, type Choice, type Dropdown, dropdown } from "../lib/controls";
import { element } from "../lib/dom";
import { viewState } from "../lib/host";
import { letterOf } from "./identity";
import type { Agreement, Order, Selection, Verdict } from "./selection";

/** Names rather than indices: another comparison may number classes and runs otherwise. */
interface Saved {
  readonly agreement: Agreement;
  readonly actual: string;
  readonly order: Order;
  /** Letters of the runs that must be right, and of those that must be wrong. */
  readonly right: readonly string[];
  readonly wrong: readonly string[];
}

const NONE: Saved = { agreement: "disagree", actual: "", order: "certainty", right: [], wrong: [] };
const AGREEMENTS: readonly Agreement[] = ["disagree", "all-wrong", "all-right", "all"];
const ORDERS: readonly Order[] = ["certainty", "name"];
const VERDICTS: readonly Verdict[] = ["any", "right", "wrong"];

export class GalleryFilters {
  private readonly view = viewState<Saved>("compared pictures", NONE);
  private readonly agreement = dropdown({
    label: l10n.t("Pictures"),
    choices: agreementChoices(),
    value: this.view.value.agreement,
    onChange: (value) => {
      this.change({ agreement: AGREEMENTS.find((each) => each === value) ?? "disagree" });
    },
  });
  private readonly verdicts: ReadonlyMap<number, Dropdown>;
  private readonly actual: Dropdown;
  private readonly order = dropdown({
    label: l10n.t("Order"),
    choices: orderChoices(),
    value: this.view.value.order,
    onChange: (value) => {
      this.change({ order: ORDERS.find((each) => each === value) ?? "certainty" });
    },
  });
  readonly element: HTMLElement;

  constructor(
    private readonly common: CommonPictures,
    private readonly changed: () => void,
  ) {
    this.verdicts = new Map(common.runs.map((run) => [run, this.verdictFilter(run)]));
    this.actual = dropdown({
      label: l10n.t("Actual class"),
      choices: this.classChoices(),
      value: this.knownClass,
      onChange: (actual) => {
        this.change({ actual });
      },
    });
    const clear = button({
      label: l10n.t("Clear filters"),
      onClick: () => {
        this.change({ ...NONE, order: this.view.value.order });
        this.draw();
      },
    });
    const parts = [this.agreement, ...this.verdicts.values(), this.actual, this.order];
    const attributes = { role: "search", "aria-label": l10n.t("Filter the pictures") };
    const fields = parts.map((part) => part.element);
    this.element = element("div", { class: "filters", attributes }, ...fields, clear);
  }

  get selection(): Selection {
    const { agreement, order } = this.view.value;
    const index = this.common.classes.indexOf(this.knownClass);
    const verdicts = new Map(this.common.runs.map((run) => [run, this.verdictOf(run)]));
    return { agreement, order, verdicts, actual: index < 0 ? null : index };
  }

  /** Shows the pictures that one run got right and another wrong. */
  chooseDisagreement(right: number, wrong: number): void {
    this.change({ ...NONE, right: [letterOf(right)], wrong: [letterOf(wrong)] });
    this.draw();
  }

  /** Shows the pictures of a class on which the runs disagree. */
  chooseClass(index: number): void {
    this.change({ ...NONE, actual: this.common.classes[index] ?? "" });
    this.draw();
  }

  private get knownClass(): string {
    const { actual } = this.view.value;
    return this.common.classes.includes(actual) ? actual : "";
  }

  private verdictOf(run: number): Verdict {
    const { right, wrong } = this.view.value;
    if (right.includes(letterOf(run))) return "right";
    return wrong.includes(letterOf(run)) ? "wrong" : "any";
  }

  private verdictFilter(run: number): Dropdown {
    const letter = letterOf(run);
    return dropdown({
      label: letter,
      choices: verdictChoices(),
      value: this.verdictOf(run),
      onChange: (value) => {
        const without = (letters: readonly string[]) => letters.filter((each) => each !== letter);
        const { right, wrong } = this.view.value;
        const verdict = VERDICTS.find((each) => each === value) ?? "any";
        this.change({
          right: [...without(right), ...(verdict === "right" ? [letter] : [])],
          wrong: [...without(wrong), ...(verdict === "wrong" ? [letter] : [])],
        });
      },
    });
  }

  private change(change: Partial<Saved>): void {
    this.view.set(change);
    this.changed();
  }

  private draw(): void {
    const { agreement, order } = this.view.value;
    this.agreement.show(agreementChoices(), agreement);
    for (const [run, filter] of this.verdicts) filter.show(verdictChoices(), this.verdictOf(run));
    this.actual.show(this.classChoices(), this.knownClass);
    this.order.show(orderChoices(), order);
  }

  private classChoices(): readonly Choice[] {
    const names = this.common.classes.map((name) => ({ value: name, label: name }));
    return [{ value: "", label: l10n.t("All") }, ...names];
  }
}

function agreementChoices(): readonly Choice[] {
  return [
    { value: "disagree", label: l10n.t("Runs disagree") },
    { value: "all-wrong", label: l10n.t("All wrong") },
    { value: "all-right", label: l10n.t("All right") },
    { value: "all", label: l10n.t("All") },
  ];
}

function verdictChoices(): readonly Choice[] {
  return [
    { value: "any", label: l10n.t("Right or wrong") },
    { value: "right", label: l10n.t("Right only") },
    { value: "wrong", label: l10n.t("Wrong only") },
  ];
}

function orderChoices(): readonly Choice[] {
  return [
    { value: "certainty", label: l10n.t("Most unlike first") },
    { value: "name", label: l10n.t("By name") },
  ];
}
