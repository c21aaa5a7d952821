/** Measures a trained run on a part of its data set, and saves the result in the run. */
import type { SplitName } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import type { EvaluateRequest, Evaluation, PicturePrediction } from "../../protocol/evaluation";
import { openPixelCache } from "../dataset/cache";
import { refreshDataset } from "../dataset/refresh";
import type { Dataset } from "../dataset/store";
import { saveEvaluation } from "../runs/evaluations";
import { runDirectory } from "../runs/folder";
import { isLocked } from "../runs/lock";
import { datasetOf, readSplit } from "../runs/records";
import { type TaskContext, throwIfCancelled } from "../util/context";
import { ProgressMeter } from "../util/progress";
import { argMax, crossEntropy, rowsOf, softmax } from "../util/softmax";
import { accuracyOf, classMetrics, confusionOf, macroF1Of } from "./metrics";
import type { Model, Models } from "./models";

/** Enough to keep all cores busy, and little memory. */
const PICTURES_AT_ONCE = 32;

/** A picture of the part: its place in the data set and what it shows. */
interface Chosen {
  readonly index: number;
  readonly path: string;
  readonly actual: number;
}

/** Finds the run's pictures in the data set as it is now; all must be there, and unchanged. */
async function choose(model: Model, dataset: Dataset, split: SplitName): Promise<Chosen[]> {
  const { config, classes } = model.record;
  const hashes = Object.entries((await readSplit(model.directory))[split]);
  const indexOf = new Map(dataset.samples.map(({ path }, index) => [path, index]));
  const chosen = hashes.flatMap(([path, hash]): Chosen[] => {
    const index = indexOf.get(path);
    const sample = index === undefined ? undefined : dataset.samples[index];
    if (index === undefined || sample?.hash !== hash) return [];
    const actual = classes.indexOf(sample.labels[config.target] ?? "");
    return actual < 0 ? [] : [{ index, path, actual }];
  });
  if (chosen.length === hashes.length) return chosen;
  const there = new Set(chosen.map(({ path }) => path));
  const first = hashes.find(([path]) => !there.has(path))?.[0] ?? "";
  throw new UserError(
    "not-found",
    `${hashes.length - chosen.length} of the ${hashes.length} ${split} pictures of this run are` +
      ` gone or have changed since it was trained; the first is ${first}.`,
  );
}

async function predictAll(
  model: Model,
  work: { readonly dataset: Dataset; readonly chosen: readonly Chosen[] },
  context: TaskContext,
): Promise<PicturePrediction[]> {
  const size = model.record.config.imageSize;
  const { dataset, chosen } = work;
  const source = await openPixelCache(dataset, size, context);
  const meter = new ProgressMeter("evaluate", chosen.length, "pictures", context.progress);
  const predictions: PicturePrediction[] = [];
  try {
    for (let at = 0; at < chosen.length; at += PICTURES_AT_ONCE) {
      throwIfCancelled(context.signal);
      const group = chosen.slice(at, at + PICTURES_AT_ONCE);
      const pixels = new Uint8Array(group.length * size * size * 3);
      source.read(
        group.map(({ index }) => index),
        pixels,
      );
      const rows = rowsOf(await model.infer(pixels, group.length), group.length);
      for (const [index, { path, actual }] of group.entries()) {
        const logits = rows[index] ?? new Float32Array();
        predictions.push({
          path,
          actual,
          predicted: argMax(logits),
          probabilities: softmax(logits),
          loss: crossEntropy(logits, actual),
        });
      }
      meter.tick(group.length);
    }
  } finally {
    await source.close();
  }
  return predictions;
}

/** Evaluates the best checkpoint of a run that is not being trained; "run-unfinished" without one. */
export async function evaluate(
  request: EvaluateRequest,
  models: Models,
  context: TaskContext,
): Promise<Evaluation> {
  const startedAt = performance.now();
  const directory = runDirectory(request.run);
  const split = request.split ?? "test";
  if (await isLocked(directory)) {
    const message = `The run ${directory} is being trained; stop it or wait for its end.`;
    throw new UserError("run-busy", message);
  }
  return await models.use(directory, async (model) => {
    const { classes } = model.record;
    const dataset = await refreshDataset(datasetOf(directory, model.record), context);
    const chosen = await choose(model, dataset, split);
    const predictions = await predictAll(model, { dataset, chosen }, context);
    const confusion = confusionOf(predictions, classes.length);
    const perClass = classMetrics(confusion, classes);
    const evaluation: Evaluation = {
      run: directory,
      split,
      checkpoint: "best",
      classes,
      accuracy: accuracyOf(confusion),
      loss: predictions.reduce((sum, { loss }) => sum + loss, 0) / predictions.length,
      confusion,
      perClass,
      macroF1: macroF1Of(perClass),
      predictions,
      seconds: (performance.now() - startedAt) / 1000,
    };
    await saveEvaluation(directory, evaluation);
    return evaluation;
  });
}
