/** Brings the classes of a target level, and takes that back: how they are, what would be done, what was. */
import * as l10n from "@vscode/l10n";
import type { BalanceState, BalanceStrategy } from "../../src/protocol/augment";
import type { DatasetSnapshot } from "../../src/protocol/dashboard";
import { balanceName } from "../lib/augmentationWords";
import { button, checkbox, dropdown, textField, toggle, type Dropdown } from "../lib/controls";
import { element, replace, setAttributes } from "../lib/dom";
import * as format from "../lib/format";
import { call, on, viewState } from "../lib/host";
import { perform } from "../lib/message";
import { CANCEL_KEY } from "../lib/progressBar";
import { balanceChart, type Scope } from "./balanceChart";
import { planSentence } from "./balancePlan";

const STRATEGIES: readonly BalanceStrategy[] = ["upsample", "downsample", "weights"];

/** What the person chose. */
interface Choice {
  readonly target: string;
  readonly strategy: string;
  readonly seed: string;
  readonly notebookOrder: boolean;
  readonly scope: string;
}

export class BalancePanel {
  private readonly view = viewState<Choice>("balance", {
    target: "",
    strategy: "upsample",
    seed: "27",
    notebookOrder: false,
    scope: "train",
  });
  private readonly targets: Dropdown;
  private readonly order = element("div");
  private readonly plan = element("p", { class: "detail" });
  private readonly state = element("p", { attributes: { role: "status" } });
  private readonly leak = element("div", { attributes: { role: "status" } });
  private readonly chart = element("div");
  private readonly start = button({
    label: l10n.t("Balance"),
    primary: true,
    key: "balance",
    onClick: () => {
      this.balance();
    },
  });
  private readonly clean = button({
    label: l10n.t("Clean"),
    key: "clean",
    onClick: () => {
      perform(call("act", { action: "clean" }));
    },
  });
  private balances: DatasetSnapshot["balances"] = {};
  private isBusy = false;
  readonly element: HTMLElement;

  constructor() {
    const { value } = this.view;
    this.targets = dropdown({
      label: l10n.t("Target"),
      choices: [],
      value: value.target,
      onChange: (target) => {
        this.choose({ target });
      },
    });
    const strategies = dropdown({
      label: l10n.t("How"),
      choices: STRATEGIES.map((each) => ({ value: each, label: balanceName(each) })),
      value: this.strategy,
      onChange: (strategy) => {
        this.choose({ strategy });
      },
    });
    const seed = textField({
      label: l10n.t("Seed"),
      placeholder: "27",
      value: value.seed,
      onInput: (text) => {
        this.choose({ seed: text });
      },
    });
    const fields = [this.targets.element, strategies.element, seed];
    this.element = element(
      "section",
      { class: "balance" },
      element("h2", {}, l10n.t("Balance the classes")),
      element("div", { class: "filters" }, ...fields),
      this.order,
      element("div", { class: "actions balance-actions" }, this.start, this.clean, this.plan),
      this.leak,
      element(
        "div",
        { class: "section-head" },
        this.state,
        toggle({
          label: l10n.t("Which pictures are counted"),
          choices: [
            { value: "train", label: l10n.t("Training part") },
            { value: "all", label: l10n.t("All pictures") },
          ],
          value: this.scope,
          onChange: (scope) => {
            this.choose({ scope });
          },
        }),
      ),
      this.chart,
    );
    this.order.append(
      checkbox({
        label: l10n.t("Before the split, as the notebook does: copies leak into the test"),
        checked: value.notebookOrder,
        onChange: (notebookOrder) => {
          this.choose({ notebookOrder });
        },
      }),
    );
    on("progress", (progress) => {
      this.setBusy(progress !== null);
    });
  }

  show({ balances, summary, progress }: DatasetSnapshot): void {
    this.balances = balances;
    const names = summary.targets.map(({ target }) => target).filter((name) => name in balances);
    this.element.hidden = names.length === 0;
    this.targets.show(
      names.map((name) => ({ value: name, label: name })),
      this.target,
    );
    this.setBusy(progress !== undefined);
    this.draw();
  }

  private get strategy(): BalanceStrategy {
    return STRATEGIES.find((each) => each === this.view.value.strategy) ?? "upsample";
  }

  private get scope(): Scope {
    return this.view.value.scope === "all" ? "all" : "train";
  }

  /** The chosen target, else the first one. */
  private get target(): string {
    const { target } = this.view.value;
    return target in this.balances ? target : (Object.keys(this.balances)[0] ?? "");
  }

  /** The seed, or undefined when the text is none. */
  private get seed(): number | undefined {
    const text = this.view.value.seed.trim();
    const value = Number(text === "" ? "27" : text);
    return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  }

  private get notebookOrder(): boolean {
    return this.strategy === "upsample" && this.view.value.notebookOrder;
  }

  private choose(change: Partial<Choice>): void {
    this.view.set(change);
    this.draw();
  }

  private balance(): void {
    const { target, strategy, seed, notebookOrder } = this;
    if (seed === undefined || target === "" || this.isBusy) return;
    perform(call("balance", { target, strategy, seed, notebookOrder }));
  }

  /** While work is under way there is nothing to start; the focus goes to what stops it, and back. */
  private setBusy(isBusy: boolean): void {
    if (this.isBusy === isBusy) return;
    this.isBusy = isBusy;
    const { activeElement } = document;
    const cancel = document.querySelector<HTMLElement>(`[data-key="${CANCEL_KEY}"]`);
    const hadFocus = activeElement === this.start || activeElement === this.clean;
    const givesBack = !isBusy && (activeElement === cancel || activeElement === document.body);
    this.setEnabled();
    // the page shows that button when it has heard the same news
    if (isBusy && hadFocus) queueMicrotask(() => cancel?.focus({ preventScroll: true }));
    if (!givesBack || !this.element.checkVisibility()) return;
    // the toolkit enables its button with the next frame
    requestAnimationFrame(() => {
      this.start.focus({ preventScroll: true });
    });
  }

  private setEnabled(): void {
    setAttributes(this.start, { disabled: this.isBusy || this.seed === undefined });
    setAttributes(this.clean, { disabled: this.isBusy });
  }

  private planFor(state: BalanceState): string {
    const { notebookOrder, strategy, seed } = this;
    if (seed === undefined) return l10n.t("The seed must be a whole number.");
    const isDone =
      state.strategy === strategy && state.seed === seed && state.notebookOrder === notebookOrder;
    return isDone
      ? l10n.t("It is balanced so already: again only makes what is missing.")
      : planSentence(state.classes, { strategy, notebookOrder });
  }

  private draw(): void {
    const { strategy } = this;
    const state = this.balances[this.target];
    if (!state) return;
    this.setEnabled();
    this.order.hidden = strategy !== "upsample";
    const isBalanced = Object.values(this.balances).some((each) => each.strategy !== "none");
    this.clean.hidden = !isBalanced;
    this.plan.textContent = this.planFor(state);
    const sentence = stateSentence(state);
    if (this.state.textContent !== sentence) this.state.textContent = sentence;
    replace(this.leak, leakWarning(state));
    replace(this.chart, balanceChart(state, this.scope));
  }
}

/** How the target is balanced now. */
function stateSentence({ target, strategy, generated, seed, classes }: BalanceState): string {
  switch (strategy) {
    case "none":
      return l10n.t("{0} is not balanced.", target);
    case "upsample":
      return l10n.t(
        "{0}: {1} pictures are generated, seed {2}.",
        target,
        format.count(generated),
        seed,
      );
    case "downsample": {
      const out = classes.reduce((sum, each) => sum + each.trainBefore - each.trainAfter, 0);
      return l10n.t(
        "{0}: {1} training pictures are left out, seed {2}.",
        target,
        format.count(out),
        seed,
      );
    }
    case "weights":
      return l10n.t("{0}: the loss is weighed by class.", target);
  }
}

/** Says how many pictures leak, where some do. */
export function leakWarning({ leaked }: Pick<BalanceState, "leaked">): HTMLElement | false {
  if (leaked === 0) return false;
  return element(
    "div",
    { class: "warning" },
    element("span", { class: "warning-icon", attributes: { "aria-hidden": true } }, "⚠"),
    element(
      "p",
      {},
      element("strong", {}, l10n.t("Pictures leak into the test: {0}.", format.count(leaked))),
      " ",
      l10n.t(
        "These pictures of validation and test have a copy in training, because copies were generated before the split. Accuracy will look better than it is.",
      ),
    ),
  );
}
