/** Everything that can be learned from a saved evaluation without running the network again. */
import { confusedPairs } from "../../../protocol/confusedPairs";
import type { Evaluation } from "../../../protocol/evaluation";
import { UserError } from "../../../protocol/errors";
import type { Insights, TemperatureScaling } from "../../../protocol/insights";
import { loadDataset } from "../../dataset/store";
import { datasetOf, readRecord } from "../../runs/records";
import { metricEstimates } from "./bootstrap";
import { calibrationOf } from "./calibration";
import { generatedInsights, type Origins } from "./generated";
import { meanOf, oneVersusRest } from "./oneVersusRest";
import { atTemperature, fitTemperature } from "./temperature";

/** What insights are made of. */
export interface Material {
  readonly evaluation: Evaluation;
  /** Of the same run; temperature is fitted on it. Null: there is none yet. */
  readonly validation: Evaluation | null;
}

/** Which pictures of the run's data set were generated; empty when the data set is gone. */
export async function readOrigins(run: string): Promise<Origins> {
  const directory = datasetOf(run, await readRecord(run));
  try {
    const { samples } = await loadDataset(directory);
    return new Map(samples.map(({ path, generatedFrom }) => [path, generatedFrom !== undefined]));
  } catch (error) {
    if (error instanceof UserError && error.code === "not-found") return new Map();
    throw error;
  }
}

function scaling({ evaluation, validation }: Material): TemperatureScaling {
  if (validation === null) return { kind: "not-evaluated" };
  const { predictions } = validation;
  const temperature = fitTemperature(predictions);
  if (temperature === null) return { kind: "unbounded" };
  return {
    kind: "fitted",
    temperature,
    pictures: predictions.length,
    lossBefore: calibrationOf(predictions).loss,
    lossAfter: calibrationOf(atTemperature(predictions, temperature)).loss,
    calibration: calibrationOf(atTemperature(evaluation.predictions, temperature)),
  };
}

/** Insights of an evaluation; `origins` says which of its pictures were generated. */
export async function insightsOf(
  material: Material,
  origins: Origins,
  signal: AbortSignal,
): Promise<Insights> {
  const { evaluation } = material;
  const { split, classes, predictions, confusion } = evaluation;
  const curves = oneVersusRest(predictions, classes);
  return {
    split,
    classes,
    estimates: await metricEstimates(evaluation, signal),
    curves,
    meanRocArea: meanOf(curves.map(({ rocArea }) => rocArea)),
    meanAveragePrecision: meanOf(curves.map((each) => each.averagePrecision)),
    calibration: calibrationOf(predictions),
    temperature: scaling(material),
    confusedPairs: confusedPairs(confusion),
    generated: generatedInsights(evaluation, origins),
  };
}
