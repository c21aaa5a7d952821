/** Labels that are probably wrong, derived from a saved cross-validation, beside what was decided since. */
import { UserError } from "../../protocol/errors";
import type { CrossValidatedTarget, CrossValidation } from "../../protocol/folds";
import type {
  FindMistakesRequest,
  LabelMistakes,
  MistakesRequest,
  Suspect,
} from "../../protocol/labels";
import { crossValidate } from "../crossValidation/crossValidate";
import { listCrossValidations, readCrossValidation } from "../crossValidation/store";
import { type Decision, readDecisions } from "../dataset/labels";
import { type Dataset, loadDataset, type MeasuredSample } from "../dataset/store";
import { fingerprintOf } from "../dataset/summary";
import { usedIndices } from "../train/balance";
import type { TrainTools } from "../train/conduct";
import type { TaskContext } from "../util/context";
import { confidentLearning } from "./confidentLearning";

/** For people. */
function networkText({ config, pretrained }: CrossValidation): string {
  const { network, method } = config;
  return [network, method, ...(pretrained ? [`weights ${pretrained.name}`] : [])].join(", ");
}

/** What a person decided of a target, by path. */
async function decisionsOf(directory: string, target: string): Promise<Map<string, Decision>> {
  const decisions = await readDecisions(directory);
  return new Map(decisions.flatMap((each) => (each.target === target ? [[each.path, each]] : [])));
}

type Standing = Pick<Suspect, "state" | "label">;

/** What has been decided of a picture since; undefined where it is gone. */
function standingOf(
  sample: MeasuredSample | undefined,
  target: string,
  { given, decision }: { readonly given: string; readonly decision: Decision | undefined },
): Standing | undefined {
  if (sample === undefined) return undefined;
  const label = sample.labels[target];
  if (sample.excluded === true) return { state: "excluded" };
  if (label !== given) return { state: "corrected", ...(label !== undefined && { label }) };
  const isOfThis = decision?.label === label && decision.sha256 === sample.hash;
  return { state: isOfThis ? "confirmed" : "open" };
}

async function suspectsOf(
  dataset: Dataset,
  { target, classes, predictions }: CrossValidatedTarget,
  candidates: ReturnType<typeof confidentLearning>["candidates"],
): Promise<Suspect[]> {
  const all = [...dataset.samples, ...dataset.excluded];
  const sampleOf = new Map(all.map((sample) => [sample.path, sample]));
  const decisions = await decisionsOf(dataset.summary.directory, target);
  return candidates.flatMap(({ index, suggested, selfConfidence, margin }): Suspect[] => {
    const prediction = predictions[index];
    if (prediction === undefined) return [];
    const { path, actual, probabilities } = prediction;
    const given = classes[actual] ?? "";
    const decision = decisions.get(path);
    const standing = standingOf(sampleOf.get(path), target, { given, decision });
    if (standing === undefined) return [];
    return [
      {
        path,
        given: actual,
        suggested,
        givenProbability: selfConfidence,
        suggestedProbability: probabilities[suggested] ?? 0,
        margin,
        ...standing,
      },
    ];
  });
}

/** What a cross-validation says of the labels of one of its targets. */
async function mistakesOf(
  crossValidation: CrossValidation,
  result: CrossValidatedTarget,
  dataset: Dataset,
): Promise<LabelMistakes> {
  const { id, createdAt, config, folds, fingerprint } = crossValidation;
  const { target, classes, accuracy, predictions } = result;
  const { thresholds, joint, candidates } = confidentLearning(predictions, classes.length);
  const used = usedIndices(dataset.samples, config.balance);
  const now = fingerprintOf(used.flatMap((index) => dataset.samples[index] ?? []));
  return {
    directory: dataset.summary.directory,
    target,
    crossValidation: id,
    createdAt,
    network: networkText(crossValidation),
    folds,
    accuracy,
    pictures: predictions.length,
    classes: classes.map((name, index) => {
      const row = joint[index] ?? [];
      const pictures = predictions.filter(({ actual }) => actual === index).length;
      return {
        name,
        pictures,
        threshold: thresholds[index] ?? null,
        wrong: pictures - (row[index] ?? 0),
      };
    }),
    joint,
    suspects: await suspectsOf(dataset, result, candidates),
    isOutdated: now !== fingerprint,
  };
}

function resultFor({ targets }: CrossValidation, target: string | undefined) {
  return target === undefined ? targets[0] : targets.find((each) => each.target === target);
}

/** What the newest cross-validation with that target says; null where there is none. */
export async function labelMistakes(request: MistakesRequest): Promise<LabelMistakes | null> {
  const { directory, target } = request;
  const [newest] = (await listCrossValidations(directory)).filter(
    ({ targets }) => target === undefined || targets.some((each) => each.target === target),
  );
  if (newest === undefined) return null;
  const crossValidation = await readCrossValidation(directory, newest.id);
  const result = resultFor(crossValidation, target);
  if (result === undefined) return null;
  return await mistakesOf(crossValidation, result, await loadDataset(directory));
}

/** Cross-validates, which is kept with the data set, and says which labels are probably wrong. */
export async function findMistakes(
  { directory, config, folds }: FindMistakesRequest,
  tools: Pick<TrainTools, "chooseEngine" | "emit">,
  context: TaskContext,
): Promise<LabelMistakes> {
  const method = config.method ?? (config.weights === undefined ? undefined : "frozen");
  const request = { directory, config: { ...config, ...(method && { method }) }, folds };
  const crossValidation = await crossValidate(request, tools, context);
  const [result] = crossValidation.targets;
  if (result === undefined) {
    throw new UserError("unknown-target", `Nothing was learned about ${config.target}.`);
  }
  return await mistakesOf(crossValidation, result, await loadDataset(directory));
}
