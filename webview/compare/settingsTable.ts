/** Every setting of all runs, or only those that differ: whatever keys their records have. */
import * as l10n from "@vscode/l10n";
import type { ComparedSetting, Comparison, SettingGroup } from "../../src/protocol/comparison";
import { toggle } from "../lib/controls";
import { element, replace, section } from "../lib/dom";
import { viewState } from "../lib/host";
import { runMark } from "./identity";
import { groupName, settingName, valueCell } from "../lib/settingNames";

const GROUPS: readonly SettingGroup[] = ["configuration", "data", "software"];

function row(setting: ComparedSetting): HTMLElement {
  return element(
    "tr",
    { class: setting.differs ? "differs" : "" },
    element("th", { attributes: { scope: "row" } }, settingName(setting)),
    ...setting.values.map((value) => element("td", {}, valueCell(setting, value))),
  );
}

function groupTable(group: SettingGroup, rows: readonly ComparedSetting[]): HTMLElement {
  const title = groupName(group);
  const columns = rows[0]?.values.length ?? 0;
  const heads = Array.from({ length: columns }, (_, index) =>
    element("th", { attributes: { scope: "col" } }, runMark(index)),
  );
  const attributes = { role: "region", "aria-label": title, tabindex: 0 };
  return section(
    title,
    element(
      "div",
      { class: "table-frame settings", attributes },
      element(
        "table",
        {},
        element("caption", { class: "visually-hidden" }, title),
        element("thead", {}, element("tr", {}, element("td"), ...heads)),
        element("tbody", {}, ...rows.map(row)),
      ),
    ),
  );
}

export class SettingsTable {
  private readonly view = viewState("settings", { all: false });
  private readonly tables = element("div");
  private settings: readonly ComparedSetting[] = [];
  readonly element = element(
    "div",
    { class: "settings-panel" },
    toggle({
      label: l10n.t("Which settings"),
      choices: [
        { value: "differing", label: l10n.t("Differing") },
        { value: "all", label: l10n.t("All") },
      ],
      value: this.view.value.all ? "all" : "differing",
      onChange: (value) => {
        this.view.set({ all: value === "all" });
        this.draw();
      },
    }),
    this.tables,
  );

  show({ settings }: Comparison): void {
    this.settings = settings;
    this.draw();
  }

  private draw(): void {
    const { all } = this.view.value;
    this.element.classList.toggle("all", all);
    const shown = this.settings.filter(({ differs }) => differs || all);
    if (shown.length === 0) {
      const sentence = l10n.t("All settings, the data and the software are the same.");
      replace(this.tables, element("p", { class: "detail" }, sentence));
      return;
    }
    const parts = GROUPS.map(
      (group) => [group, shown.filter((each) => each.group === group)] as const,
    );
    const tables = parts
      .filter(([, rows]) => rows.length > 0)
      .map(([group, rows]) => groupTable(group, rows));
    replace(this.tables, ...tables);
  }
}
