/** Measures a trained run on a part of its data set, and saves the result in the run. */
import type { SplitName } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import type { EvaluateRequest, Evaluation, PicturePrediction } from "../../protocol/evaluation";
import { refreshDataset } from "../dataset/refresh";
import type { Dataset } from "../dataset/store";
import { saveEvaluation } from "../runs/evaluations";
import { runDirectory } from "../runs/folder";
import { isLocked } from "../runs/lock";
import { datasetOf, readRecord, readSplit } from "../runs/records";
import { type RunTarget, targetsOf } from "../runs/targets";
import { type TaskContext, throwIfCancelled } from "../util/context";
import { ProgressMeter } from "../util/progress";
import { type Answers, type Asked, withAnswers } from "./answers";
import { scoreOf } from "./metrics";
import type { Models } from "./models";
import { type LabelledPicture, PICTURES_AT_ONCE, predictionsOf } from "./prediction";

/** A picture of the part, with its place in the data set. */
interface Chosen extends LabelledPicture {
  readonly index: number;
}

/** Finds the run's pictures in the data set as it is now; all must be there, and unchanged. */
async function choose(
  { directory, record, dataset }: Omit<Asked, "pictures">,
  split: SplitName,
): Promise<Chosen[]> {
  const targets = targetsOf(record);
  const hashes = Object.entries((await readSplit(directory))[split]);
  if (hashes.length === 0) {
    const message = `This run has no ${split} pictures: it learned from them, too.`;
    throw new UserError("no-pictures", message);
  }
  const indexOf = new Map(dataset.samples.map(({ path }, index) => [path, index]));
  const chosen = hashes.flatMap(([path, hash]): Chosen[] => {
    const index = indexOf.get(path);
    const sample = index === undefined ? undefined : dataset.samples[index];
    if (index === undefined || sample?.hash !== hash) return [];
    const actual = targets.map(({ name, classes }) => classes.indexOf(sample.labels[name] ?? ""));
    return (actual[0] ?? -1) < 0 ? [] : [{ index, path, actual }];
  });
  if (chosen.length === hashes.length) return chosen;
  const there = new Set(chosen.map(({ path }) => path));
  const first = hashes.find(([path]) => !there.has(path))?.[0] ?? "";
  throw new UserError(
    "not-found",
    `${hashes.length - chosen.length} of the ${hashes.length} ${split} pictures of this run are` +
      ` gone, were taken out or have changed since it was trained; the first is ${first}.`,
  );
}

/** The predictions of each target, over the pictures that have its label. */
async function predictAll(
  answers: Answers,
  work: { readonly chosen: readonly Chosen[]; readonly targets: readonly RunTarget[] },
  context: TaskContext,
): Promise<PicturePrediction[][]> {
  const { chosen, targets } = work;
  const meter = new ProgressMeter("evaluate", chosen.length, "pictures", context.progress);
  const classes = targets.map((target) => target.classes.length);
  const predictions = targets.map((): PicturePrediction[] => []);
  for (let at = 0; at < chosen.length; at += PICTURES_AT_ONCE) {
    throwIfCancelled(context.signal);
    const group = chosen.slice(at, at + PICTURES_AT_ONCE);
    const logits = await answers(group.map(({ index }) => index));
    for (const [which, some] of predictionsOf(logits, group, classes).entries()) {
      predictions[which]?.push(...some);
    }
    meter.tick(group.length);
  }
  return predictions;
}

function assertKnown(targets: readonly RunTarget[], target: string | undefined): void {
  if (target === undefined || targets.some(({ name }) => name === target)) return;
  const names = targets.map(({ name }) => name).join(" and ");
  throw new UserError("unknown-target", `This run does not learn "${target}", but ${names}.`);
}

/**
 * Evaluates the best checkpoint of a run that is not being trained, for all that it learned, and
 * gives the evaluation of one target; "run-unfinished" without a checkpoint.
 */
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
  const record = await readRecord(directory);
  const targets = targetsOf(record);
  assertKnown(targets, request.target);
  const dataset: Dataset = await refreshDataset(datasetOf(directory, record), context);
  const chosen = await choose({ directory, record, dataset }, split);
  const asked = { directory, record, dataset, pictures: chosen.map(({ index }) => index) };
  const predictions = await withAnswers(asked, { models, context }, (answers) =>
    predictAll(answers, { chosen, targets }, context),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const evaluations = targets.map(({ name, classes }, which): Evaluation => ({
    run: directory,
    split,
    target: name,
    checkpoint: "best",
    classes,
    ...scoreOf(predictions[which] ?? [], classes),
    seconds,
  }));
  for (const evaluation of evaluations) await saveEvaluation(directory, evaluation);
  const wanted = request.target ?? record.config.target;
  const found = evaluations.find(({ target }) => target === wanted);
  if (found === undefined) throw new TypeError(`there is no evaluation of ${wanted}`);
  return found;
}
