/** The trials as a table, the best first unless a heading says otherwise. */
import * as l10n from "@vscode/l10n";
import type { Sweep, SweepTrial } from "../../src/protocol/sweep";
import { element } from "../lib/dom";
import * as format from "../lib/format";
import { call, viewState } from "../lib/host";
import { perform } from "../lib/message";
import { settingText } from "../lib/settingNames";
import { type Column, sortableTable } from "../lib/table";
import { settingValue, stateText } from "./words";

/** Opens a trial's training, or its evaluation. */
function openButton({ number, run, state }: SweepTrial): HTMLElement | string {
  const name = String(number);
  if (run === undefined) return name;
  const kind = state === "finished" ? "evaluation" : "training";
  const spoken = l10n.t("Open trial {0}", number);
  return element(
    "button",
    {
      class: "link",
      attributes: { type: "button", "aria-label": spoken, "data-key": `trial-${number}` },
      on: {
        click: () => {
          perform(call("openRun", { run, kind }));
        },
      },
    },
    name,
  );
}

function settingColumn(key: string, isNumeric: boolean): Column<SweepTrial> {
  const of = ({ settings }: SweepTrial) => settings[key] ?? "";
  return {
    id: key,
    label: settingText({ key }),
    numeric: isNumeric,
    cell: (trial) => settingValue(of(trial)),
    order: (trial) => {
      const value = of(trial);
      return typeof value === "boolean" ? Number(value) : value;
    },
  };
}

/** Numbers of a trial that has had an epoch; those without come last, whichever way is best first. */
function measured(
  id: "validationAccuracy" | "validationLoss" | "bestEpoch",
  label: string,
  options: { readonly show: (value: number) => string; readonly without: number },
): Column<SweepTrial> {
  return {
    id,
    label,
    numeric: true,
    cell: (trial) => {
      const value = trial[id];
      return value === undefined ? "–" : options.show(value);
    },
    order: (trial) => trial[id] ?? options.without,
  };
}

function columnsOf(sweep: Sweep, isBest: (trial: SweepTrial) => boolean): Column<SweepTrial>[] {
  const settings = Object.keys(sweep.plan.settings).map((key) =>
    settingColumn(
      key,
      sweep.trials.every((trial) => typeof trial.settings[key] === "number"),
    ),
  );
  return [
    {
      id: "number",
      label: l10n.t("Trial"),
      cell: (trial) =>
        element(
          "span",
          {},
          isBest(trial) && element("span", { class: "best-mark" }, l10n.t("◆ best")),
          isBest(trial) && " ",
          openButton(trial),
        ),
      order: ({ number }) => number,
    },
    ...settings,
    measured("validationAccuracy", l10n.t("Validation accuracy"), {
      show: format.percent,
      without: -1,
    }),
    measured("validationLoss", l10n.t("Validation loss"), {
      show: format.loss,
      without: Number.POSITIVE_INFINITY,
    }),
    measured("bestEpoch", l10n.t("Best epoch"), { show: format.count, without: 0 }),
    {
      id: "seconds",
      label: l10n.t("Time"),
      numeric: true,
      cell: ({ seconds, epochsDone }) => (epochsDone === 0 ? "–" : format.duration(seconds)),
      order: ({ seconds }) => seconds,
    },
    {
      id: "state",
      label: l10n.t("State"),
      cell: (trial) =>
        trial.error === undefined ? stateText(trial) : `${stateText(trial)}: ${trial.error}`,
      order: stateText,
    },
  ];
}

/** Of a sweep's trials those that are given; `onPoint` hears which one the cursor is on. */
export class TrialTable {
  private readonly best: { number: number | undefined } = { number: undefined };
  private readonly table;
  readonly element: HTMLElement;

  constructor(sweep: Sweep, onPoint: (trial: number | undefined) => void) {
    const isLoss = sweep.plan.metric === "loss";
    this.table = sortableTable<SweepTrial>({
      caption: l10n.t("Trials"),
      columns: columnsOf(sweep, ({ number }) => number === this.best.number),
      sort: viewState("trials", {
        column: isLoss ? "validationLoss" : "validationAccuracy",
        descending: !isLoss,
      }),
      rowClass: ({ number }) => `trial-${number}${number === this.best.number ? " best" : ""}`,
    });
    this.element = this.table.element;
    this.element.addEventListener("mouseover", ({ target }) => {
      const row = target instanceof Element ? target.closest("tbody tr") : null;
      const number = /\btrial-(\d+)\b/.exec(row?.className ?? "")?.[1];
      onPoint(number === undefined ? undefined : Number(number));
    });
    this.element.addEventListener("mouseleave", () => {
      onPoint(undefined);
    });
  }

  /** Ranked ones first: where a column's values are equal, they stay so. */
  show({ trials, ranking }: Sweep, chosen: readonly number[]): void {
    this.best.number = ranking[0];
    const ranked = ranking.flatMap((number) => trials[number - 1] ?? []);
    const others = trials.filter(({ number }) => !ranking.includes(number));
    this.table.show([...ranked, ...others].filter(({ number }) => chosen.includes(number)));
  }
}
