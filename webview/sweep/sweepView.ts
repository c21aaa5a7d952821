/** The Sweep dashboard's parts: how far it is and which trial is best, parallel coordinates, and the table of trials. */
import * as l10n from "@vscode/l10n";
import type { SweepSnapshot } from "../../src/protocol/dashboard";
import type { Sweep, SweepTrial } from "../../src/protocol/sweep";
import type { View } from "../lib/app";
import { button } from "../lib/controls";
import { element, replace, section } from "../lib/dom";
import { type Fact, factList, head } from "../lib/facts";
import * as format from "../lib/format";
import { call } from "../lib/host";
import { perform } from "../lib/message";
import { axesOf, metricOf } from "./axes";
import { Parallel } from "./parallel";
import { TrialTable } from "./trialTable";
import { metricName, metricText, settingsText, writingOf } from "./words";

export class SweepView implements View<"sweep"> {
  private readonly head = head();
  private readonly facts = factList();
  private readonly note = element("p", { class: "note" });
  private readonly parallel = new Parallel((chosen) => {
    this.choose(chosen);
  });
  private readonly chosen = element("div", { class: "chosen", attributes: { role: "status" } });
  private readonly trials = element("div");
  readonly element = element(
    "div",
    { class: "dashboard" },
    this.head.element,
    this.facts.element,
    this.note,
    section(l10n.t("Settings and result"), this.parallel.element, this.chosen),
    section(l10n.t("Trials"), this.trials),
  );
  private table: TrialTable | undefined;
  private sweep: Sweep | undefined;
  private written = "";

  update(snapshot: SweepSnapshot): void {
    const { sweep } = snapshot;
    this.sweep = sweep;
    const { network, target } = sweep.config;
    const search = sweep.plan.search === "grid" ? l10n.t("grid") : l10n.t("random search");
    const line = [search, format.fileName(sweep.directory), format.moment(sweep.createdAt)];
    const title = l10n.t("Sweep: {0} on {1}", network, target);
    this.head.show(title, line.join(" · "), actions(snapshot));
    this.facts.show(factsOf(sweep));
    this.note.textContent = noteOf(sweep);
    const written = JSON.stringify([sweep.trials, sweep.ranking]);
    if (written === this.written) return; // focus and scroll stay
    this.written = written;
    this.table ??= this.makeTable(sweep);
    const { trials, ranking } = sweep;
    this.parallel.show({ axes: axesOf(sweep, writingOf(sweep)), trials, ranking });
  }

  private makeTable(sweep: Sweep): TrialTable {
    const table = new TrialTable(sweep, (trial) => {
      this.parallel.point(trial);
    });
    replace(this.trials, table.element);
    return table;
  }

  /** These trials are left by what was chosen on the axes. */
  private choose(chosen: readonly number[]): void {
    const { sweep } = this;
    if (sweep === undefined) return;
    this.table?.show(sweep, chosen);
    const all = button({
      label: l10n.t("Show All"),
      key: "all",
      onClick: () => {
        this.parallel.clear();
      },
    });
    const text = this.parallel.isBrushed
      ? l10n.t("{0} of {1} trials are chosen.", chosen.length, sweep.trials.length)
      : l10n.t("Drag along an axis to choose trials.");
    replace(this.chosen, element("p", { class: "detail" }, text), this.parallel.isBrushed && all);
  }
}

function bestOf({ trials, ranking }: Sweep): SweepTrial | undefined {
  return trials.find(({ number }) => number === ranking[0]);
}

function actions({ sweep, isBusy }: SweepSnapshot): HTMLElement[] {
  const best = bestOf(sweep)?.run;
  const goOn = button({
    label: l10n.t("Continue"),
    primary: true,
    key: "continue",
    onClick: () => {
      perform(call("goOn", {}));
    },
  });
  const trainOnAll = (run: string): HTMLElement =>
    button({
      label: l10n.t("Train the Best Again on All Pictures"),
      primary: sweep.state === "finished",
      key: "all-pictures",
      onClick: () => {
        perform(call("trainOnAll", { run }));
      },
    });
  return [
    ...(sweep.state === "stopped" && !isBusy ? [goOn] : []),
    ...(best !== undefined && !isBusy ? [trainOnAll(best)] : []),
  ];
}

function factsOf(sweep: Sweep): readonly Fact[] {
  const { trials, ranking } = sweep;
  const best = bestOf(sweep);
  const value = best && metricOf(sweep, best);
  const failed = trials.filter(({ state }) => state === "failed").length;
  const seconds = trials.reduce((sum, trial) => sum + trial.seconds, 0);
  return [
    {
      label: l10n.t("Finished trials"),
      value: l10n.t("{0} of {1}", ranking.length, trials.length),
      detail: failed > 0 && l10n.t("{0} failed", failed),
    },
    {
      label: l10n.t("Best trial"),
      value: best === undefined ? "–" : String(best.number),
      detail: best && settingsText(best),
    },
    {
      label: metricName(sweep),
      value: value === undefined ? "–" : metricText(sweep, value),
      detail: l10n.t("of the best trial"),
    },
    { label: l10n.t("Time"), value: seconds === 0 ? "–" : format.duration(seconds) },
  ];
}

/** How trials are ranked, and what that is worth. */
function noteOf({ plan }: Sweep): string {
  const ranked =
    plan.metric === "loss"
      ? l10n.t("Trials are ranked by their validation loss, never by the test.")
      : l10n.t("Trials are ranked by their validation accuracy, never by the test.");
  const caution = l10n.t(
    "The best of many flatters itself. Trained again on training and validation pictures together, for as many epochs as were best, it is measured on the test pictures, which no trial has seen.",
  );
  return `${ranked} ${caution}`;
}
