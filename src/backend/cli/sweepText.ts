/** Sweeps as text. */
import type { Sweep, SweepTrial } from "../../protocol/sweep";
import { columns, counted, duration, percent, table } from "./table";

/** The ranked trials, then the others in their order. */
function inOrder({ trials, ranking }: Sweep): readonly SweepTrial[] {
  const ranked = ranking.flatMap((number) => trials[number - 1] ?? []);
  return [...ranked, ...trials.filter(({ number }) => !ranking.includes(number))];
}

function row(trial: SweepTrial, keys: readonly string[], isBest: boolean): string[] {
  const { number, settings, state, bestEpoch, validationAccuracy, validationLoss, error } = trial;
  return [
    `${isBest ? "* " : ""}${number}`,
    ...keys.map((key) => String(settings[key])),
    validationAccuracy === undefined ? "-" : percent(validationAccuracy),
    validationLoss?.toFixed(4) ?? "-",
    bestEpoch === undefined ? "-" : String(bestEpoch),
    duration(trial.seconds),
    error === undefined ? state : `${state}: ${error}`,
  ];
}

/** The trials as a table, the best first, and what to do with it. */
export function sweepText(sweep: Sweep): string {
  const { id, plan, trials, ranking, state } = sweep;
  const keys = Object.keys(plan.settings);
  const head = columns(">Trial", ...keys, ">Validation", ">Loss", ">Best epoch", ">Time", "State");
  const [first] = ranking;
  const rows = inOrder(sweep).map((trial) => row(trial, keys, trial.number === first));
  const best = first === undefined ? undefined : trials[first - 1]?.run;
  const by = plan.metric === "loss" ? "loss" : "accuracy";
  return [
    `Sweep ${id}, ${state}: ${ranking.length} of ${counted(trials.length, "trial")} finished.`,
    "",
    table(head, rows),
    "",
    `Ranked by validation ${by}, never by the test. The best of several flatters itself: only the` +
      " test pictures, looked at once, say how good it is.",
    ...(best === undefined ? [] : [`Best (*): ${best}`, `Next: pupil train-on-all ${best}`]),
  ].join("\n");
}

/** The sweeps of a data set. */
export function sweepsText(sweeps: readonly Sweep[]): string {
  if (sweeps.length === 0) return "No sweeps yet: `pupil sweep pupil.json` makes the first.";
  const rows = sweeps.map(({ id, state, plan, trials, ranking }) => {
    const best = trials[(ranking[0] ?? 0) - 1]?.validationAccuracy;
    const done = `${ranking.length}/${trials.length}`;
    const keys = Object.keys(plan.settings).join(", ");
    return [id, state, done, best === undefined ? "" : percent(best), keys];
  });
  return table(columns("Sweep", "State", ">Finished", ">Validation", "Settings"), rows);
}
