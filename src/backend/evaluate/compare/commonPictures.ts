/** Runs against one another on the pictures that all of them were evaluated on: which, by whom, and whether it is chance. */
import type {
  Answer,
  CommonPictures,
  ComparedClass,
  ComparedPicture,
  PairedTest,
} from "../../../protocol/comparison";
import type { Evaluation, PicturePrediction } from "../../../protocol/evaluation";
import type { Contestant } from "./entrant";
import { holm, mcNemar } from "./significance";

/** A run's predictions by picture; a picture is its path, its file's hash and what it shows. */
type Predictions = ReadonlyMap<string, PicturePrediction>;

function predictionsOf({ parts }: Contestant, evaluation: Evaluation): Predictions {
  const hashes = parts[evaluation.split];
  return new Map(
    evaluation.predictions.map((prediction) => {
      const { path, actual } = prediction;
      return [JSON.stringify([path, hashes[path], evaluation.classes[actual]]), prediction];
    }),
  );
}

/** A run that takes part, by its index among all. */
interface Participant {
  readonly index: number;
  readonly predictions: Predictions;
}

function participantsOf(contestants: readonly Contestant[]): readonly Participant[] {
  return contestants.flatMap((contestant, index): Participant[] => {
    const { evaluation, isAlike } = contestant;
    if (!evaluation || !isAlike) return [];
    return [{ index, predictions: predictionsOf(contestant, evaluation) }];
  });
}

/** What the evaluations have in common, before anything is counted. */
export interface Overlap {
  /** Keys of the pictures that all participants have, in the order of the first of them. */
  readonly keys: readonly string[];
  readonly participants: readonly Participant[];
  /** Indices of the participants that were tested on others than most. */
  readonly others: readonly number[];
  /** Indices of evaluated runs that share no picture with the participants. */
  readonly apart: readonly number[];
}

function isSameTest(one: Predictions, other: Predictions): boolean {
  return one.size === other.size && [...one.keys()].every((key) => other.has(key));
}

/** Those tested on the pictures that most were tested on come first. */
function commonestFirst(all: readonly Participant[]): readonly Participant[] {
  const like = (one: Participant) =>
    all.filter((other) => isSameTest(one.predictions, other.predictions));
  const most = all.reduce<readonly Participant[]>((best, one) => {
    const group = like(one);
    return group.length > best.length ? group : best;
  }, []);
  return [...most, ...all.filter((each) => !most.includes(each))];
}

/** Finds the pictures that all evaluated runs with the same classes share, but for runs that share none. */
export function overlapOf(contestants: readonly Contestant[]): Overlap {
  const [reference, ...rest] = commonestFirst(participantsOf(contestants));
  if (reference === undefined) return { keys: [], participants: [], others: [], apart: [] };
  let keys = [...reference.predictions.keys()];
  const participants = [reference];
  const apart: number[] = [];
  for (const participant of rest) {
    const shared = keys.filter((key) => participant.predictions.has(key));
    if (shared.length === 0) {
      apart.push(participant.index);
      continue;
    }
    keys = shared;
    participants.push(participant);
  }
  const others = participants.filter(
    ({ predictions }) => !isSameTest(predictions, reference.predictions),
  );
  participants.sort((a, b) => a.index - b.index);
  return { keys, participants, others: others.map(({ index }) => index), apart };
}

function answerOf({ predicted, actual, probabilities }: PicturePrediction): Answer {
  return {
    predicted,
    probability: probabilities[predicted] ?? 0,
    actualProbability: probabilities[actual] ?? 0,
  };
}

function comparePictures({ keys, participants }: Overlap, runs: number): ComparedPicture[] {
  return keys.flatMap((key) => {
    const [first] = participants;
    const known = first?.predictions.get(key);
    if (!known) return [];
    const answers = new Array<Answer | null>(runs).fill(null);
    for (const { index, predictions } of participants) {
      const prediction = predictions.get(key);
      if (prediction) answers[index] = answerOf(prediction);
    }
    return [{ path: known.path, actual: known.actual, answers }];
  });
}

/** Whether a run is right on a picture. */
function isRight({ actual, answers }: ComparedPicture, run: number): boolean {
  return answers[run]?.predicted === actual;
}

function compareClasses(
  pictures: readonly ComparedPicture[],
  classes: readonly string[],
  { runs, among }: { readonly runs: readonly number[]; readonly among: number },
): ComparedClass[] {
  return classes.map((name, actual) => {
    const shown = pictures.filter((picture) => picture.actual === actual);
    const errors = new Array<number | null>(among).fill(null);
    for (const run of runs) errors[run] = shown.filter((each) => !isRight(each, run)).length;
    return { name, pictures: shown.length, errors };
  });
}

function comparePair(
  pictures: readonly ComparedPicture[],
  [first, second]: readonly [number, number],
): Omit<PairedTest, "adjusted"> {
  const count = (one: boolean, other: boolean) =>
    pictures.filter((each) => isRight(each, first) === one && isRight(each, second) === other)
      .length;
  const [onlyFirst, onlySecond] = [count(true, false), count(false, true)];
  const rest = { both: count(true, true), neither: count(false, false) };
  return { first, second, onlyFirst, onlySecond, ...rest, pValue: mcNemar(onlyFirst, onlySecond) };
}

function comparePairs(pictures: readonly ComparedPicture[], runs: readonly number[]): PairedTest[] {
  const pairs = runs.flatMap((first, place) =>
    runs.slice(place + 1).map((second) => comparePair(pictures, [first, second])),
  );
  const adjusted = holm(pairs.map(({ pValue }) => pValue));
  return pairs.map((pair, index) => ({ ...pair, adjusted: adjusted[index] ?? 1 }));
}

/** Compares picture by picture; null when there are no two runs, or no picture, to compare. */
export function compareCommon(
  contestants: readonly Contestant[],
  overlap: Overlap,
): CommonPictures | null {
  const runs = overlap.participants.map(({ index }) => index);
  const [first] = runs.map((index) => contestants[index]);
  if (!first || runs.length < 2 || overlap.keys.length === 0) return null;
  const { classes } = first.target;
  const among = contestants.length;
  const pictures = comparePictures(overlap, among);
  const perClass = compareClasses(pictures, classes, { runs, among });
  return { classes, runs, pictures, perClass, pairs: comparePairs(pictures, runs) };
}
