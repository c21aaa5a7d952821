/** The filters over the thumbnails: a class of each target, a part of a split, text in the path. */
import * as l10n from "@vscode/l10n";
import { SPLIT_NAMES, type DatasetSummary, type SplitReport } from "../../src/protocol/dataset";
import { dropdown, textField, type Choice, type Dropdown } from "../lib/controls";
import { element } from "../lib/dom";
import { viewState } from "../lib/host";
import type { SampleQuery } from "./gallery";
import { splitLabel } from "./splits";

/** Typing asks for pictures only after a pause. */
const PAUSE_MS = 250;

type Labels = Readonly<Record<string, string>>;

export class Filters {
  readonly element = element("div", {
    class: "filters",
    attributes: { role: "search", "aria-label": l10n.t("Filter the pictures") },
  });
  private readonly view = viewState<{ labels: Labels; split: string; text: string }>("filters", {
    labels: {},
    split: "",
    text: "",
  });
  private readonly targets = new Map<string, Dropdown>();
  private splitFilter: Dropdown | undefined;
  private splits: Readonly<Record<string, SplitReport>> = {};
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly changed: () => void) {}

  /** Makes the controls once; afterwards only their choices change. */
  show(summary: DatasetSummary, splits: Readonly<Record<string, SplitReport>>): void {
    this.splits = splits;
    const { value } = this.view;
    for (const { target } of summary.targets) {
      const choices = this.classChoices(summary, target);
      const chosen = value.labels[target] ?? "";
      const known = this.targets.get(target);
      if (known) {
        known.show(choices, chosen);
        continue;
      }
      const control = dropdown({
        label: target,
        choices,
        value: chosen,
        onChange: (name) => {
          this.choose(summary, target, name);
        },
      });
      this.targets.set(target, control);
      this.element.append(control.element);
    }
    const choices = splitChoices(splits);
    if (this.splitFilter) {
      this.splitFilter.show(choices, value.split);
      return;
    }
    this.splitFilter = dropdown({
      label: l10n.t("Split"),
      choices,
      value: value.split,
      onChange: (split) => {
        this.view.set({ split });
        this.changed();
      },
    });
    this.element.append(this.splitFilter.element, this.textFilter());
  }

  /** What to ask the host for. */
  query(): SampleQuery {
    const { labels, split, text } = this.view.value;
    const [target = "", part] = split.split("/");
    const name = SPLIT_NAMES.find((each) => each === part);
    const report = this.splits[target];
    return {
      ...(Object.keys(labels).length > 0 && { labels }),
      ...(name && report && { split: { name, target, seed: report.seed } }),
      ...(text.trim() !== "" && { text: text.trim() }),
    };
  }

  private textFilter(): HTMLElement {
    return textField({
      label: l10n.t("Text in the path"),
      placeholder: l10n.t("For example: pug_1"),
      value: this.view.value.text,
      onInput: (text) => {
        this.view.set({ text });
        clearTimeout(this.timer);
        this.timer = setTimeout(this.changed, PAUSE_MS);
      },
    });
  }

  /** Chooses a class; finer classes of another coarser class are let go. */
  private choose(summary: DatasetSummary, target: string, name: string): void {
    const wanted = { ...this.view.value.labels, [target]: name };
    const fits = ([other, value]: [string, string]): boolean => {
      if (value === "") return false;
      const classes = summary.targets.find((each) => each.target === other)?.classes ?? [];
      const parent = classes.find((each) => each.name === value)?.parent;
      return other === target || parent === undefined || name === "" || parent === name;
    };
    this.view.set({ labels: Object.fromEntries(Object.entries(wanted).filter(fits)) });
    this.show(summary, this.splits);
    this.changed();
  }

  private classChoices(summary: DatasetSummary, target: string): Choice[] {
    const chosen = Object.entries(this.view.value.labels)
      .filter(([other]) => other !== target)
      .map(([, name]) => name);
    const classes = summary.targets.find((each) => each.target === target)?.classes ?? [];
    const shown = classes.filter(
      ({ parent }) => parent === undefined || chosen.length === 0 || chosen.includes(parent),
    );
    return [
      { value: "", label: l10n.t("All") },
      ...shown.map(({ name }) => ({ value: name, label: name })),
    ];
  }
}

function splitChoices(splits: Readonly<Record<string, SplitReport>>): Choice[] {
  const several = Object.keys(splits).length > 1;
  const parts = Object.keys(splits).flatMap((target) =>
    SPLIT_NAMES.map((name) => ({
      value: `${target}/${name}`,
      label: several ? `${target}: ${splitLabel(name)}` : splitLabel(name),
    })),
  );
  return [{ value: "", label: l10n.t("All") }, ...parts];
}
