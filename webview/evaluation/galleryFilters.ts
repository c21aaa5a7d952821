/** The filters over the predictions: right or wrong, actual and predicted class, order. */
import * as l10n from "@vscode/l10n";
import { button, dropdown, type Choice } from "../lib/controls";
import { element } from "../lib/dom";
import { viewState } from "../lib/host";
import type { Cell, Order, Selection, Verdict } from "./selection";

/** Class names in the saved state rather than indices: another evaluation may number them otherwise. */
interface Saved {
  readonly verdict: Verdict;
  readonly actual: string;
  readonly predicted: string;
  readonly order: Order;
}

const NONE: Saved = { verdict: "all", actual: "", predicted: "", order: "loss" };
const VERDICTS: readonly Verdict[] = ["all", "right", "wrong"];
const ORDERS: readonly Order[] = ["loss", "doubtful", "confident", "name"];

export class GalleryFilters {
  private readonly view = viewState<Saved>("predictions", NONE);
  private classes: readonly string[] = [];
  private readonly verdict = dropdown({
    label: l10n.t("Verdict"),
    choices: verdictChoices(),
    value: this.view.value.verdict,
    onChange: (value) => {
      this.change({ verdict: VERDICTS.find((each) => each === value) ?? "all" });
    },
  });
  private readonly actual = this.classFilter("actual", l10n.t("Actual class"));
  private readonly predicted = this.classFilter("predicted", l10n.t("Predicted class"));
  private readonly order = dropdown({
    label: l10n.t("Order"),
    choices: orderChoices(),
    value: this.view.value.order,
    onChange: (value) => {
      this.change({ order: ORDERS.find((each) => each === value) ?? "loss" });
    },
  });
  readonly element = element(
    "div",
    {
      class: "filters",
      attributes: { role: "search", "aria-label": l10n.t("Filter the predictions") },
    },
    this.verdict.element,
    this.actual.element,
    this.predicted.element,
    this.order.element,
    button({
      label: l10n.t("Clear filters"),
      onClick: () => {
        this.change({ ...NONE, order: this.view.value.order });
        this.draw();
      },
    }),
  );

  constructor(private readonly changed: () => void) {}

  show(classes: readonly string[]): void {
    this.classes = classes;
    this.draw();
  }

  get selection(): Selection {
    const { verdict, order, actual, predicted } = this.view.value;
    const indexOf = (name: string): number | null => {
      const index = this.classes.indexOf(name);
      return index < 0 ? null : index;
    };
    return { verdict, order, actual: indexOf(actual), predicted: indexOf(predicted) };
  }

  /** Shows one cell's pictures, right or wrong. */
  choose({ actual, predicted }: Cell): void {
    const nameOf = (index: number | null): string =>
      index === null ? "" : (this.classes[index] ?? "");
    this.view.set({ verdict: "all", actual: nameOf(actual), predicted: nameOf(predicted) });
    this.draw();
  }

  private classFilter(field: "actual" | "predicted", label: string) {
    return dropdown({
      label,
      choices: [],
      value: "",
      onChange: (name) => {
        this.change({ [field]: name });
      },
    });
  }

  private change(change: Partial<Saved>): void {
    this.view.set(change);
    this.changed();
  }

  private draw(): void {
    const { verdict, actual, predicted, order } = this.view.value;
    const names: readonly Choice[] = [
      { value: "", label: l10n.t("All") },
      ...this.classes.map((name) => ({ value: name, label: name })),
    ];
    const known = (name: string): string => (this.classes.includes(name) ? name : "");
    this.verdict.show(verdictChoices(), verdict);
    this.actual.show(names, known(actual));
    this.predicted.show(names, known(predicted));
    this.order.show(orderChoices(), order);
  }
}

function verdictChoices(): Choice[] {
  return [
    { value: "all", label: l10n.t("Right and wrong") },
    { value: "right", label: l10n.t("Right only") },
    { value: "wrong", label: l10n.t("Wrong only") },
  ];
}

function orderChoices(): Choice[] {
  return [
    { value: "loss", label: l10n.t("Highest loss first") },
    { value: "doubtful", label: l10n.t("Least certain first") },
    { value: "confident", label: l10n.t("Most certain first") },
    { value: "name", label: l10n.t("By name") },
  ];
}
