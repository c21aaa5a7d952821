/** Compares runs by what they left: their records, their epochs, and their saved evaluations. Nothing is computed anew. */
import { resolve } from "node:path";
import { type CompareRequest, type Comparison, MAXIMUM_COMPARED } from "../../protocol/comparison";
import { UserError } from "../../protocol/errors";
import { caveatsOf } from "./caveats";
import { compareCommon, overlapOf } from "./commonPictures";
import { compareScores, testedScores } from "./comparedScores";
import { compareSettings } from "./comparedSettings";
import { readEntrant } from "./entrant";

function checkedRuns(paths: readonly string[]): readonly string[] {
  const runs = [...new Set(paths.map((path) => resolve(path)))];
  if (runs.length >= 2 && runs.length <= MAXIMUM_COMPARED) return runs;
  const message =
    runs.length < 2
      ? "Comparing needs at least two different runs. `pupil runs DIR` lists those of a data set."
      : `At most ${MAXIMUM_COMPARED} runs can be compared at once, not ${runs.length}.`;
  throw new UserError("invalid-argument", message);
}

/** Compares two to eight runs; one that was not evaluated is compared by the rest. */
export async function compareRuns(request: CompareRequest): Promise<Comparison> {
  const split = request.split ?? "test";
  const runs = checkedRuns(request.runs);
  const entrants = await Promise.all(runs.map((run) => readEntrant(run, split)));
  const overlap = overlapOf(entrants);
  const caveats = caveatsOf(entrants, overlap);
  const common = compareCommon(entrants, overlap);
  return {
    split,
    runs: entrants.map(({ run, parameters, flops, evaluation }) => {
      return { run, parameters, flops, tested: evaluation && testedScores(evaluation) };
    }),
    scores: compareScores(entrants, caveats, common),
    caveats,
    settings: compareSettings(entrants.map(({ run }) => run)),
    common,
  };
}
