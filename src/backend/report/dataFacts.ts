/** What a report says of a run's data set as it is now. */
import { SPLIT_NAMES, type SplitName } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import { type Dataset, loadDataset } from "../dataset/store";
import { readSplit } from "../runs/records";
import type { SplitPictures } from "../runs/schema";
import type { ClassParts, DataFacts } from "./material";

/** The data set as it was last scanned; undefined when it is gone. */
export async function findDataset(directory: string): Promise<Dataset | undefined> {
  try {
    return await loadDataset(directory);
  } catch (error) {
    if (error instanceof UserError && error.code === "not-found") return undefined;
    throw error;
  }
}

/** Pictures of each class in each part, by the labels that they have now. */
function partsOf(
  { samples }: Dataset,
  pictures: SplitPictures,
  { target, classes }: { readonly target: string; readonly classes: readonly string[] },
): ClassParts[] {
  const labels = new Map(samples.map(({ path, labels: all }) => [path, all[target]]));
  const countIn = (split: SplitName, name: string) =>
    Object.keys(pictures[split]).filter((path) => labels.get(path) === name).length;
  return classes.map((name) => {
    const [train, validation, test] = SPLIT_NAMES.map((split) => countIn(split, name));
    return { name, counts: { train: train ?? 0, validation: validation ?? 0, test: test ?? 0 } };
  });
}

/** Counts of a run's pictures in that data set. */
export async function dataFacts(
  run: string,
  dataset: Dataset,
  learned: { readonly target: string; readonly classes: readonly string[] },
): Promise<DataFacts> {
  const pictures = await readSplit(run);
  const sampleOf = new Map(dataset.samples.map((sample) => [sample.path, sample]));
  const all = SPLIT_NAMES.flatMap((split) => Object.entries(pictures[split]));
  const isCorrected = ([path]: readonly [string, string]) => {
    const sample = sampleOf.get(path);
    return sample?.given !== undefined && sample.generatedFrom === undefined;
  };
  return {
    summary: dataset.summary,
    parts: partsOf(dataset, pictures, learned),
    changed: all.filter(([path, hash]) => sampleOf.get(path)?.hash !== hash).length,
    corrected: all.filter(isCorrected).length,
  };
}
