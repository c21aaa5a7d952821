/** Brings the classes of a target level, in the way that was chosen. */
import { rm } from "node:fs/promises";
import type { BalancedClass, BalanceReport, BalanceRequest } from "../../protocol/augment";
import type { Sample } from "../../protocol/dataset";
import { DEFAULT_SEED } from "../../protocol/defaults";
import { UserError } from "../../protocol/errors";
import type { TrainingBalance } from "../../protocol/training";
import { refreshDataset } from "../dataset/refresh";
import { classesOf, type Split, splitSamples } from "../dataset/split";
import type { Dataset } from "../dataset/store";
import { isUsedFor } from "../dataset/use";
import type { TaskContext } from "../util/context";
import { planUpsampling } from "./plan";
import { balanceFile, classWeights, downsample, saveBalance } from "./strategies";
import { takenPaths, upsample } from "./upsample";

/** The request with its defaults. */
type Choice = Required<BalanceRequest>;

function choiceOf(request: BalanceRequest): Choice {
  const { strategy = "upsample", seed = DEFAULT_SEED, notebookOrder = false } = request;
  if (!Number.isSafeInteger(seed)) {
    throw new UserError("invalid-argument", "The seed must be a whole number.");
  }
  if (notebookOrder && strategy !== "upsample") {
    const message = `The notebook's order is about generated pictures; ${strategy} makes none.`;
    throw new UserError("invalid-argument", message);
  }
  return { ...request, strategy, seed, notebookOrder };
}

/** A data set without its generated pictures, as far as a target uses it, and its split. */
interface Originals {
  readonly samples: readonly Sample[];
  readonly split: Split;
}

/** The pictures that were not generated, as the target and the seed divide them. */
export function originalsOf(
  dataset: Dataset,
  { target, seed }: Pick<Choice, "target" | "seed">,
): Originals {
  const samples = dataset.samples.filter(
    (sample) => sample.generatedFrom === undefined && isUsedFor(sample, target),
  );
  // Also says what is wrong with the target, or why the pictures cannot be split.
  return { samples, split: splitSamples(samples, target, seed) };
}

function pick(samples: readonly Sample[], indices: readonly number[]): Sample[] {
  return indices.map((index) => samples[index]).filter((sample) => sample !== undefined);
}

function countOf(samples: readonly Sample[], target: string, name: string): number {
  return samples.filter((sample) => isUsedFor(sample, target) && sample.labels[target] === name)
    .length;
}

/** The classes before and after; `after` is the split that training sees now. */
export function compareClasses(
  choice: Pick<Choice, "target" | "seed"> & { readonly strategy: TrainingBalance },
  before: Originals,
  now: { readonly samples: readonly Sample[]; readonly split: Split },
): BalancedClass[] {
  const { target, strategy, seed } = choice;
  const { samples, split } = now;
  const trainBefore = pick(before.samples, before.split.train);
  const kept =
    strategy === "downsample" ? downsample(samples, split.train, { target, seed }) : split.train;
  const trainAfter = pick(samples, kept);
  const names = classesOf(before.samples, target);
  const weights = classWeights(names.map((name) => countOf(trainAfter, target, name)));
  return names.map((name, index) => ({
    name,
    before: countOf(before.samples, target, name),
    after: countOf(samples, target, name),
    trainBefore: countOf(trainBefore, target, name),
    trainAfter: countOf(trainAfter, target, name),
    ...(strategy === "weights" && { weight: weights[index] ?? 0 }),
  }));
}

/**
 * Balances the classes of a target. Another choice replaces the one before, and the same one only
 * makes what is missing.
 *
 * Upsampling brings each class level with the largest one where it counts: in the training part of
 * the split of (target, seed), from whose pictures alone it generates; in the notebook's order, in
 * the whole data set. The other strategies make no picture, but remove those of an earlier call.
 */
export async function augment(
  request: BalanceRequest,
  context: TaskContext,
): Promise<BalanceReport> {
  const startedAt = performance.now();
  const choice = choiceOf(request);
  const { directory, target, strategy, seed, notebookOrder } = choice;
  const dataset = await refreshDataset(directory, context);
  const before = originalsOf(dataset, choice);
  const pool = notebookOrder ? before.samples : pick(before.samples, before.split.train);
  const taken = await takenPaths(directory, context.signal);
  const planned = strategy === "upsample" ? planUpsampling(pool, { target, seed, taken }) : [];
  const head = { target, seed, notebookOrder };
  const { made, removed, skipped } = await upsample(directory, { planned, head }, context);
  if (strategy === "upsample") await rm(balanceFile(directory), { force: true });
  else await saveBalance(directory, { strategy, target, seed });

  const changed = made + removed > 0;
  const after = changed ? await refreshDataset(directory, context) : dataset;
  const split = splitSamples(after.samples, target, seed);
  return {
    target,
    strategy,
    seed,
    notebookOrder,
    classes: compareClasses(choice, before, { samples: after.samples, split }),
    generated: after.summary.generated,
    made,
    removed,
    skipped,
    leaked: split.summary.leaked ?? 0,
    summary: after.summary,
    seconds: (performance.now() - startedAt) / 1000,
  };
}
