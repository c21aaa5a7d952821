/** The filters over the predictions: right or wrong, actual and predicted class, order. */
import * as l10n from "@vscode/l10n";
import { button, dropdown, type Choice } from "../lib/controls";
import { element } from "../lib/dom";
import * as format from "../lib/format";
import { viewState } from "../lib/host";
import {
  TENTHS,
  type Choice as GalleryChoice,
  type Order,
  type Origin,
  type Selection,
  type Tenth,
  type Verdict,
} from "./selection";

/** Class names in the saved state rather than indices: another evaluation may number them otherwise. */
interface Saved {
  readonly verdict: Verdict;
  readonly actual: string;
  readonly predicted: string;
  /** Place among the tenths; "" is any. */
  readonly certainty: string;
  readonly origin: Origin;
  readonly order: Order;
}

const NONE: Saved = {
  verdict: "all",
  actual: "",
  predicted: "",
  certainty: "",
  origin: "all",
  order: "loss",
};
const VERDICTS: readonly Verdict[] = ["all", "right", "wrong"];
const ORIGINS: readonly Origin[] = ["all", "real", "generated"];
const ORDERS: readonly Order[] = ["loss", "doubtful", "confident", "name"];

export class GalleryFilters {
  private readonly view = viewState<Saved>("predictions", NONE);
  private classes: readonly string[] = [];
  private hasGenerated = false;
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
  private readonly certainty = dropdown({
    label: l10n.t("Certainty"),
    choices: certaintyChoices(),
    value: this.view.value.certainty,
    onChange: (certainty) => {
      this.change({ certainty });
    },
  });
  private readonly origin = dropdown({
    label: l10n.t("Origin"),
    choices: originChoices(),
    value: this.view.value.origin,
    onChange: (value) => {
      this.change({ origin: ORIGINS.find((each) => each === value) ?? "all" });
    },
  });
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
    this.certainty.element,
    this.origin.element,
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

  /** Origins can be chosen where some pictures were generated. */
  show(classes: readonly string[], hasGenerated: boolean): void {
    this.classes = classes;
    this.hasGenerated = hasGenerated;
    this.draw();
  }

  get selection(): Selection {
    const { verdict, order, actual, predicted, certainty } = this.view.value;
    const indexOf = (name: string): number | null => {
      const index = this.classes.indexOf(name);
      return index < 0 ? null : index;
    };
    return {
      verdict,
      order,
      actual: indexOf(actual),
      predicted: indexOf(predicted),
      certainty: certainty === "" ? null : (TENTHS[Number(certainty)] ?? null),
      origin: this.hasGenerated ? this.view.value.origin : "all",
    };
  }

  /** Shows the pictures of a choice, right or wrong. */
  choose({
    actual = null,
    predicted = null,
    certainty = null,
    origin = "all",
  }: GalleryChoice): void {
    const nameOf = (index: number | null): string =>
      index === null ? "" : (this.classes[index] ?? "");
    this.view.set({
      verdict: "all",
      actual: nameOf(actual),
      predicted: nameOf(predicted),
      certainty: placeOf(certainty),
      origin,
    });
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
    const { verdict, actual, predicted, certainty, origin, order } = this.view.value;
    const names: readonly Choice[] = [
      { value: "", label: l10n.t("All") },
      ...this.classes.map((name) => ({ value: name, label: name })),
    ];
    const known = (name: string): string => (this.classes.includes(name) ? name : "");
    this.verdict.show(verdictChoices(), verdict);
    this.actual.show(names, known(actual));
    this.predicted.show(names, known(predicted));
    this.certainty.show(certaintyChoices(), certainty);
    this.origin.element.hidden = !this.hasGenerated;
    this.origin.show(originChoices(), origin);
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

function placeOf(certainty: Tenth | null): string {
  const place = TENTHS.findIndex(({ high }) => high === certainty?.high);
  return place < 0 ? "" : String(place);
}

/** "80% – 90%" */
export function tenthText({ low, high }: Tenth): string {
  return `${format.wholePercent(low)} – ${format.wholePercent(high)}`;
}

/** The surest first: most pictures are there. */
function certaintyChoices(): Choice[] {
  const tenths = TENTHS.map((tenth, index) => ({ value: String(index), label: tenthText(tenth) }));
  return [{ value: "", label: l10n.t("All") }, ...tenths.reverse()];
}

function originChoices(): Choice[] {
  return [
    { value: "all", label: l10n.t("Real and generated") },
    { value: "real", label: l10n.t("Real only") },
    { value: "generated", label: l10n.t("Generated only") },
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
