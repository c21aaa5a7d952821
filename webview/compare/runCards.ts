/** The runs that are compared: what each is, where it differs, and how it is left out or looked at. */
import * as l10n from "@vscode/l10n";
import type { ComparedSetting, Comparison } from "../../src/protocol/comparison";
import type { RunDetail } from "../../src/protocol/training";
import { element } from "../lib/dom";
import * as format from "../lib/format";
import { call } from "../lib/host";
import { perform } from "../lib/message";
import { letterOf, nameOf, runMark } from "./identity";
import { settingText, valueText } from "../lib/settingNames";

/** More would be a table of their own, which is there. */
const SETTINGS_SHOWN = 8;

/** Fewer cannot be compared. */
const FEWEST = 2;

/** Settings by which runs of one name are told apart: those that differ and are not in the name. */
function telling({ settings }: Comparison): readonly ComparedSetting[] {
  const inName = ["network", "target", "secondTarget"];
  return settings
    .filter(({ group, key, differs }) => {
      return group === "configuration" && differs && !inName.includes(key);
    })
    .slice(0, SETTINGS_SHOWN);
}

function link(label: string, spoken: string, onClick: () => void): HTMLElement {
  const attributes = { type: "button", "aria-label": spoken, "data-key": spoken };
  return element("button", { class: "link", attributes, on: { click: onClick } }, label);
}

/** Buttons of a run's card. */
function links({ runs, target }: Comparison, run: RunDetail, index: number): HTMLElement[] {
  const { directory } = run;
  const letter = letterOf(index);
  const open = (kind: "training" | "evaluation") => () => {
    perform(call("openRun", { run: directory, kind }));
  };
  const remove = (): void => {
    const left = runs.map((each) => each.run.directory).filter((each) => each !== directory);
    perform(call("compare", { runs: left, target }));
  };
  return [
    link(l10n.t("Training"), l10n.t("Open training of {0}", letter), open("training")),
    ...(runs[index]?.tested
      ? [link(l10n.t("Evaluation"), l10n.t("Open evaluation of {0}", letter), open("evaluation"))]
      : []),
    ...(runs.length > FEWEST
      ? [link(l10n.t("Leave out"), l10n.t("Leave out {0}", letter), remove)]
      : []),
  ];
}

/** What is set in this run and not in the same way in all; what is off needs no word. */
function settingsOf(settings: readonly ComparedSetting[], index: number): HTMLElement[] {
  return settings.flatMap((setting) => {
    const value = setting.values[index] ?? null;
    const isOff = value === false || (value === 0 && setting.key.startsWith("augmentation."));
    if (value === null || isOff) return [];
    return [element("span", {}, `${settingText(setting)} ${valueText(value)}`)];
  });
}

/** One card a run, in the order of their letters. */
export function runCards(comparison: Comparison): HTMLElement[] {
  const settings = telling(comparison);
  return comparison.runs.map(({ run }, index) =>
    element(
      "li",
      { class: "run-card" },
      element(
        "p",
        { class: "run-name" },
        runMark(index),
        element("span", { attributes: { title: run.directory } }, nameOf(run)),
      ),
      element("p", { class: "detail" }, format.moment(run.createdAt)),
      element("p", { class: "detail run-settings" }, ...settingsOf(settings, index)),
      element("p", { class: "run-links" }, ...links(comparison, run, index)),
    ),
  );
}
