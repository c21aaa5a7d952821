/** The numbers of several runs side by side, and which are the best where they were measured alike. */
import type {
  Caveat,
  CommonPictures,
  ComparedScore,
  ScoreKey,
  TestedScores,
} from "../../../protocol/comparison";
import type { Evaluation } from "../../../protocol/evaluation";
import type { EpochMetrics, TargetMetrics } from "../../../protocol/training";
import { type Contestant, targetMetrics } from "./entrant";

/** An evaluation in short. */
export function testedScores({ predictions, ...rest }: Evaluation): TestedScores {
  const pictures = predictions.length;
  const errors = predictions.filter(({ actual, predicted }) => actual !== predicted).length;
  const { accuracy, loss, macroF1 } = rest;
  return { pictures, errors, accuracy, loss, macroF1 };
}

type Better = "more" | "less";

interface Rule {
  readonly key: ScoreKey;
  readonly of: (contestant: Contestant) => number | undefined;
  /** Absent where neither is better by itself: a large network, an early best epoch. */
  readonly better?: Better;
  /** Caveats under which the values are not of the same thing, so that none is the best. */
  readonly spoiledBy?: readonly Caveat["kind"][];
}

const OF_TEST: readonly Caveat["kind"][] = ["other-target", "apart", "other-test"];
const OF_VALIDATION: readonly Caveat["kind"][] = ["other-target", "other-validation"];
const OF_TIME: readonly Caveat["kind"][] = ["other-device", "unfinished"];

function bestOf({ run }: Contestant): EpochMetrics | undefined {
  return run.metrics.findLast(({ best }) => best);
}

function atBest(contestant: Contestant): TargetMetrics | undefined {
  const best = bestOf(contestant);
  return best && targetMetrics(contestant, best);
}

/** Wall time of the epochs up to one, of all without; undefined before the first has ended. */
function secondsOf({ run }: Contestant, last = Infinity): number | undefined {
  const epochs = run.metrics.filter(({ epoch }) => epoch <= last);
  if (epochs.length === 0) return undefined;
  return epochs.reduce((sum, { seconds }) => sum + seconds, 0);
}

function speedOf({ run: { metrics } }: Contestant): number | undefined {
  if (metrics.length === 0) return undefined;
  return metrics.reduce((sum, { imagesPerSecond }) => sum + imagesPerSecond, 0) / metrics.length;
}

/** In the order in which they are shown; the accuracy on common pictures comes after the first. */
const RULES: readonly Rule[] = [
  {
    key: "accuracy",
    of: ({ evaluation }) => evaluation?.accuracy,
    better: "more",
    spoiledBy: OF_TEST,
  },
  {
    key: "macroF1",
    of: ({ evaluation }) => evaluation?.macroF1,
    better: "more",
    spoiledBy: OF_TEST,
  },
  { key: "loss", of: ({ evaluation }) => evaluation?.loss, better: "less", spoiledBy: OF_TEST },
  {
    key: "validationAccuracy",
    of: (contestant) => atBest(contestant)?.validationAccuracy,
    better: "more",
    spoiledBy: OF_VALIDATION,
  },
  {
    key: "validationLoss",
    of: (contestant) => atBest(contestant)?.validationLoss,
    better: "less",
    spoiledBy: OF_VALIDATION,
  },
  { key: "bestEpoch", of: (contestant) => bestOf(contestant)?.epoch },
  { key: "epochs", of: ({ run }) => run.epochsDone },
  {
    key: "secondsToBest",
    of: (contestant) => {
      const best = bestOf(contestant);
      return best && secondsOf(contestant, best.epoch);
    },
    better: "less",
    spoiledBy: OF_TIME,
  },
  { key: "seconds", of: (contestant) => secondsOf(contestant), better: "less", spoiledBy: OF_TIME },
  { key: "imagesPerSecond", of: speedOf, better: "more", spoiledBy: ["other-device"] },
  { key: "parameters", of: ({ parameters }) => parameters },
  { key: "flops", of: ({ flops }) => flops },
];

/** Indices of the best values; none when there is nothing to choose between. */
function bestIndices(values: readonly (number | null)[], better: Better): readonly number[] {
  const known = values.filter((value) => value !== null);
  const best = better === "more" ? Math.max(...known) : Math.min(...known);
  if (known.length < 2 || known.every((value) => value === best)) return [];
  return values.flatMap((value, index) => (value === best ? [index] : []));
}

function commonScore({ pictures, runs }: CommonPictures, among: number): ComparedScore {
  const values = new Array<number | null>(among).fill(null);
  for (const run of runs) {
    const right = pictures.filter(({ actual, answers }) => answers[run]?.predicted === actual);
    values[run] = right.length / pictures.length;
  }
  return { key: "commonAccuracy", values, best: bestIndices(values, "more") };
}

/** All numbers; that of the common pictures only where the evaluations were of different ones. */
export function compareScores(
  contestants: readonly Contestant[],
  caveats: readonly Caveat[],
  common: CommonPictures | null,
): ComparedScore[] {
  const kinds = new Set(caveats.map(({ kind }) => kind));
  const scores = RULES.map(({ key, of, better, spoiledBy = [] }): ComparedScore => {
    const values = contestants.map((contestant) => of(contestant) ?? null);
    const isAlike = !spoiledBy.some((kind) => kinds.has(kind));
    return { key, values, best: better && isAlike ? bestIndices(values, better) : [] };
  });
  if (!common || !(kinds.has("other-test") || kinds.has("apart"))) return scores;
  const [accuracy, ...others] = scores;
  return [...(accuracy ? [accuracy] : []), commonScore(common, contestants.length), ...others];
}
