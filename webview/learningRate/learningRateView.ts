/** The learning-rate dashboard's parts: what is looked for, the plot with its mark, and the steps as a table. */
import * as l10n from "@vscode/l10n";
import type { LearningRateSnapshot } from "../../src/protocol/dashboard";
import type { LearningRateRange } from "../../src/protocol/planning";
import type { View } from "../lib/app";
import { button } from "../lib/controls";
import { element, replace, section } from "../lib/dom";
import { type Fact, factList, head } from "../lib/facts";
import * as format from "../lib/format";
import { call } from "../lib/host";
import { perform } from "../lib/message";
import { plainTable } from "../lib/plainTable";
import { RangeChart } from "./rangeChart";
import { lowestOf, rounded } from "./rates";

export class LearningRateView implements View<"learningRate"> {
  private readonly head = head();
  private readonly note = element("p", { class: "note", attributes: { role: "status" } });
  private readonly facts = factList();
  private readonly chart = new RangeChart((rate) => {
    this.chosen = rate;
    this.draw();
  });
  private readonly steps = element("div");
  private readonly result = element(
    "div",
    {},
    this.facts.element,
    this.chart.element,
    section(l10n.t("Steps"), this.steps),
  );
  readonly element = element(
    "div",
    { class: "dashboard" },
    this.head.element,
    this.note,
    this.result,
  );
  private snapshot: LearningRateSnapshot | undefined;
  /** The rate to train with: suggested, or pointed at by the person. */
  private chosen: number | null = null;

  update(snapshot: LearningRateSnapshot): void {
    const { range } = snapshot;
    if (range !== null && !isSame(range, this.snapshot?.range)) this.show(range);
    this.snapshot = snapshot;
    this.draw();
  }

  /** A new result. */
  private show(range: LearningRateRange): void {
    this.chosen = range.suggestion;
    this.facts.show(factsOf(range));
    this.chart.show(range.points);
    replace(this.steps, stepTable(range));
  }

  private draw(): void {
    const { snapshot } = this;
    if (snapshot === undefined) return;
    const { config, range } = snapshot;
    const { network, target, weights, method = "full" } = range?.config ?? config;
    const line = [method, weights, format.fileName(snapshot.directory)].filter(Boolean);
    this.head.show(
      l10n.t("Learning rate: {0} on {1}", network, target),
      line.join(" · "),
      this.actions(snapshot),
    );
    this.result.hidden = range === null;
    this.chart.mark(this.chosen);
    this.note.textContent = noteOf(snapshot);
    this.note.hidden = this.note.textContent === "";
  }

  private actions({ isTrying, range }: LearningRateSnapshot): HTMLElement[] {
    if (isTrying) return [];
    const { chosen } = this;
    const suggestion = range?.suggestion ?? null;
    const train = (rate: number): HTMLElement =>
      button({
        label: l10n.t("Train with {0}", format.rate(rounded(rate))),
        primary: true,
        key: "train",
        onClick: () => {
          perform(call("trainAt", { learningRate: rounded(rate) }));
        },
      });
    const again = button({
      label: range === null ? l10n.t("Try learning rates") : l10n.t("Try again"),
      primary: range === null,
      key: "try",
      onClick: () => {
        perform(call("tryRates", {}));
      },
    });
    const takeBack = (): HTMLElement =>
      button({
        label: l10n.t("Use the suggestion"),
        key: "suggestion",
        onClick: () => {
          this.chosen = suggestion;
          this.draw();
        },
      });
    const isMoved = suggestion !== null && chosen !== suggestion;
    return [...(chosen === null ? [] : [train(chosen)]), ...(isMoved ? [takeBack()] : []), again];
  }
}

/** Each snapshot brings an object of its own. */
function isSame(one: LearningRateRange, other: LearningRateRange | null | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What a person should know beside the plot. */
function noteOf({ isTrying, range, failure }: LearningRateSnapshot): string {
  if (isTrying) return l10n.t("Each step trains with a higher rate than the one before.");
  if (failure !== undefined) return failure.message;
  if (range === null) {
    return l10n.t("Trains a few steps, each with a higher rate, and forgets them; no run is made.");
  }
  return range.suggestion === null
    ? l10n.t(
        "The loss never fell: no rate can be recommended. Click a point to train with its rate.",
      )
    : l10n.t(
        "The mark is where fastai's rule “valley” suggests: the middle of the longest descent. Click another point to train with that rate.",
      );
}

function factsOf(range: LearningRateRange): readonly Fact[] {
  const { points, suggestion, seconds, config } = range;
  const lowest = lowestOf(points);
  const last = points.at(-1);
  return [
    {
      label: l10n.t("Suggested"),
      value: suggestion === null ? "–" : format.rate(rounded(suggestion)),
      detail: config.method === "fineTune" ? l10n.t("for the whole network") : "",
    },
    ...(lowest === undefined
      ? []
      : [
          {
            label: l10n.t("Lowest loss"),
            value: format.loss(lowest.smoothedLoss),
            detail:
              suggestion !== null &&
              l10n.t("at {0}: too high to train with", format.rate(rounded(lowest.learningRate))),
          },
        ]),
    {
      label: l10n.t("Steps"),
      value: format.count(points.length),
      detail: last && l10n.t("up to {0}", format.rate(rounded(last.learningRate))),
    },
    { label: l10n.t("Took"), value: format.duration(seconds) },
  ];
}

function stepTable({ points }: LearningRateRange): HTMLElement {
  const heading = (label: string) => ({ label, numeric: true });
  return plainTable({
    caption: l10n.t("Loss of each step"),
    headings: [
      { label: l10n.t("Step") },
      heading(l10n.t("Learning rate")),
      heading(l10n.t("Loss")),
      heading(l10n.t("Smoothed loss")),
    ],
    rows: points.map(({ learningRate, loss, smoothedLoss }, index) => [
      format.count(index + 1),
      format.rate(rounded(learningRate)),
      format.loss(loss),
      format.loss(smoothedLoss),
    ]),
  });
}
