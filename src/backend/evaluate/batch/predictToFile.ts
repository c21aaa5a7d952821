/** Classifies any number of pictures into one file, in memory that does not grow with them. */
import { extname, resolve } from "node:path";
import type { PredictToFileRequest, WrittenPredictions } from "../../../protocol/batch";
import { UserError } from "../../../protocol/errors";
import type { Prediction } from "../../../protocol/evaluation";
import { picturePaths } from "../../dataset/picturePaths";
import { runDirectory } from "../../runs/folder";
import { targetsOf } from "../../runs/targets";
import type { TaskContext } from "../../util/context";
import { assertReplaceable, writeFileAtomic } from "../../util/files";
import { ProgressMeter } from "../../util/progress";
import type { Model, Models } from "../models";
import { predictionGroups, topOf } from "../predict";
import { csvDocument, jsonDocument, type PredictionsDocument } from "./documents";

/** Pictures that cannot be read, and are named in the summary; the file names all. */
const PROBLEMS_TOLD = 10;

const DOCUMENTS = { ".csv": csvDocument, ".json": jsonDocument } as const;

function formOf(output: string): keyof typeof DOCUMENTS {
  const ending = extname(output).toLowerCase();
  if (ending === ".csv" || ending === ".json") return ending;
  const message = `${output} must end in .csv or .json: that says how it is written.`;
  throw new UserError("invalid-argument", message);
}

async function countPictures(paths: readonly string[], signal: AbortSignal): Promise<number> {
  const pictures = picturePaths(paths, signal);
  let count = 0;
  while ((await pictures.next()).done !== true) count++;
  if (count > 0) return count;
  throw new UserError("no-pictures", "There is no picture that Pupil can read in there.");
}

/** Counts what goes by. */
class Tally {
  pictures = 0;
  unreadable = 0;
  readonly problems: string[] = [];
  private readonly counts = new Map<string, Map<string, number>>();

  /** `targets` in the order of the answers. */
  constructor(private readonly targets: readonly string[]) {}

  add({ top, second, error }: Prediction): void {
    this.pictures++;
    if (error !== undefined) {
      this.unreadable++;
      if (this.problems.length < PROBLEMS_TOLD) this.problems.push(error);
      return;
    }
    for (const [which, target] of this.targets.entries()) {
      const best = (which === 0 ? top : second)?.[0]?.name;
      if (best === undefined) continue;
      const counts = this.counts.get(target) ?? new Map<string, number>();
      this.counts.set(target, counts.set(best, (counts.get(best) ?? 0) + 1));
    }
  }

  /** By target, the most frequent class first. */
  get perClass(): WrittenPredictions["counts"] {
    const sorted = [...this.counts].map(([target, counts]) => {
      const classes = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
      return [target, Object.fromEntries(classes)] as const;
    });
    return Object.fromEntries(sorted);
  }
}

/** The file's text, piece by piece, as the pictures are classified. */
async function* textOf(
  document: PredictionsDocument,
  groups: AsyncIterable<readonly Prediction[]>,
  { tally, meter }: { readonly tally: Tally; readonly meter: ProgressMeter },
): AsyncGenerator<string> {
  yield document.head;
  for await (const group of groups) {
    let text = "";
    for (const prediction of group) {
      text += document.piece(prediction, tally.pictures);
      tally.add(prediction);
    }
    yield text;
    meter.tick(group.length);
  }
  yield document.end({ pictures: tally.pictures, unreadable: tally.unreadable });
}

async function write(
  model: Model,
  request: PredictToFileRequest & { readonly file: string; readonly top: number },
  context: TaskContext,
): Promise<Tally> {
  const { signal, progress } = context;
  const { file, pictures, top } = request;
  const { directory, record } = model;
  // Counted first, so that the progress knows how much is left: names alone are quick to read.
  const total = await countPictures(pictures, signal);
  const tally = new Tally(targetsOf(record).map(({ name }) => name));
  const meter = new ProgressMeter("predict", total, "pictures", progress);
  const groups = predictionGroups(model, picturePaths(pictures, signal), { top, signal });
  const document = DOCUMENTS[formOf(file)]({ run: directory, record, top });
  await writeFileAtomic(file, textOf(document, groups, { tally, meter }));
  return tally;
}

/**
 * Writes what pictures show into a .csv or .json file, in the order given; a picture that cannot be
 * read is named in it with its reason. The file is written whole or, when cancelled, not at all.
 */
export async function predictToFile(
  request: PredictToFileRequest,
  models: Models,
  context: TaskContext,
): Promise<WrittenPredictions> {
  const startedAt = performance.now();
  const file = resolve(request.output);
  const top = topOf(request);
  formOf(file); // before the model is loaded
  assertReplaceable(file, request.replace);
  const run = runDirectory(request.run);
  return await models.use(run, async (model) => {
    const tally = await write(model, { ...request, file, top }, context);
    const { pictures, unreadable, problems, perClass: counts } = tally;
    const { network } = model.record.config;
    const seconds = (performance.now() - startedAt) / 1000;
    return { run, network, file, pictures, unreadable, problems, counts, seconds };
  });
}
