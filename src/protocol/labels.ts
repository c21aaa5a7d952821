/** Words of labels: what a person decided of them, and which of them seem to be wrong. */
import type { CrossValidateRequest } from "./folds";

/** Says what pictures show; kept in DIR/.pupil/labels.json, and no file is touched. */
export interface RelabelRequest {
  readonly directory: string;
  /** Relative to the data set's folder. */
  readonly paths: readonly string[];
  readonly target: string;
  /** A class of the target; the one that a picture has says that it is right. Null takes back what was decided. */
  readonly label: string | null;
}

/**
 * `open`: nobody has decided. `confirmed`: a person said that the label is right. `corrected`: the
 * label is another one now. `excluded`: a person took the picture out.
 */
export type SuspectState = "open" | "confirmed" | "corrected" | "excluded";

/** A picture whose label is probably wrong. */
export interface Suspect {
  /** Relative to the data set's folder. */
  readonly path: string;
  /** Index of the class that it was labelled as when it was cross-validated. */
  readonly given: number;
  /** Index of the class that it seems to be. */
  readonly suggested: number;
  /** Of the given class, by a network that had not seen the picture, 0..1: the self-confidence. */
  readonly givenProbability: number;
  readonly suggestedProbability: number;
  /** The given class's probability less the highest of all others, -1..1: the lower, the worse. */
  readonly margin: number;
  readonly state: SuspectState;
  /** The class that it is labelled as now, where it is `corrected`. */
  readonly label?: string;
}

/** What confident learning says of a class's labels. */
export interface ClassNoise {
  readonly name: string;
  /** Pictures labelled so. */
  readonly pictures: number;
  /** Mean probability of the class over them; others must reach it to count. Null without pictures. */
  readonly threshold: number | null;
  /** About how many of them are of another class. */
  readonly wrong: number;
}

/** Labels of one target that are probably wrong, by a cross-validation. */
export interface LabelMistakes {
  readonly directory: string;
  readonly target: string;
  /** The cross-validation that it is derived from. */
  readonly crossValidation: string;
  /** When it was made: ISO 8601, UTC. */
  readonly createdAt: string;
  /** For people: "mobileNetV2, frozen, weights imagenet". */
  readonly network: string;
  readonly folds: number;
  /** Of the out-of-fold predictions, 0..1, by the labels of then. */
  readonly accuracy: number;
  readonly pictures: number;
  /** In the order of the indices. */
  readonly classes: readonly ClassNoise[];
  /** Rows are labels, columns are what pictures seem to be: estimated numbers, summing to `pictures`. */
  readonly joint: readonly (readonly number[])[];
  /** The worst first. */
  readonly suspects: readonly Suspect[];
  /** Whether pictures or labels have changed since. */
  readonly isOutdated: boolean;
}

/**
 * Whether the network that judged the labels knows too little for that: it errs at least as often as
 * one that calls every picture by the commonest label.
 */
export function isPoorJudge({ accuracy, pictures, classes }: LabelMistakes): boolean {
  return Math.round(accuracy * pictures) <= Math.max(...classes.map((each) => each.pictures));
}

export interface MistakesRequest {
  readonly directory: string;
  /** Default: that of the newest cross-validation. */
  readonly target?: string;
}

/** A missing method is `frozen` where there are weights. */
export type FindMistakesRequest = CrossValidateRequest;
