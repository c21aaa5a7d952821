/** Which of the run's pictures are looked at, and which of its targets where it learned two. */
import * as l10n from "@vscode/l10n";
import type { EvaluationChoice } from "../../src/protocol/dashboard";
import { SPLIT_NAMES, type SplitName } from "../../src/protocol/dataset";
import type { RunDetail } from "../../src/protocol/training";
import { toggle } from "../lib/controls";
import { element, replace } from "../lib/dom";
import { viewState } from "../lib/host";
import { splitName } from "./overview";

export class PartChoice {
  private readonly view = viewState<{ split: SplitName; target: string }>("split", {
    split: "test",
    target: "",
  });
  private readonly targets = element("div");
  readonly element = element("div", { class: "split-choice" }, this.splits(), this.targets);
  private known: readonly string[] = [];

  constructor(private readonly onChange: () => void) {}

  /** Offers the targets of the run, if there are two. */
  show({ config: { target, secondTarget } }: RunDetail): void {
    const known = secondTarget === undefined ? [target] : [target, secondTarget];
    if (known.join("\n") === this.known.join("\n")) return;
    this.known = known;
    const choice = toggle({
      label: l10n.t("Target of the run"),
      choices: known.map((name) => ({ value: name, label: name })),
      value: this.value.target,
      onChange: (chosen) => {
        this.view.set({ target: chosen });
        this.onChange();
      },
    });
    replace(this.targets, known.length > 1 && choice);
  }

  get value(): EvaluationChoice {
    const { split, target } = this.view.value;
    return { split, target: this.known.includes(target) ? target : (this.known[0] ?? "") };
  }

  isOf({ split, target }: EvaluationChoice): boolean {
    return split === this.value.split && target === this.value.target;
  }

  private splits(): HTMLElement {
    return toggle({
      label: l10n.t("Pictures of the run"),
      choices: [...SPLIT_NAMES].reverse().map((name) => ({ value: name, label: splitName(name) })),
      value: this.view.value.split,
      onChange: (name) => {
        this.view.set({ split: SPLIT_NAMES.find((each) => each === name) ?? "test" });
        this.onChange();
      },
    });
  }
}
