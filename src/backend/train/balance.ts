/** Decides what a run makes of classes of unequal size, and which pictures that leaves it. */
import { DEFAULTS } from "../../protocol/defaults";
import { UserError } from "../../protocol/errors";
import type { TrainConfig, TrainingBalance, WholeTrainConfig } from "../../protocol/training";
import { classWeights, downsample, readBalance } from "../augment/strategies";
import { isOff } from "../augment/training/config";
import { type Split, splitSamples } from "../dataset/split";
import type { Dataset, MeasuredSample } from "../dataset/store";
import { isUsedFor } from "../dataset/use";
import type { AskedConfig } from "./config";

function hasGenerated({ samples }: Dataset, target: string): boolean {
  return samples.some((each) => each.generatedFrom !== undefined && isUsedFor(each, target));
}

/** What `augment` left: a choice for this target, or pictures that were generated for it. */
export async function balanceOf(dataset: Dataset, target: string): Promise<TrainingBalance> {
  const chosen = await readBalance(dataset.summary.directory);
  if (chosen?.target === target) return chosen.strategy;
  return hasGenerated(dataset, target) ? "upsample" : "none";
}

/**
 * Fills in what a configuration leaves to the data set, so that the run says all of it; "not-found"
 * when it wants generated pictures and there are none.
 */
export async function settleConfig(
  { augmentation, ...config }: AskedConfig,
  dataset: Dataset,
): Promise<WholeTrainConfig> {
  const { target } = config;
  const balance = config.balance ?? (await balanceOf(dataset, target));
  if (balance === "upsample" && !hasGenerated(dataset, target)) {
    const { directory } = dataset.summary;
    const message = `${directory} has no pictures that were generated for ${target}: augment it first.`;
    throw new UserError("not-found", message);
  }
  // Where a method has an augmentation of its own, that there is none must be said, too.
  const isSaid = DEFAULTS[config.method].augmentation !== undefined;
  const keeps = augmentation !== undefined && (isSaid || !isOff(augmentation));
  return { ...config, balance, ...(keeps && { augmentation }) };
}

/** Indices of the samples that a run with that balance is about: generated ones only if it wants them. */
export function usedIndices(
  samples: readonly MeasuredSample[],
  balance: TrainConfig["balance"],
): number[] {
  return [...samples.entries()].flatMap(([index, { generatedFrom }]) =>
    balance === "upsample" || generatedFrom === undefined ? [index] : [],
  );
}

/** A split with the training pictures that balancing leaves out, ascending. */
export interface BalancedSplit extends Split {
  readonly leftOut: readonly number[];
}

/** The samples' split as a run with those settings uses it; indices into all samples. */
export function balancedSplit(
  samples: readonly MeasuredSample[],
  config: Pick<TrainConfig, "target" | "seed" | "balance" | "validation">,
): BalancedSplit {
  const { target, seed, balance } = config;
  const used = usedIndices(samples, balance);
  const usedSamples = used.flatMap((index) => samples[index] ?? []);
  const split = splitSamples(usedSamples, target, seed);
  const back = (indices: readonly number[]) => indices.flatMap((index) => used[index] ?? []);
  const isValidated = config.validation !== false;
  const validation = isValidated ? back(split.validation) : [];
  const train = isValidated
    ? back(split.train)
    : back([...split.train, ...split.validation]).sort((a, b) => a - b);
  const kept = balance === "downsample" ? downsample(samples, train, { target, seed }) : train;
  const stays = new Set(kept);
  const leftOut = train.filter((index) => !stays.has(index));
  const { summary } = split;
  return {
    train: kept,
    validation,
    test: back(split.test),
    leftOut,
    summary: {
      ...summary,
      counts: { ...summary.counts, train: kept.length, validation: validation.length },
      ...(leftOut.length > 0 && { leftOut: leftOut.length }),
    },
  };
}

/** The factor of each class's loss over those pictures, 1 on average; undefined unless asked for. */
export function lossWeights(
  labels: Int32Array,
  classes: number,
  options: { readonly train: readonly number[]; readonly balance: TrainConfig["balance"] },
): readonly number[] | undefined {
  if (options.balance !== "weights") return undefined;
  const counts = Array.from({ length: classes }, () => 0);
  for (const index of options.train) {
    const label = labels[index] ?? -1;
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return classWeights(counts);
}
