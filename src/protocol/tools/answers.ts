/** What tools tell a model: the backend's answers, shortened to what can be read and reasoned about. */
import { confusedPairs } from "../confusedPairs";
import type { DatasetSummary } from "../dataset";
import type { Evaluation, PredictResult } from "../evaluation";
import type { RunDetail, RunSummary } from "../training";

/** Entries of lists that may be long; how many there are in all is always said. */
const LISTED = 20;
/** Classes of which each is told of. */
const CLASSES_LISTED = 200;
/** The last epochs of a run. */
const EPOCHS_LISTED = 100;

const rounded = (value: number): number => Number(value.toPrecision(5));

function counted<T>(all: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const each of all) counts.set(each, (counts.get(each) ?? 0) + 1);
  return counts;
}

export function datasetAnswer(summary: DatasetSummary) {
  const { directory, pictures, generated, excluded = 0, rule, targets, findings, sizes } = summary;
  return {
    dataset: directory,
    pictures,
    generated,
    excluded,
    labelledBy: rule.kind,
    targets: targets.map(({ target, classes }) => ({
      target,
      classes: classes.length,
      pictures: Object.fromEntries(
        classes.slice(0, CLASSES_LISTED).map(({ name, count }) => [name, count]),
      ),
    })),
    medianSize: [sizes.medianWidth, sizes.medianHeight],
    findings: Object.fromEntries(counted(findings.map(({ kind }) => kind))),
    firstFindings: findings.slice(0, LISTED).map(({ message }) => message),
  };
}

export function runAnswer(run: RunSummary) {
  const { directory, state, config, classes, epochsDone, bestEpoch, createdAt, error } = run;
  const { network, target, secondTarget, method = "full", epochs } = config;
  return {
    run: directory,
    state,
    network,
    target,
    secondTarget,
    method,
    classes: classes.length,
    epochs: `${epochsDone} of ${epochs}`,
    bestEpoch,
    validationAccuracy: run.bestValidationAccuracy,
    secondValidationAccuracy: run.secondValidationAccuracy,
    testAccuracy: run.testAccuracy,
    createdAt,
    error,
    trainedBefore: run.loaded,
  };
}

export function runsAnswer(runs: readonly RunSummary[]) {
  return { runs: runs.slice(0, LISTED).map(runAnswer), inAll: runs.length };
}

export function metricsAnswer(run: RunDetail) {
  const epochs = run.metrics.slice(-EPOCHS_LISTED).map((epoch) => ({
    epoch: epoch.epoch,
    trainLoss: rounded(epoch.trainLoss),
    trainAccuracy: rounded(epoch.trainAccuracy),
    ...(epoch.validationLoss !== undefined && {
      validationLoss: rounded(epoch.validationLoss),
    }),
    ...(epoch.validationAccuracy !== undefined && {
      validationAccuracy: rounded(epoch.validationAccuracy),
    }),
    ...(epoch.second?.validationAccuracy !== undefined && {
      secondValidationAccuracy: rounded(epoch.second.validationAccuracy),
    }),
    learningRate: epoch.learningRate,
    seconds: rounded(epoch.seconds),
  }));
  const { config, device, split } = run;
  return { ...runAnswer(run), settings: config, device, split, metrics: epochs };
}

export function evaluationAnswer(evaluation: Evaluation) {
  const { run, split, target, classes, accuracy, loss, macroF1, perClass } = evaluation;
  const { confusion, predictions } = evaluation;
  const confusions = confusedPairs(confusion).slice(0, LISTED);
  const mistakes = predictions
    .filter(({ actual, predicted }) => actual !== predicted)
    .sort((a, b) => b.loss - a.loss);
  return {
    run,
    split,
    target,
    pictures: predictions.length,
    accuracy: rounded(accuracy),
    loss: rounded(loss),
    macroF1: rounded(macroF1),
    perClass: perClass.slice(0, CLASSES_LISTED).map(({ name, precision, recall, f1, support }) => ({
      name,
      precision: rounded(precision),
      recall: rounded(recall),
      f1: rounded(f1),
      pictures: support,
    })),
    confusions: confusions.map(({ actual, predicted, count }) => ({
      actual: classes[actual],
      takenFor: classes[predicted],
      pictures: count,
    })),
    mistakes: mistakes.length,
    worstMistakes: mistakes.slice(0, LISTED).map(({ path, actual, predicted, probabilities }) => ({
      picture: path,
      actual: classes[actual],
      takenFor: classes[predicted],
      probability: rounded(probabilities[predicted] ?? 0),
    })),
  };
}

export function predictionsAnswer(result: PredictResult) {
  const { run, network, target, secondTarget, predictions } = result;
  return {
    run,
    network,
    target,
    secondTarget,
    predictions: predictions.map(({ top, second, ...rest }) => ({
      ...rest,
      top: top.map(({ name, probability }) => ({ name, probability: rounded(probability) })),
      second: second?.map(({ name, probability }) => ({ name, probability: rounded(probability) })),
    })),
  };
}
