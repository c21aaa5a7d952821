/** The two ways to balance a training part that make no pictures: leave some out, or weigh the loss. */
import { join } from "node:path";
import { z } from "zod";
import type { Sample } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import { pupilFolder } from "../dataset/store";
import { readJson, writeJsonAtomic } from "../util/files";
import { Random } from "../util/random";
import { byClass } from "./plan";

const balanceSchema = z.object({
  version: z.literal(1),
  strategy: z.enum(["downsample", "weights"]),
  target: z.string(),
  seed: z.number(),
});

/** What was chosen for a data set besides generating; training takes it into its configuration. */
export type ChosenBalance = z.infer<typeof balanceSchema>;

/** Where the choice is kept. */
export function balanceFile(directory: string): string {
  return join(pupilFolder(directory), "balance.json");
}

/** The choice for a data set, or undefined. */
export async function readBalance(directory: string): Promise<ChosenBalance | undefined> {
  try {
    return await readJson(balanceFile(directory), balanceSchema);
  } catch (error) {
    if (error instanceof UserError && error.code === "not-found") return undefined;
    throw error;
  }
}

/** Keeps the choice. */
export async function saveBalance(
  directory: string,
  choice: Omit<ChosenBalance, "version">,
): Promise<void> {
  await writeJsonAtomic(balanceFile(directory), { version: 1, ...choice });
}

/**
 * Of the samples at the given indices, those that stay when every class is cut to the size of the
 * smallest one, at random by the seed; ascending.
 */
export function downsample(
  samples: readonly Sample[],
  indices: readonly number[],
  options: { readonly target: string; readonly seed: number },
): number[] {
  const { target, seed } = options;
  const indexOf = new Map(indices.map((index) => [samples[index], index]));
  const classes = byClass(
    [...indexOf.keys()].filter((sample) => sample !== undefined),
    target,
  );
  const smallest = Math.min(...[...classes.values()].map((members) => members.length));
  const kept = [...classes].flatMap(([name, members]) => {
    const sorted = members.sort((a, b) => (a.path < b.path ? -1 : 1));
    return Random.of(seed, "downsample", target, name).shuffle(sorted).slice(0, smallest);
  });
  return kept.flatMap((sample) => indexOf.get(sample) ?? []).sort((a, b) => a - b);
}

/**
 * The factor of each class's loss, by the number of its training pictures: all classes then weigh
 * the same, and the mean over the pictures is 1, so that the learning rate keeps its meaning. (What
 * scikit-learn calls "balanced".) A class without pictures has weight 0.
 */
export function classWeights(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const classes = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count > 0 ? total / (classes * count) : 0));
}
