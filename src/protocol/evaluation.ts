/** Words of evaluation and prediction. */
import type { SplitName } from "./dataset";

export interface ClassMetrics {
  readonly name: string;
  /** 0..1; 0 when undefined (no prediction or no picture of the class), as scikit-learn's zero_division=0. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Number of pictures of the class. */
  readonly support: number;
  /** Pictures of the class that were classified wrongly. */
  readonly errors: number;
}

export interface PicturePrediction {
  /** Relative to the data set's folder. */
  readonly path: string;
  /** Index into the classes. */
  readonly actual: number;
  readonly predicted: number;
  /** Softmax, one a class, sums to 1. */
  readonly probabilities: readonly number[];
  /** Cross-entropy of this picture. */
  readonly loss: number;
}

export interface Evaluation {
  readonly run: string;
  readonly split: SplitName;
  /** What was to be told; absent in older evaluations: the run's target. */
  readonly target?: string;
  readonly checkpoint: "best" | "last";
  readonly classes: readonly string[];
  readonly accuracy: number;
  readonly loss: number;
  /** Rows are actual classes, columns are predicted ones. */
  readonly confusion: readonly (readonly number[])[];
  readonly perClass: readonly ClassMetrics[];
  readonly macroF1: number;
  readonly predictions: readonly PicturePrediction[];
  readonly seconds: number;
}

export interface EvaluateRequest {
  /** Path of the run's folder. */
  readonly run: string;
  /** Default "test". */
  readonly split?: SplitName;
  /** One of the run's targets; default the first. */
  readonly target?: string;
}

export interface PredictRequest {
  readonly run: string;
  /** Paths of pictures. */
  readonly pictures: readonly string[];
  /** Default 5; capped at the number of classes. */
  readonly top?: number;
}

export interface RankedClass {
  readonly name: string;
  readonly probability: number;
}

export interface Prediction {
  readonly picture: string;
  /** Best first; empty when there is an error. */
  readonly top: readonly RankedClass[];
  /** The same of the run's second target, where it has one. */
  readonly second?: readonly RankedClass[];
  /** Names decoded by target, e.g. `{ breed: "Bengal", species: "cat" }`: the predicted classes and the coarser ones that they imply. */
  readonly labels: Readonly<Record<string, string>>;
  /** One sentence when the picture could not be read. */
  readonly error?: string;
}

export interface PredictResult {
  readonly run: string;
  readonly network: string;
  readonly target: string;
  readonly secondTarget?: string;
  readonly predictions: readonly Prediction[];
  readonly milliseconds: number;
}
