/** Reasons to read a comparison with care: what was not the same for all runs, though it changes their numbers. */
import type { Caveat } from "../../protocol/comparison";
import type { Overlap } from "./commonPictures";
import { type Entrant, sameTask } from "./entrant";

/** Indices of the entrants that fit. */
function those(
  entrants: readonly Entrant[],
  fits: (entrant: Entrant, index: number) => boolean,
): readonly number[] {
  return entrants.flatMap((entrant, index) => (fits(entrant, index) ? [index] : []));
}

/** The pictures that validation is done on, as a text that is equal for equal ones. */
function validationOf({ parts }: Entrant): string {
  return JSON.stringify(Object.entries(parts.validation).sort());
}

function dataCaveats(entrants: readonly Entrant[]): Caveat[] {
  const first = entrants[0]?.run;
  const changed = those(entrants, ({ run }) => run.fingerprint !== first?.fingerprint);
  const isElsewhere = (index: number) => entrants[index]?.run.dataset !== first?.dataset;
  return [
    { kind: "other-dataset", runs: changed.filter(isElsewhere) },
    { kind: "other-pictures", runs: changed.filter((index) => !isElsewhere(index)) },
  ];
}

/** Everything that is to be said, the gravest first; a caveat that is about no run is left out. */
export function caveatsOf(entrants: readonly Entrant[], overlap: Overlap): Caveat[] {
  const task = sameTask(entrants);
  const inTask = (index: number) => task.includes(index);
  const reference = entrants[task[0] ?? 0];
  const validation = reference && validationOf(reference);
  const device = entrants[0]?.run.device;
  const caveats: Caveat[] = [
    { kind: "other-target", runs: those(entrants, (_, index) => !inTask(index)) },
    ...dataCaveats(entrants),
    { kind: "other-test", runs: overlap.others, common: overlap.keys.length },
    {
      kind: "other-validation",
      runs: those(
        entrants,
        (entrant, index) => inTask(index) && validationOf(entrant) !== validation,
      ),
    },
    { kind: "leaked", runs: those(entrants, ({ run }) => (run.split.leaked ?? 0) > 0) },
    { kind: "unfinished", runs: those(entrants, ({ run }) => run.state !== "finished") },
    { kind: "other-device", runs: those(entrants, ({ run }) => run.device !== device) },
  ];
  return caveats.filter(({ runs }) => runs.length > 0);
}
