/**
 * Generated pictures apart from real ones: whether those that balancing made are harder to recognise.
 * The two are resampled apart, so the interval of the difference says whether it may be chance.
 */
import type { Evaluation, PicturePrediction } from "../../../protocol/evaluation";
import type { Estimate, GeneratedInsights, OriginComparison } from "../../../protocol/insights";
import type { Random } from "../../util/random";
import { bootstrapRandom, estimate, RESAMPLES } from "./bootstrap";

/** Whether each path of the data set was generated. */
export type Origins = ReadonlyMap<string, boolean>;

interface Recall {
  readonly pictures: number;
  readonly recall: Estimate | null;
  /** Recall in each resample. */
  readonly resampled: readonly number[];
}

function recallOf(predictions: readonly PicturePrediction[], random: Random): Recall {
  const pictures = predictions.length;
  if (pictures === 0) return { pictures, recall: null, resampled: [] };
  const right = predictions.map(({ actual, predicted }) => Number(actual === predicted));
  const value = right.reduce((sum, each) => sum + each, 0) / pictures;
  const resampled = Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let drawn = 0; drawn < pictures; drawn++) sum += right[random.integer(pictures)] ?? NaN;
    return sum / pictures;
  });
  return { pictures, recall: estimate(value, resampled), resampled };
}

function compare(
  known: readonly PicturePrediction[],
  origins: Origins,
  random: Random,
): Omit<OriginComparison, "name"> {
  const part = (isGenerated: boolean, name: string) => {
    const predictions = known.filter(({ path }) => origins.get(path) === isGenerated);
    return recallOf(predictions, random.split(name));
  };
  const [real, generated] = [part(false, "real"), part(true, "generated")];
  const difference =
    real.recall && generated.recall
      ? estimate(
          generated.recall.value - real.recall.value,
          generated.resampled.map((value, at) => value - (real.resampled[at] ?? NaN)),
        )
      : null;
  return {
    real: { pictures: real.pictures, recall: real.recall },
    generated: { pictures: generated.pictures, recall: generated.recall },
    difference,
  };
}

/** Compares the two kinds, over all classes and for each class that has generated pictures. */
export function generatedInsights(
  { predictions, classes, split }: Evaluation,
  origins: Origins,
): GeneratedInsights {
  const known = predictions.filter(({ path }) => origins.has(path));
  const random = bootstrapRandom("generated", split);
  const perClass = classes.map((name, index) => ({
    name,
    ...compare(
      known.filter(({ actual }) => actual === index),
      origins,
      random.split(name),
    ),
  }));
  return {
    paths: known.filter(({ path }) => origins.get(path)).map(({ path }) => path),
    unknown: predictions.length - known.length,
    realAccuracy: recallOf(
      known.filter(({ path }) => origins.get(path) === false),
      random.split("real"),
    ).recall,
    classes: perClass.filter(({ generated }) => generated.pictures > 0),
  };
}
