/** Says what any pictures show, by a trained run. */
import { UserError } from "../../protocol/errors";
import type {
  Prediction,
  PredictRequest,
  PredictResult,
  RankedClass,
} from "../../protocol/evaluation";
import { decodeNamed, decodeRgb } from "../dataset/image";
import { runDirectory } from "../runs/folder";
import type { RunRecord } from "../runs/schema";
import { type RunTarget, targetsOf } from "../runs/targets";
import { coreCount, forEachConcurrently } from "../util/concurrency";
import { type TaskContext, throwIfCancelled } from "../util/context";
import { ProgressMeter } from "../util/progress";
import { rowsOf, softmax } from "../util/softmax";
import type { Model, Models } from "./models";
import { PICTURES_AT_ONCE } from "./prediction";

const DEFAULT_TOP = 5;

/** The classes of a target by probability, best first. */
export function ranked(logits: Float32Array, { classes, from, to }: RunTarget): RankedClass[] {
  return softmax(logits.subarray(from, to))
    .map((probability, index) => ({ name: classes[index] ?? "", probability }))
    .sort((a, b) => b.probability - a.probability);
}

/** The best classes of each target, and what the best ones mean by target. */
function decode(logits: Float32Array, top: number, record: RunRecord) {
  const answers = targetsOf(record).map((target) => ({ target, all: ranked(logits, target) }));
  const best = answers.map(({ target, all }) => ({ target, name: all[0]?.name ?? "" }));
  const own = Object.fromEntries(best.map(({ target, name }) => [target.name, name]));
  const implied = best.flatMap(({ target, name }) => Object.entries(target.implied[name] ?? {}));
  // What a target says of itself goes before what another one implies, in both senses.
  const labels = { ...own, ...Object.fromEntries(implied), ...own };
  const [first, second] = answers.map(({ all }) => all.slice(0, top));
  return { top: first ?? [], ...(second && { second }), labels };
}

/** How many classes are asked for; "invalid-argument" when that is no number of classes. */
export function topOf({ top = DEFAULT_TOP }: Pick<PredictRequest, "top">): number {
  if (Number.isSafeInteger(top) && top >= 1) return top;
  throw new UserError("invalid-argument", "top must be a whole number of at least 1.");
}

/** What is asked about each picture. */
interface Asked {
  readonly top: number;
  readonly signal: AbortSignal;
}

/** Predicts a few pictures at once; one that cannot be read has an error instead of classes. */
async function predictGroup(
  model: Model,
  pictures: readonly string[],
  { top, signal }: Asked,
): Promise<Prediction[]> {
  const size = model.record.config.imageSize;
  const decoded: (Uint8Array | UserError)[] = [];
  const read = async (path: string, index: number) => {
    try {
      decoded[index] = await decodeRgb(path, size);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      decoded[index] = error;
    }
  };
  await forEachConcurrently(pictures, read, { concurrency: coreCount(), signal });

  const readable = decoded.filter((each) => each instanceof Uint8Array);
  const pixels = new Uint8Array(readable.length * size * size * 3);
  for (const [index, picture] of readable.entries()) pixels.set(picture, index * picture.length);
  const logits = readable.length > 0 ? await model.infer(pixels, readable.length) : undefined;
  const rows = logits ? rowsOf(logits, readable.length).values() : [].values();
  return pictures.map((picture, index): Prediction => {
    const result = decoded[index];
    if (result instanceof UserError) {
      return { picture, top: [], labels: {}, error: result.message };
    }
    return { picture, ...decode(rows.next().value ?? new Float32Array(), top, model.record) };
  });
}

/** Predicts one picture by the bytes of its file; "unreadable-picture" when they are of none. */
export async function predictBytes(
  model: Model,
  bytes: Uint8Array,
  asked: Pick<PredictRequest, "top"> & { readonly signal: AbortSignal },
): Promise<Omit<Prediction, "picture" | "error">> {
  const top = topOf(asked);
  const size = model.record.config.imageSize;
  const pixels = await decodeNamed(bytes, { name: "What was sent", size });
  throwIfCancelled(asked.signal);
  return decode(await model.infer(pixels, 1), top, model.record);
}

/** Predicts pictures in the order given, a group at a time; none is taken before it is its turn. */
export async function* predictionGroups(
  model: Model,
  pictures: Iterable<string> | AsyncIterable<string>,
  asked: Asked,
): AsyncGenerator<Prediction[]> {
  let group: string[] = [];
  for await (const picture of pictures) {
    group.push(picture);
    if (group.length < PICTURES_AT_ONCE) continue;
    yield await predictGroup(model, group, asked);
    group = [];
  }
  if (group.length > 0) yield await predictGroup(model, group, asked);
}

/** Classifies pictures in the order given; "run-unfinished" when the run has no checkpoint yet. */
export async function predict(
  request: PredictRequest,
  models: Models,
  context: TaskContext,
): Promise<PredictResult> {
  const startedAt = performance.now();
  const asked = { top: topOf(request), signal: context.signal };
  const directory = runDirectory(request.run);
  return await models.use(directory, async (model) => {
    const { pictures } = request;
    const meter = new ProgressMeter("predict", pictures.length, "pictures", context.progress);
    const predictions: Prediction[] = [];
    for await (const group of predictionGroups(model, pictures, asked)) {
      predictions.push(...group);
      meter.tick(group.length);
    }
    const { network, target, secondTarget } = model.record.config;
    const milliseconds = performance.now() - startedAt;
    const targets = { target, ...(secondTarget !== undefined && { secondTarget }) };
    return { run: directory, network, ...targets, predictions, milliseconds };
  });
}
