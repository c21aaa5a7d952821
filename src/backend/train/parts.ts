/** Which part of a target's split pictures are in, as a run would have them now. */
import type { BalanceState } from "../../protocol/augment";
import type { SplitPart, SplitReport, SplitRequest } from "../../protocol/dataset";
import { DEFAULT_SEED } from "../../protocol/defaults";
import { UserError } from "../../protocol/errors";
import { compareClasses, originalsOf } from "../augment/balance";
import { readBalance } from "../augment/strategies";
import { readManifest } from "../dataset/generated";
import { classesOf, splitSamples } from "../dataset/split";
import { type Dataset, loadDataset } from "../dataset/store";
import { isUsedFor } from "../dataset/use";
import { balancedSplit, type BalancedSplit, balanceOf } from "./balance";

const PARTS: Readonly<Record<SplitPart, keyof Omit<BalancedSplit, "summary">>> = {
  train: "train",
  validation: "validation",
  test: "test",
  "left-out": "leftOut",
};

/** Paths of the pictures of each part of a target's split. */
export async function partsOf(
  dataset: Dataset,
  { target, seed }: { readonly target: string; readonly seed: number },
): Promise<Readonly<Record<SplitPart, ReadonlySet<string>>>> {
  const { samples } = dataset;
  const split = balancedSplit(samples, { target, seed, balance: await balanceOf(dataset, target) });
  const pathsOf = (part: SplitPart) =>
    new Set(split[PARTS[part]].flatMap((index) => samples[index]?.path ?? []));
  return {
    train: pathsOf("train"),
    validation: pathsOf("validation"),
    test: pathsOf("test"),
    "left-out": pathsOf("left-out"),
  };
}

/** How a run with this target and seed would divide the pictures. */
export async function reportSplit({ directory, target, seed }: SplitRequest): Promise<SplitReport> {
  const dataset = await loadDataset(directory);
  const { samples } = dataset;
  const balance = await balanceOf(dataset, target);
  const { summary, ...parts } = balancedSplit(samples, {
    target,
    seed: seed ?? DEFAULT_SEED,
    balance,
  });
  const countIn = (indices: readonly number[], name: string) =>
    indices.filter((index) => samples[index]?.labels[target] === name).length;
  const classes = classesOf(samples, target).map((name) => ({
    name,
    counts: {
      train: countIn(parts.train, name),
      validation: countIn(parts.validation, name),
      test: countIn(parts.test, name),
    },
  }));
  return { ...summary, target, classes };
}

/** The seed that a target was balanced by; the default one when it was not. */
export async function balancedSeed(directory: string, target: string): Promise<number> {
  const chosen = await readBalance(directory);
  if (chosen?.target === target) return chosen.seed;
  const manifest = await readManifest(directory);
  return manifest?.target === target ? manifest.seed : DEFAULT_SEED;
}

/** How the classes of a target are balanced, and what they were before. */
export async function balanceState(request: {
  readonly directory: string;
  readonly target: string;
}): Promise<BalanceState> {
  const { directory, target } = request;
  const dataset = await loadDataset(directory);
  const { samples } = dataset;
  const strategy = await balanceOf(dataset, target);
  const seed = await balancedSeed(directory, target);
  const now = { samples, split: splitSamples(samples, target, seed) };
  const made = samples.filter(
    (sample) => sample.generatedFrom !== undefined && isUsedFor(sample, target),
  );
  return {
    target,
    strategy,
    seed,
    notebookOrder: made.some(({ notebookOrder }) => notebookOrder === true),
    classes: compareClasses(
      { target, seed, strategy },
      originalsOf(dataset, { target, seed }),
      now,
    ),
    generated: made.length,
    leaked: now.split.summary.leaked ?? 0,
  };
}

/** The parts of all targets that can be split, with the seed that each was balanced by. */
export async function partsOfTargets(dataset: Dataset) {
  const { directory, targets } = dataset.summary;
  const found = await Promise.all(
    targets.map(async ({ target }) => {
      const seed = await balancedSeed(directory, target);
      try {
        return [{ target, seed, parts: await partsOf(dataset, { target, seed }) }];
      } catch (error) {
        if (error instanceof UserError) return []; // too few pictures, or one class alone
        throw error;
      }
    }),
  );
  return found.flat();
}
