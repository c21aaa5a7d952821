/** Where a run stands: its state, its numbers, and what can be done with it. */
import * as l10n from "@vscode/l10n";
import type { DashboardAction } from "../../src/protocol/dashboard";
import type { RunState, RunSummary } from "../../src/protocol/training";
import { button } from "../lib/controls";
import { element } from "../lib/dom";
import type { Fact } from "../lib/facts";
import * as format from "../lib/format";
import { call } from "../lib/host";
import { perform } from "../lib/message";
import type { LiveRun } from "./live";

function stateName(state: RunState): { readonly mark: string; readonly name: string } {
  switch (state) {
    case "running":
      return { mark: "▶", name: l10n.t("Running") };
    case "stopped":
      return { mark: "■", name: l10n.t("Stopped") };
    case "interrupted":
      return { mark: "!", name: l10n.t("Interrupted") };
    case "finished":
      return { mark: "✓", name: l10n.t("Finished") };
    case "failed":
      return { mark: "✗", name: l10n.t("Failed") };
  }
}

/** The state with a mark, so that it is not told by colour alone. */
export function stateBadge(state: RunState): HTMLElement {
  const { mark, name } = stateName(state);
  const icon = element("span", { attributes: { "aria-hidden": true } }, mark);
  return element("span", { class: `state state-${state}` }, icon, " ", name);
}

interface Action {
  readonly action: DashboardAction;
  readonly label: string;
}

function actionsOf({ state, epochsDone, config, testAccuracy }: RunSummary): Action[] {
  const resumable = state !== "running" && state !== "finished" && epochsDone < config.epochs;
  const evaluated = testAccuracy !== undefined;
  const actions: (Action | false)[] = [
    state === "running" && { action: "stop", label: l10n.t("Stop") },
    resumable && { action: "resume", label: l10n.t("Resume") },
    evaluated && { action: "openEvaluation", label: l10n.t("Open evaluation") },
    state !== "running" &&
      epochsDone > 0 &&
      !evaluated && { action: "evaluate", label: l10n.t("Evaluate") },
    { action: "openDataset", label: l10n.t("Open data set") },
  ];
  return actions.filter((action) => action !== false);
}

/** Buttons for what the run's state allows; the first is the main one. */
export function runActions(run: RunSummary): HTMLElement[] {
  return actionsOf(run).map(({ action, label }, index, { length }) =>
    button({
      label,
      key: action,
      primary: index === 0 && length > 1,
      onClick: () => {
        perform(call("act", { action }));
      },
    }),
  );
}

/** The kind of processor large, its model small: "CPU", "AMD EPYC, 2 threads". */
function deviceFact({ device, config }: RunSummary): Fact {
  const [kind = device, ...model] = device.split(": ");
  const label = l10n.t("Device");
  return { label, value: kind, detail: model.length > 0 ? model.join(": ") : config.engine };
}

/** The numbers at the head; those of a running epoch only while it runs. */
export function runFacts({ run, tick }: LiveRun): Fact[] {
  const { config, metrics } = run;
  const last = metrics.at(-1);
  const speed = tick?.imagesPerSecond ?? last?.imagesPerSecond;
  const elapsed = metrics.reduce((sum, { seconds }) => sum + seconds, 0);
  const epoch = tick?.epoch ?? run.epochsDone;
  const facts: (Fact | false)[] = [
    {
      label: l10n.t("Epoch"),
      value: l10n.t("{0} of {1}", epoch, config.epochs),
      detail: tick && l10n.t("batch {0} of {1}", tick.batch, tick.batches),
    },
    tick
      ? { label: l10n.t("Time left"), value: format.duration(tick.secondsLeft) }
      : { label: l10n.t("Time"), value: metrics.length > 0 ? format.duration(elapsed) : "–" },
    speed !== undefined && {
      label: l10n.t("Speed"),
      value: format.oneDecimal(speed),
      detail: l10n.t("pictures a second"),
    },
    run.bestValidationAccuracy !== undefined && {
      label: l10n.t("Best validation accuracy"),
      value: format.percent(run.bestValidationAccuracy),
      detail: run.bestEpoch !== undefined && l10n.t("epoch {0}", run.bestEpoch),
    },
    config.validation === false && {
      label: l10n.t("Validation"),
      value: l10n.t("none"),
      detail: l10n.t("these pictures are learned from, too"),
    },
    run.testAccuracy !== undefined && {
      label: l10n.t("Test accuracy"),
      value: format.percent(run.testAccuracy),
    },
    {
      label: l10n.t("Learning rate"),
      value: format.rate(last?.learningRate ?? config.learningRate),
    },
    {
      label: l10n.t("Target"),
      value: config.target,
      detail: l10n.t("{0} classes", format.count(run.classes.length)),
    },
    deviceFact(run),
  ];
  return facts.filter((fact) => fact !== false);
}
