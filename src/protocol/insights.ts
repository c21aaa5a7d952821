/** Words of an evaluation's insights: intervals, curves, calibration, confused pairs, generated pictures apart. */
import type { SplitName } from "./dataset";

/** A measured value with its bootstrap interval (percentile method, 95 %). */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface ClassEstimates {
  readonly precision: Estimate;
  readonly recall: Estimate;
  readonly f1: Estimate;
}

/** The evaluation's metrics with intervals over resampled pictures. */
export interface MetricEstimates {
  /** How many times the pictures were drawn anew, with replacement. */
  readonly resamples: number;
  readonly accuracy: Estimate;
  readonly loss: Estimate;
  readonly macroF1: Estimate;
  /** In the order of the classes. */
  readonly perClass: readonly ClassEstimates[];
}

/** A curve by falling threshold; the lists are of one length, and x never falls. */
export interface Curve {
  /** Pictures with at least this probability are taken; null takes none. */
  readonly thresholds: readonly (number | null)[];
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** One class against the rest, by the probability of the class. */
export interface ClassCurves {
  readonly name: string;
  /** Pictures of the class, and of all others. */
  readonly positives: number;
  readonly negatives: number;
  /** x: false positive rate, y: true positive rate; null without a picture of the class or of others. */
  readonly roc: Curve | null;
  /** Area under the ROC curve, 0..1. */
  readonly rocArea: number | null;
  /** x: recall, y: precision; null without a picture of the class. */
  readonly precisionRecall: Curve | null;
  /** Mean precision weighted by the gain of recall, 0..1. */
  readonly averagePrecision: number | null;
}

/** Pictures whose highest probability lies in (low, high]. */
export interface CalibrationBin {
  readonly low: number;
  readonly high: number;
  /** At least 1: empty bins are left out. */
  readonly pictures: number;
  /** Mean of the highest probability. */
  readonly confidence: number;
  /** Share of the pictures that are right. */
  readonly accuracy: number;
}

/** Whether probabilities can be taken at their word. */
export interface Calibration {
  readonly bins: readonly CalibrationBin[];
  /** Mean gap between confidence and accuracy, weighted by pictures (ECE), 0..1. */
  readonly expectedError: number;
  /** The largest gap of a bin (MCE), 0..1. */
  readonly maximumError: number;
  /** Brier's score: mean squared distance of probabilities and truth, summed over classes, 0..2. */
  readonly brier: number;
  /** Mean cross-entropy. */
  readonly loss: number;
}

/** Temperature scaling: logits are divided by one number, fitted on the validation pictures. */
export type TemperatureScaling =
  | {
      readonly kind: "fitted";
      /** Above 1: the network is too sure of itself. */
      readonly temperature: number;
      /** Validation pictures that it was fitted on. */
      readonly pictures: number;
      /** Mean cross-entropy of the validation pictures without and with it. */
      readonly lossBefore: number;
      readonly lossAfter: number;
      /** Of the evaluated pictures, with it. */
      readonly calibration: Calibration;
    }
  /** The validation pictures have not been evaluated. */
  | { readonly kind: "not-evaluated" }
  /**
   * No temperature within bounds is best: of 0, when every validation picture is right, or one
   * without end, when the network does no better than chance.
   */
  | { readonly kind: "unbounded" };

/** Pictures of one class that were taken for another. */
export interface ConfusedPair {
  /** Indices of the classes. */
  readonly actual: number;
  readonly predicted: number;
  readonly count: number;
  /** Of the actual class's pictures, 0..1. */
  readonly share: number;
}

/** How pictures of one origin were classified; recall is null without pictures. */
export interface OriginRecall {
  readonly pictures: number;
  readonly recall: Estimate | null;
}

export interface OriginComparison {
  readonly name: string;
  readonly real: OriginRecall;
  readonly generated: OriginRecall;
  /** Recall of generated pictures less that of real ones; null unless there are both. */
  readonly difference: Estimate | null;
}

/** Real pictures and generated ones apart. */
export interface GeneratedInsights {
  /** Paths of the generated pictures among the evaluated ones. */
  readonly paths: readonly string[];
  /** Evaluated pictures that are gone from the data set, so that nobody knows; not compared. */
  readonly unknown: number;
  /** Accuracy over the real pictures alone; null without any. */
  readonly realAccuracy: Estimate | null;
  /**
   * In the order of the classes; those with generated pictures only. There is no comparison over
   * all classes: the real pictures are of other classes, too, which may be harder.
   */
  readonly classes: readonly OriginComparison[];
}

/** What can be learned from a saved evaluation. */
export interface Insights {
  readonly split: SplitName;
  readonly classes: readonly string[];
  readonly estimates: MetricEstimates;
  /** In the order of the classes. */
  readonly curves: readonly ClassCurves[];
  /** Means over the classes that have a curve; null when none has. */
  readonly meanRocArea: number | null;
  readonly meanAveragePrecision: number | null;
  readonly calibration: Calibration;
  readonly temperature: TemperatureScaling;
  /** Most pictures first. */
  readonly confusedPairs: readonly ConfusedPair[];
  readonly generated: GeneratedInsights;
}
