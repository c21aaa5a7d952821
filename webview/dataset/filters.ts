/** The filters over the thumbnails: a class of each target, a part of a split, a finding, an origin, text in the path. */
import * as l10n from "@vscode/l10n";
import type { DashboardApi, DatasetSnapshot } from "../../src/protocol/dashboard";
import {
  SPLIT_NAMES,
  type DatasetSummary,
  type Finding,
  type SplitPart,
} from "../../src/protocol/dataset";
import { button, dropdown, textField, type Choice, type Dropdown } from "../lib/controls";
import { element } from "../lib/dom";
import { viewState } from "../lib/host";
import { kindName } from "./findings";
import { partLabel } from "./splits";

/** Typing asks for pictures only after a pause. */
const PAUSE_MS = 250;

const ALL = "";
const PARTS: readonly SplitPart[] = [...SPLIT_NAMES, "left-out"];

/** What is asked for, of whichever page. */
type SampleQuery = Omit<Parameters<DashboardApi["samples"]>[0], "offset" | "limit">;

type Labels = Readonly<Record<string, string>>;

interface Wanted {
  readonly labels: Labels;
  /** "species/train" */
  readonly split: string;
  readonly finding: string;
  /** "originals", "generated" or "excluded". */
  readonly origin: string;
  readonly text: string;
}

const NOTHING: Wanted = { labels: {}, split: ALL, finding: ALL, origin: ALL, text: "" };

/** A drop-down of which the choices are made of each snapshot. */
interface Filter {
  readonly control: Dropdown;
  readonly choices: (snapshot: DatasetSnapshot) => readonly Choice[];
  readonly chosen: () => string;
  /** Lets the choice go. */
  readonly reset: () => void;
}

export class Filters {
  readonly element = element("div", {
    class: "filters",
    attributes: { role: "search", "aria-label": l10n.t("Filter the pictures") },
  });
  private readonly view = viewState<Wanted>("filters", NOTHING);
  private readonly targets = new Map<string, Filter>();
  private readonly others: readonly Filter[];
  private readonly text = element("div");
  private snapshot: DatasetSnapshot | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly changed: () => void) {
    this.others = [
      this.filter("split", l10n.t("Split"), splitChoices),
      this.filter("finding", l10n.t("Finding"), ({ summary }) => findingChoices(summary.findings)),
      this.filter("origin", l10n.t("Origin"), originChoices),
    ];
    this.element.append(
      ...this.others.map(({ control }) => control.element),
      this.text,
      button({
        label: l10n.t("Clear filters"),
        key: "clear-filters",
        onClick: () => {
          this.view.set(NOTHING);
          this.drawText();
          this.draw();
          this.changed();
        },
      }),
    );
    this.drawText();
  }

  /** Controls are made once; afterwards only their choices change. */
  show(snapshot: DatasetSnapshot): void {
    this.snapshot = snapshot;
    const [first] = this.others;
    for (const { target } of snapshot.summary.targets) {
      if (this.targets.has(target)) continue;
      const filter = this.classFilter(target);
      this.targets.set(target, filter);
      first?.control.element.before(filter.control.element);
    }
    this.draw();
  }

  /** What to ask the host for. */
  query(): SampleQuery {
    const { labels, split, finding, origin, text } = this.view.value;
    const { splits = {}, summary } = this.snapshot ?? {};
    const [target = "", part] = split.split("/");
    const name = PARTS.find((each) => each === part);
    const report = splits[target];
    const kind = summary?.findings.find((each) => each.kind === finding)?.kind;
    return {
      ...(Object.keys(labels).length > 0 && { labels }),
      ...(name && report && { split: { name, target, seed: report.seed } }),
      ...(kind && { finding: kind }),
      ...(origin === "originals" && { generated: false }),
      ...(origin === "generated" && { generated: true }),
      ...(origin === "excluded" && { excluded: true }),
      ...(text.trim() !== "" && { text: text.trim() }),
    };
  }

  private draw(): void {
    const { snapshot } = this;
    if (!snapshot) return;
    for (const { control, choices, chosen, reset } of [...this.targets.values(), ...this.others]) {
      const now = choices(snapshot);
      // what was chosen may be gone: the last excluded picture taken back in, another labelling rule
      if (!now.some(({ value }) => value === chosen())) reset();
      control.show(now, chosen());
      control.element.hidden = now.length < 2;
    }
  }

  private drawText(): void {
    const field = textField({
      label: l10n.t("Text in the path"),
      placeholder: l10n.t("For example: pug_1"),
      value: this.view.value.text,
      onInput: (text) => {
        this.view.set({ text });
        clearTimeout(this.timer);
        this.timer = setTimeout(this.changed, PAUSE_MS);
      },
    });
    this.text.replaceChildren(field);
  }

  private filter(
    key: "split" | "finding" | "origin",
    label: string,
    choices: Filter["choices"],
  ): Filter {
    const chosen = (): string => this.view.value[key];
    const onChange = (value: string): void => {
      this.view.set({ [key]: value });
      this.changed();
    };
    const control = dropdown({ label, choices: [], value: chosen(), onChange });
    const reset = (): void => {
      this.view.set({ [key]: ALL });
    };
    return { control, choices, chosen, reset };
  }

  private classFilter(target: string): Filter {
    const chosen = (): string => this.view.value.labels[target] ?? ALL;
    const onChange = (name: string): void => {
      this.choose(target, name);
    };
    const control = dropdown({ label: target, choices: [], value: chosen(), onChange });
    const choices = ({ summary }: DatasetSnapshot) => this.classChoices(summary, target);
    const reset = (): void => {
      const others = Object.entries(this.view.value.labels).filter(([name]) => name !== target);
      this.view.set({ labels: Object.fromEntries(others) });
    };
    return { control, choices, chosen, reset };
  }

  /** Chooses a class; finer classes of another coarser class are let go. */
  private choose(target: string, name: string): void {
    const wanted = { ...this.view.value.labels, [target]: name };
    const fits = ([other, value]: [string, string]): boolean => {
      if (value === ALL) return false;
      const parent = this.classes(other).find((each) => each.name === value)?.parent;
      return other === target || parent === undefined || name === ALL || parent === name;
    };
    this.view.set({ labels: Object.fromEntries(Object.entries(wanted).filter(fits)) });
    this.draw();
    this.changed();
  }

  private classes(target: string) {
    const targets = this.snapshot?.summary.targets ?? [];
    return targets.find((each) => each.target === target)?.classes ?? [];
  }

  private classChoices(summary: DatasetSummary, target: string): Choice[] {
    const chosen = Object.entries(this.view.value.labels)
      .filter(([other]) => other !== target)
      .map(([, name]) => name);
    const classes = summary.targets.find((each) => each.target === target)?.classes ?? [];
    const shown = classes.filter(
      ({ parent }) => parent === undefined || chosen.length === 0 || chosen.includes(parent),
    );
    return withAll(shown.map(({ name }) => ({ value: name, label: name })));
  }
}

function withAll(choices: readonly Choice[]): Choice[] {
  return [{ value: ALL, label: l10n.t("All") }, ...choices];
}

function splitChoices({ splits }: DatasetSnapshot): Choice[] {
  const several = Object.keys(splits).length > 1;
  const parts = Object.entries(splits).flatMap(([target, { leftOut = 0 }]) =>
    PARTS.filter((part) => part !== "left-out" || leftOut > 0).map((part) => ({
      value: `${target}/${part}`,
      label: several ? `${target}: ${partLabel(part)}` : partLabel(part),
    })),
  );
  return withAll(parts);
}

/** Kinds of which pictures are in the data set; what was skipped has no thumbnail. */
function findingChoices(findings: readonly Finding[]): Choice[] {
  const kinds = new Set(findings.filter(({ skipped }) => !skipped).map(({ kind }) => kind));
  return withAll([...kinds].map((kind) => ({ value: kind, label: kindName(kind) })));
}

function originChoices({ summary, excluded }: DatasetSnapshot): Choice[] {
  return withAll([
    ...(summary.generated > 0
      ? [
          { value: "originals", label: l10n.t("Originals") },
          { value: "generated", label: l10n.t("Generated") },
        ]
      : []),
    ...(excluded.length > 0 ? [{ value: "excluded", label: l10n.t("Excluded") }] : []),
  ]);
}
