/** Reasons to read a comparison with care: what was not the same for all runs, though it changes their numbers. */
import type { Caveat } from "../../../protocol/comparison";
import type { Overlap } from "./commonPictures";
import type { Contestant } from "./entrant";

/** Indices of the runs that fit. */
function those(
  contestants: readonly Contestant[],
  fits: (contestant: Contestant) => boolean,
): readonly number[] {
  return contestants.flatMap((contestant, index) => (fits(contestant) ? [index] : []));
}

/** The pictures that validation is done on, as a text that is equal for equal ones. */
function validationOf({ parts }: Contestant): string {
  return JSON.stringify(Object.entries(parts.validation).sort());
}

function dataCaveats(contestants: readonly Contestant[]): Caveat[] {
  const first = contestants[0]?.run;
  const changed = those(contestants, ({ run }) => run.fingerprint !== first?.fingerprint);
  const isElsewhere = (index: number) => contestants[index]?.run.dataset !== first?.dataset;
  return [
    { kind: "other-dataset", runs: changed.filter(isElsewhere) },
    { kind: "other-pictures", runs: changed.filter((index) => !isElsewhere(index)) },
  ];
}

/** Everything that is to be said, the gravest first; a caveat that is about no run is left out. */
export function caveatsOf(contestants: readonly Contestant[], overlap: Overlap): Caveat[] {
  const reference = contestants.find(({ isAlike }) => isAlike);
  const validation = reference && validationOf(reference);
  const device = contestants[0]?.run.device;
  const about = (fits: (contestant: Contestant) => boolean) => those(contestants, fits);
  const caveats: Caveat[] = [
    { kind: "other-target", runs: about(({ isAlike }) => !isAlike) },
    ...dataCaveats(contestants),
    { kind: "apart", runs: overlap.apart },
    { kind: "other-test", runs: overlap.others, common: overlap.keys.length },
    {
      kind: "other-validation",
      runs: about((each) => each.isAlike && validationOf(each) !== validation),
    },
    { kind: "leaked", runs: about(({ run }) => (run.split.leaked ?? 0) > 0) },
    { kind: "unfinished", runs: about(({ run }) => run.state !== "finished") },
    { kind: "other-device", runs: about(({ run }) => run.device !== device) },
  ];
  return caveats.filter(({ runs }) => runs.length > 0);
}
