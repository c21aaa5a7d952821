/** Cross-validation: trains once for each fold on all others, so that every picture is predicted unseen. */
import { UserError } from "../../protocol/errors";
import type {
  CrossValidatedTarget,
  CrossValidateRequest,
  CrossValidation,
  FoldPrediction,
  FoldScore,
} from "../../protocol/folds";
import type { WholeTrainConfig } from "../../protocol/training";
import { type Fold, splitFolds } from "../dataset/folds";
import { scoreOf } from "../evaluate/metrics";
import { usedIndices } from "../train/balance";
import type { TrainTools } from "../train/conduct";
import type { Work } from "../train/work";
import { settle } from "../train/train";
import type { TaskContext } from "../util/context";
import { ProgressMeter } from "../util/progress";
import { runFold } from "./foldRun";
import { saveCrossValidation } from "./store";

const DEFAULT_FOLDS = 5;
const MOST_FOLDS = 20;

function checkedFolds(folds: number, { earlyStop }: WholeTrainConfig): number {
  if (!Number.isInteger(folds) || folds < 2 || folds > MOST_FOLDS) {
    const message = `folds must be a whole number from 2 to ${MOST_FOLDS}, not ${folds}.`;
    throw new UserError("invalid-argument", message);
  }
  if (earlyStop === 0) return folds;
  throw new UserError(
    "invalid-config",
    "Cross-validation trains all epochs, since it holds no pictures out to stop by: leave" +
      " earlyStop at 0.",
  );
}

/**
 * The target that folds are stratified by: the second one where it is the finer and common enough,
 * as breed is to species, for then the first one is level, too.
 */
function stratifyingTarget({ material }: Work, used: readonly number[], folds: number): string {
  const [first, second] = material.targets;
  if (second === undefined) return first.name;
  const counts = second.classes.map(() => 0);
  for (const index of used) {
    const label = second.labels[index] ?? -1;
    if (label < 0) return first.name;
    counts[label] = (counts[label] ?? 0) + 1;
  }
  const isFiner = second.classes.every((name) => second.implied[name]?.[first.name] !== undefined);
  return isFiner && Math.min(...counts) >= folds ? second.name : first.name;
}

/** The folds of the pictures that the run is about, as indices into all samples. */
function foldsOf(work: Work, folds: number): Fold[] {
  const { dataset, config } = work;
  const { seed, balance } = config;
  const used = usedIndices(dataset.samples, balance);
  const target = stratifyingTarget(work, used, folds);
  const samples = used.flatMap((index) => dataset.samples[index] ?? []);
  const back = (indices: readonly number[]) => indices.flatMap((index) => used[index] ?? []);
  return splitFolds(samples, target, { seed, folds }).map(({ train, test }) => ({
    train: back(train),
    test: back(test),
  }));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The square root of the sample variance. */
function deviation(values: readonly number[]): number {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

function targetOf(
  target: string,
  classes: readonly string[],
  all: readonly FoldPrediction[],
): CrossValidatedTarget {
  const numbers = [...new Set(all.map(({ fold }) => fold))].sort((a, b) => a - b);
  const folds = numbers.map((fold): FoldScore => {
    const predictions = all.filter((each) => each.fold === fold);
    const { accuracy, loss } = scoreOf(predictions, classes);
    return { fold, pictures: predictions.length, accuracy, loss };
  });
  const accuracies = folds.map(({ accuracy }) => accuracy);
  const predictions = [...all].sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    target,
    classes,
    folds,
    meanAccuracy: mean(accuracies),
    accuracyDeviation: deviation(accuracies),
    ...scoreOf(predictions, classes),
    predictions,
  };
}

/** Cross-validates a configuration and saves the result with the data set. */
export async function crossValidate(
  request: CrossValidateRequest,
  tools: Pick<TrainTools, "chooseEngine" | "emit">,
  context: TaskContext,
): Promise<CrossValidation> {
  const startedAt = performance.now();
  const { work, pretrained } = await settle(request, tools, context);
  const { config, material, engine, dataset } = work;
  const count = checkedFolds(request.folds ?? DEFAULT_FOLDS, config);
  const folds = foldsOf(work, count);
  const predictions = material.targets.map((): FoldPrediction[] => []);
  const meter = new ProgressMeter("folds", count * config.epochs, "epochs", context.progress);
  for (const [at, fold] of folds.entries()) {
    const detail = `fold ${at + 1} of ${count}`;
    const onEpoch = () => {
      meter.tick(1, detail);
    };
    const ofFold = await runFold({ work, fold, number: at + 1, onEpoch }, context);
    for (const [which, some] of ofFold.entries()) predictions[which]?.push(...some);
  }
  const result: Omit<CrossValidation, "id"> = {
    directory: dataset.summary.directory,
    createdAt: new Date().toISOString(),
    config,
    folds: count,
    fingerprint: material.fingerprint,
    device: engine.device,
    ...(pretrained && { pretrained: { name: pretrained.info.name, digest: pretrained.digest } }),
    targets: material.targets.map(({ name, classes }, which) =>
      targetOf(name, classes, predictions[which] ?? []),
    ),
    seconds: (performance.now() - startedAt) / 1000,
  };
  return await saveCrossValidation(result);
}
