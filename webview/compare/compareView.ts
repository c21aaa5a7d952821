/** The Compare dashboard's parts: the runs, what to mind, numbers and curves, classes, settings, pictures. */
import * as l10n from "@vscode/l10n";
import type { CompareSnapshot } from "../../src/protocol/dashboard";
import type { CommonPictures, Comparison } from "../../src/protocol/comparison";
import type { View } from "../lib/app";
import { button, dropdown, tabs } from "../lib/controls";
import { element, replace } from "../lib/dom";
import { head } from "../lib/facts";
import * as format from "../lib/format";
import { call, viewState } from "../lib/host";
import { perform } from "../lib/message";
import { reveal } from "../lib/scroll";
import { caveatBox } from "./caveats";
import { classErrors } from "./classErrors";
import { Curves } from "./curves";
import { Gallery } from "./gallery";
import { lettersOf } from "./identity";
import { pairTable } from "./pairTable";
import { runCards } from "./runCards";
import { scoreTable } from "./scoreTable";
import { SettingsTable } from "./settingsTable";

/** With more runs, their numbers take the whole width. */
const SIDE_BY_SIDE = 3;

export class CompareView implements View<"compare"> {
  private readonly head = head();
  private readonly targets = element("div", { class: "target-choice" });
  private readonly runs = element("ul", {
    class: "run-cards",
    attributes: { "aria-label": l10n.t("Compared runs") },
  });
  private readonly missing = element("section", { class: "empty", attributes: { hidden: true } });
  private readonly caveats = element("div");
  private readonly numbers = element("div");
  private readonly pairs = element("div");
  private readonly curves = new Curves();
  private readonly classes = element("div");
  private readonly settings = new SettingsTable();
  private readonly pictures = element("div");
  private readonly overview = element("div", { class: "overview" });
  private readonly view = viewState("tabs", { tab: "overview" });
  readonly element = element(
    "div",
    { class: "dashboard" },
    this.head.element,
    this.targets,
    this.runs,
    this.missing,
    this.caveats,
    this.tabs(),
    this.pictures,
  );
  private gallery: Gallery | undefined;
  private written = "";
  private writtenCommon = "";

  update({ comparison, pending }: CompareSnapshot): void {
    this.showHead(comparison, pending);
    const written = JSON.stringify(comparison);
    if (written === this.written) return; // focus and scroll stay
    this.written = written;
    replace(this.runs, ...runCards(comparison));
    replace(this.targets, comparison.targets.length > 1 && targetChoice(comparison));
    replace(this.caveats, caveatBox(comparison.caveats));
    replace(this.numbers, scoreTable(comparison));
    this.overview.classList.toggle("side-by-side", comparison.runs.length <= SIDE_BY_SIDE);
    this.curves.show(comparison.runs);
    this.settings.show(comparison);
    this.showCommon(comparison.common);
  }

  private showHead(comparison: Comparison, pending: readonly number[]): void {
    const { runs, target } = comparison;
    const title = l10n.t("Comparison of {0} runs", format.count(runs.length));
    const choose = button({
      label: l10n.t("Choose Runs…"),
      key: "choose",
      onClick: () => {
        perform(call("chooseRuns", {}));
      },
    });
    this.head.show(title, [target, l10n.t("test pictures")].join(" · "), [choose]);
    const untested = runs.flatMap(({ tested }, index) => (tested === null ? [index] : []));
    this.missing.hidden = untested.length === 0;
    if (untested.length > 0) replace(this.missing, ...explanation(untested, pending));
  }

  /** What is about single pictures; an epoch that ended elsewhere does not draw it anew. */
  private showCommon(common: CommonPictures | null): void {
    const written = JSON.stringify(common);
    if (written === this.writtenCommon) return;
    this.writtenCommon = written;
    this.gallery = common ? new Gallery(common) : undefined;
    const { gallery } = this;
    replace(this.pictures, gallery?.element);
    if (!common || !gallery) {
      replace(this.pairs);
      replace(this.classes, element("p", { class: "detail" }, nothingCommon()));
      return;
    }
    const show = (choose: () => void): void => {
      choose();
      reveal(gallery.element);
    };
    const pairs = pairTable(common, (right, wrong) => {
      show(() => {
        gallery.chooseDisagreement(right, wrong);
      });
    });
    const classes = classErrors(common, (index) => {
      show(() => {
        gallery.chooseClass(index);
      });
    });
    replace(this.pairs, pairs);
    replace(this.classes, classes);
  }

  private tabs(): HTMLElement {
    const beside = element("div", {}, this.curves.element, this.pairs);
    this.overview.append(this.numbers, beside);
    return tabs({
      label: l10n.t("Views of the comparison"),
      selected: this.view.value.tab,
      onSelect: (tab) => {
        this.view.set({ tab });
      },
      tabs: [
        { id: "overview", label: l10n.t("Overview"), content: this.overview },
        { id: "classes", label: l10n.t("Classes"), content: this.classes },
        { id: "settings", label: l10n.t("Settings"), content: this.settings.element },
      ],
    });
  }
}

function nothingCommon(): string {
  return l10n.t(
    "There is nothing to compare picture by picture until two runs that learned the same classes have been evaluated on the same pictures.",
  );
}

/** By which of several targets the runs are compared. */
function targetChoice({ runs, target, targets }: Comparison): HTMLElement {
  return dropdown({
    label: l10n.t("Compared by"),
    choices: targets.map((name) => ({ value: name, label: name })),
    value: target,
    onChange: (chosen) => {
      const directories = runs.map(({ run }) => run.directory);
      perform(call("compare", { runs: directories, target: chosen }));
    },
  }).element;
}

/** What stands there while runs have not been evaluated. */
function explanation(untested: readonly number[], pending: readonly number[]): HTMLElement[] {
  const title = element("h2", {}, l10n.t("Not evaluated yet: {0}", lettersOf(untested)));
  const sentence = element(
    "p",
    {},
    l10n.t(
      "Accuracy, errors of each class and pictures are compared of runs that were evaluated on their test pictures.",
    ),
  );
  if (pending.length === 0) return [title, sentence];
  const evaluate = button({
    label: l10n.t("Evaluate {0}", lettersOf(pending)),
    primary: true,
    key: "evaluate",
    onClick: () => {
      perform(call("evaluateMissing", {}));
    },
  });
  return [title, sentence, evaluate];
}
