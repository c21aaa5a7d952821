/** Gathers all that is known of one picture. */
import type { PictureDetails, PicturePart, PictureRequest } from "../../protocol/curation";
import { SPLIT_NAMES, type SplitPart } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import { readManifest } from "../dataset/generated";
import { findOutliers } from "../dataset/outliers";
import { publicSample } from "../dataset/samples";
import { type Dataset, loadDataset } from "../dataset/store";
import { partsOfTargets } from "./parts";

const PARTS: readonly SplitPart[] = [...SPLIT_NAMES, "left-out"];

async function partsOfPicture(dataset: Dataset, path: string): Promise<PicturePart[]> {
  const targets = await partsOfTargets(dataset);
  return targets.map(({ target, seed, parts }) => ({
    target,
    seed,
    part: PARTS.find((part) => parts[part].has(path)) ?? null,
  }));
}

/** Everything about one picture; "not-found" when the last scan does not know it. */
export async function describePicture(request: PictureRequest): Promise<PictureDetails> {
  const { directory, path } = request;
  const dataset = await loadDataset(directory);
  const all = [...dataset.samples, ...dataset.excluded];
  const sample = all.find((each) => each.path === path);
  if (sample === undefined) {
    throw new UserError("not-found", `${path} is not a picture of ${directory}.`);
  }
  const entry =
    sample.generatedFrom === undefined
      ? undefined
      : (await readManifest(directory))?.entries.find((each) => each.path === path);
  const { outliers } = findOutliers(dataset);
  const isCopy = ({ group, generatedFrom }: typeof sample) =>
    group === sample.group && generatedFrom === undefined;
  return {
    sample: publicSample(sample),
    parts: sample.excluded === true ? [] : await partsOfPicture(dataset, path),
    findings: dataset.summary.findings.filter((finding) => finding.path === path),
    outlier: outliers.find((each) => each.sample.path === path)?.kinds ?? [],
    copies:
      sample.generatedFrom === undefined
        ? all.filter((each) => each.path !== path && isCopy(each)).map((each) => each.path)
        : [],
    generated: all.filter((each) => each.generatedFrom === path).map((each) => each.path),
    ...(entry && { manipulations: entry.manipulations }),
  };
}
