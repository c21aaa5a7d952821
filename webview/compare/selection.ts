/** Which of the common pictures the gallery shows and in which order. Pure. */
import type { ComparedPicture } from "../../src/protocol/comparison";

/** What a run must have been on a picture. */
export type Verdict = "any" | "right" | "wrong";
/** What all runs together must have been. */
export type Agreement = "disagree" | "all-wrong" | "all-right" | "all";
export type Order = "certainty" | "name";

export interface Selection {
  readonly agreement: Agreement;
  /** By the run's index; a run that is not there may be any. */
  readonly verdicts: ReadonlyMap<number, Verdict>;
  /** Index of the class; null is any. */
  readonly actual: number | null;
  readonly order: Order;
}

/** Whether a run is right; undefined for one that is not compared picture by picture. */
export function isRight({ actual, answers }: ComparedPicture, run: number): boolean | undefined {
  const answer = answers[run];
  return answer ? answer.predicted === actual : undefined;
}

function agrees(picture: ComparedPicture, agreement: Agreement): boolean {
  const verdicts = picture.answers.flatMap((_, run) => isRight(picture, run) ?? []);
  switch (agreement) {
    case "disagree":
      return verdicts.includes(true) && verdicts.includes(false);
    case "all-wrong":
      return !verdicts.includes(true);
    case "all-right":
      return !verdicts.includes(false);
    case "all":
      return true;
  }
}

/** How far apart the runs' probabilities of the actual class are, 0..1. */
function certaintySpread({ answers }: ComparedPicture): number {
  const known = answers.flatMap((answer) => answer?.actualProbability ?? []);
  return Math.max(...known) - Math.min(...known);
}

/** The pictures that fit, in order; equal ones by name. */
export function select(
  pictures: readonly ComparedPicture[],
  { agreement, verdicts, actual, order }: Selection,
): ComparedPicture[] {
  const fitting = pictures.filter(
    (picture) =>
      agrees(picture, agreement) &&
      (actual === null || picture.actual === actual) &&
      [...verdicts].every(
        ([run, verdict]) => verdict === "any" || isRight(picture, run) === (verdict === "right"),
      ),
  );
  const byName = (a: ComparedPicture, b: ComparedPicture): number =>
    a.path.localeCompare(b.path, undefined, { numeric: true });
  if (order === "name") return fitting.sort(byName);
  return fitting.sort((a, b) => certaintySpread(b) - certaintySpread(a) || byName(a, b));
}
