/** The training dashboard's parts: head, numbers, and the tabs. */
import * as l10n from "@vscode/l10n";
import type { TrainingSnapshot } from "../../src/protocol/dashboard";
import type { View } from "../lib/app";
import { tabs } from "../lib/controls";
import { element, replace } from "../lib/dom";
import { factList, head } from "../lib/facts";
import * as format from "../lib/format";
import { on, viewState } from "../lib/host";
import { bar } from "../lib/progressBar";
import { Architecture } from "./architecture";
import { configuration } from "./configuration";
import { Curves } from "./curves";
import { liveRun, shareDone, withEpoch, withTick, type LiveRun } from "./live";
import { runActions, runFacts, stateBadge } from "./status";

export class TrainingView implements View<"training"> {
  private readonly head = head();
  private readonly failure = element("p", { class: "failure", attributes: { hidden: true } });
  private readonly facts = factList();
  private readonly bar = bar(l10n.t("Progress of the run"));
  private readonly curves = new Curves();
  private readonly architecture = new Architecture();
  private readonly configuration = element("div");
  private readonly view = viewState("tabs", { tab: "curves" });
  readonly element = element(
    "div",
    { class: "dashboard" },
    this.head.element,
    this.failure,
    this.facts.element,
    this.bar.element,
    tabs({
      label: l10n.t("Views of the run"),
      selected: this.view.value.tab,
      onSelect: (tab) => {
        this.view.set({ tab });
      },
      tabs: [
        { id: "curves", label: l10n.t("Curves"), content: this.curves.element },
        { id: "architecture", label: l10n.t("Architecture"), content: this.architecture.element },
        { id: "configuration", label: l10n.t("Configuration"), content: this.configuration },
      ],
    }),
  );
  private live: LiveRun | undefined;
  private actions = "";

  constructor() {
    on("tick", (tick) => {
      if (this.live) this.draw(withTick(this.live, tick));
    });
    on("epochEnd", (metrics) => {
      if (this.live) this.draw(withEpoch(this.live, metrics));
    });
  }

  update({ run, network, tick }: TrainingSnapshot): void {
    replace(this.configuration, configuration(run));
    this.architecture.show(network);
    this.draw(liveRun(run, tick));
  }

  private draw(live: LiveRun): void {
    const { run } = live;
    const { network, target } = run.config;
    this.live = live;
    this.facts.show(runFacts(live));
    const share = shareDone(live);
    this.bar.show(share, format.wholePercent(share));
    this.bar.element.hidden = run.state !== "running" || share === 0;
    this.failure.hidden = run.error === undefined;
    this.failure.textContent = run.error ?? "";
    this.curves.show(live);
    const actions = JSON.stringify([run.state, run.epochsDone > 0, run.testAccuracy, run.id]);
    if (actions === this.actions) return; // a tick must not take a button from under the pointer
    this.actions = actions;
    const title = l10n.t("{0} on {1}", network, target);
    const line = element("span", {}, stateBadge(run.state), " ", run.id);
    this.head.show(title, line, runActions(run));
  }
}
