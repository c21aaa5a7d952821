/** Chooses the pictures that augmentation is previewed on: one of each of a few classes. */
import type { DatasetSummary } from "../../src/protocol/dataset";
import { call } from "../lib/host";

/** Rows of a preview. */
const MOST_CLASSES = 3;

/** The picture of a class at an offset that may lie beyond its last one. */
async function pictureOf(
  labels: Readonly<Record<string, string>>,
  offset: number,
): Promise<string | undefined> {
  const ask = (at: number) => call("samples", { labels, generated: false, offset: at, limit: 1 });
  const page = await ask(offset);
  const found = page.samples[0] ?? (await ask(offset % Math.max(page.total, 1))).samples[0];
  return found?.path;
}

/** Paths of originals, one a class of the first target; another turn gives other ones. */
export async function chooseSources({ targets }: DatasetSummary, turn: number): Promise<string[]> {
  const [first] = targets;
  if (!first) return [];
  const { target, classes } = first;
  const step = Math.max(1, Math.floor(classes.length / MOST_CLASSES));
  const chosen = classes.filter((_, index) => index % step === 0).slice(0, MOST_CLASSES);
  const found = await Promise.all(
    // 37 apart, so that another turn is another breed in most data sets
    chosen.map(({ name }, index) => pictureOf({ [target]: name }, turn * 37 + index)),
  );
  return found.filter((path) => path !== undefined);
}
