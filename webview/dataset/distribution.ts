/** How many pictures each class has; classes of a finer target are coloured by the coarser one. */
import * as l10n from "@vscode/l10n";
import type { ClassCount, DatasetSummary, TargetSummary } from "../../src/protocol/dataset";
import { barRow, barTable, toneClass } from "../lib/bars";
import { toggle } from "../lib/controls";
import { element, replace } from "../lib/dom";
import * as format from "../lib/format";
import { viewState } from "../lib/host";

/** With more classes than this, the bars stand in several columns. */
const ONE_COLUMN = 8;

type Order = "count" | "name";

export class Distributions {
  readonly element = element("div", { class: "distributions" });
  private readonly view = viewState<{ order: Order }>("distribution", { order: "count" });
  private summary: DatasetSummary | undefined;

  show(summary: DatasetSummary): void {
    this.summary = summary;
    const { targets, pictures } = summary;
    this.element.hidden = pictures === 0;
    replace(
      this.element,
      ...targets.map((target) => {
        const parents = parentNames(target);
        return element(
          "section",
          { class: target.classes.length > ONE_COLUMN ? "wide" : "" },
          element(
            "div",
            { class: "section-head" },
            element("h2", {}, l10n.t("Pictures by {0}", target.target)),
            target.classes.length > ONE_COLUMN && this.orderToggle(),
          ),
          parents.length > 1 && legend(target, parents),
          this.chart(target, parents),
        );
      }),
    );
  }

  private orderToggle(): HTMLElement {
    return toggle({
      label: l10n.t("Order of the classes"),
      choices: [
        { value: "count", label: l10n.t("By count") },
        { value: "name", label: l10n.t("By name") },
      ],
      value: this.view.value.order,
      onChange: (order) => {
        this.view.set({ order: order === "name" ? "name" : "count" });
        if (this.summary) this.show(this.summary);
      },
    });
  }

  private chart({ target, classes }: TargetSummary, parents: readonly string[]): HTMLElement {
    const largest = Math.max(...classes.map(({ count }) => count), 1);
    const byName = (a: ClassCount, b: ClassCount): number => a.name.localeCompare(b.name);
    const byCount = (a: ClassCount, b: ClassCount): number => b.count - a.count || byName(a, b);
    const many = classes.length > ONE_COLUMN;
    const sorted = [...classes].sort(this.view.value.order === "count" && many ? byCount : byName);
    const rows = (group: readonly ClassCount[], tone?: number): HTMLElement[] =>
      group.map(({ name, count }) =>
        barRow({
          name,
          share: count / largest,
          value: format.count(count),
          tone: tone ?? classes.findIndex((each) => each.name === name),
        }),
      );
    if (parents.length < 2) {
      const tone = many ? 0 : undefined;
      const caption = l10n.t("Pictures by {0}", target);
      return barTable(caption, element("tbody", {}, ...rows(sorted, tone)));
    }
    const groups = parents.map((parent, tone) => {
      const group = sorted.filter((each) => each.parent === parent);
      const caption = l10n.t("Pictures by {0}: {1}", target, parent);
      return barTable(caption, element("tbody", {}, ...rows(group, tone)));
    });
    return element("div", { class: "bar-groups" }, ...groups);
  }
}

/** The coarser classes, sorted; empty when classes have none. */
function parentNames({ classes }: TargetSummary): string[] {
  return [...new Set(classes.flatMap(({ parent }) => parent ?? []))].sort();
}

function legend({ classes }: TargetSummary, parents: readonly string[]): HTMLElement {
  return element(
    "ul",
    { class: "legend" },
    ...parents.map((parent, tone) => {
      const mine = classes.filter((each) => each.parent === parent);
      const pictures = mine.reduce((sum, { count }) => sum + count, 0);
      const attributes = { "aria-hidden": true };
      return element(
        "li",
        {},
        element("span", { class: `legend-mark ${toneClass(tone)}`, attributes }),
        l10n.t("{0}: {1} classes, {2} pictures", parent, mine.length, format.count(pictures)),
      );
    }),
  );
}
