/** Compares runs by what they left: their records, their epochs, and their saved evaluations. Nothing is computed anew. */
import { resolve } from "node:path";
import {
  type CompareRequest,
  type Comparison,
  MAXIMUM_COMPARED,
} from "../../../protocol/comparison";
import { UserError } from "../../../protocol/errors";
import { caveatsOf } from "./caveats";
import { compareCommon, overlapOf } from "./commonPictures";
import { compareScores, testedScores } from "./scores";
import { compareSettings } from "./settings";
import { contest, type Contestant, readEntrant } from "./entrant";

function checkedRuns(paths: readonly string[]): readonly string[] {
  const runs = [...new Set(paths.map((path) => resolve(path)))];
  if (runs.length >= 2 && runs.length <= MAXIMUM_COMPARED) return runs;
  const message =
    runs.length < 2
      ? "Comparing needs at least two different runs. `pupil runs DIR` lists those of a data set."
      : `At most ${MAXIMUM_COMPARED} runs can be compared at once, not ${runs.length}.`;
  throw new UserError("invalid-argument", message);
}

/** Everything that is to be said of runs whose records and evaluations have been read. */
export function comparisonOf(
  contestants: readonly Contestant[],
  { split, target }: Pick<Comparison, "split" | "target">,
): Comparison {
  const overlap = overlapOf(contestants);
  const caveats = caveatsOf(contestants, overlap);
  const common = compareCommon(contestants, overlap);
  const learned = contestants.flatMap(({ targets }) => targets.map(({ name }) => name));
  return {
    split,
    target,
    targets: [...new Set(learned)],
    runs: contestants.map(({ run, parameters, flops, ...each }) => {
      const tested = each.evaluation && testedScores(each.evaluation);
      return { run, target: each.target.name, parameters, flops, tested };
    }),
    scores: compareScores(contestants, caveats, common),
    caveats,
    settings: compareSettings(contestants.map(({ run }) => run)),
    common,
  };
}

/** Compares two to eight runs; one that was not evaluated is compared by the rest. */
export async function compareRuns(request: CompareRequest): Promise<Comparison> {
  const split = request.split ?? "test";
  const entrants = await Promise.all(checkedRuns(request.runs).map(readEntrant));
  const { target, contestants } = await contest(entrants, { ...request, split });
  return comparisonOf(contestants, { split, target });
}
