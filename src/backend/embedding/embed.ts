/** Lays a run's pictures out so that those which the network finds alike lie side by side, and saves that in the run. */
import { SPLIT_NAMES, type SplitName } from "../../protocol/dataset";
import { DEFAULT_SEED } from "../../protocol/defaults";
import type { EmbeddingMap, EmbedRequest, MapAnswer, MapPoint } from "../../protocol/embedding";
import { UserError } from "../../protocol/errors";
import { refreshDataset } from "../dataset/refresh";
import type { Dataset, MeasuredSample } from "../dataset/store";
import type { ChooseEngine } from "../evaluate/models";
import { saveMap } from "../runs/embeddings";
import { runDirectory } from "../runs/folder";
import { isLocked } from "../runs/lock";
import { datasetOf, readRecord, readSplit } from "../runs/records";
import type { SplitPictures } from "../runs/schema";
import { type RunTarget, targetsOf } from "../runs/targets";
import type { TaskContext } from "../util/context";
import { Random } from "../util/random";
import { argMax, rowsOf, softmax } from "../util/softmax";
import type { Matrix } from "./distances";
import { layOut } from "./layOut";
import { nearestNeighbours } from "./neighbours";
import { principalPlane } from "./principal";
import { lookAt, type Sight } from "./sight";
import { trustworthiness } from "./trustworthiness";

const NEIGHBOURS = 15;
const MOST_NEIGHBOURS = 200;
const MIN_DISTANCE = 0.1;
/** Fewer cannot be laid out by their neighbours. */
const FEWEST_PICTURES = 5;
/** The map's trustworthiness is averaged over so many pictures. */
const JUDGED = 500;
/** Digits after the point that a map of some twenty units across needs. */
const DIGITS = 4;

interface Settings {
  readonly neighbours: number;
  readonly minDistance: number;
  readonly seed: number;
}

function settingsOf(request: EmbedRequest): Settings {
  const { neighbours = NEIGHBOURS, minDistance = MIN_DISTANCE, seed = DEFAULT_SEED } = request;
  if (!Number.isInteger(neighbours) || neighbours < 2 || neighbours > MOST_NEIGHBOURS) {
    const message = `neighbours must be a whole number from 2 to ${MOST_NEIGHBOURS}, not ${neighbours}.`;
    throw new UserError("invalid-argument", message);
  }
  if (!(minDistance >= 0 && minDistance <= 1)) {
    const message = `The smallest distance must be from 0 to 1, not ${minDistance}.`;
    throw new UserError("invalid-argument", message);
  }
  if (!Number.isSafeInteger(seed)) {
    throw new UserError("invalid-argument", `The seed must be a whole number, not ${seed}.`);
  }
  return { neighbours, minDistance, seed };
}

/** A picture of the run, as the data set has it now. */
interface Chosen {
  readonly index: number;
  readonly sample: MeasuredSample;
  readonly split: SplitName;
}

/** The run's pictures that are there and unchanged, and how many are not. */
function choose({ samples }: Dataset, pictures: SplitPictures, split: SplitName | undefined) {
  const indexOf = new Map(samples.map(({ path }, index) => [path, index]));
  const wanted = SPLIT_NAMES.filter((name) => split === undefined || name === split).flatMap(
    (name) => Object.entries(pictures[name]).map(([path, hash]) => ({ path, hash, split: name })),
  );
  const chosen = wanted.flatMap(({ path, hash, split: part }): Chosen[] => {
    const index = indexOf.get(path) ?? -1;
    const sample = samples[index];
    return sample?.hash === hash ? [{ index, sample, split: part }] : [];
  });
  return { chosen, missing: wanted.length - chosen.length };
}

function answerOf(logits: Float32Array, target: RunTarget, sample: MeasuredSample): MapAnswer {
  const own = logits.subarray(target.from, target.to);
  const predicted = argMax(own);
  const actual = target.classes.indexOf(sample.labels[target.name] ?? "");
  return {
    actual: actual < 0 ? null : actual,
    predicted,
    probability: rounded(softmax(own)[predicted] ?? 0),
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(DIGITS));
}

function pointsOf(
  chosen: readonly Chosen[],
  { sight, map }: { readonly sight: Sight; readonly map: Matrix },
  targets: readonly RunTarget[],
): MapPoint[] {
  const rows = rowsOf(sight.logits, chosen.length);
  return chosen.map(({ sample, split }, at): MapPoint => {
    const logits = rows[at] ?? new Float32Array();
    return {
      path: sample.path,
      split,
      ...(sample.generatedFrom !== undefined && { generated: true }),
      x: rounded(map.values[2 * at] ?? 0),
      y: rounded(map.values[2 * at + 1] ?? 0),
      answers: targets.map((target) => answerOf(logits, target, sample)),
    };
  });
}

/** Lays out rows [pictures, width]; the same settings give the same map. */
export async function mapFeatures(
  { width, features }: Pick<Sight, "width" | "features">,
  { neighbours, minDistance, seed }: Settings,
  context: TaskContext,
): Promise<{ readonly map: Matrix; readonly trustworthiness: number; readonly near: number }> {
  const space: Matrix = { values: features, width };
  const rows = features.length / width;
  const near = Math.min(neighbours, rows - 1);
  const random = Random.of(seed, "map");
  const map = await layOut(
    {
      neighbours: await nearestNeighbours(space, near, context),
      start: principalPlane(space, random.split("start")),
      minDistance,
      random: random.split("layout"),
    },
    context,
  );
  const all = [...new Array(rows).keys()];
  const judged = random.split("judged").shuffle(all).slice(0, JUDGED);
  // it is defined for fewer neighbours than half of the pictures
  const judgedNear = Math.max(1, Math.min(near, Math.ceil(rows / 2) - 1));
  return { map, trustworthiness: await trustworthiness({ space, map }, judgedNear, judged), near };
}

/** Makes and saves the map of a run that is not being trained; "run-unfinished" without a checkpoint. */
export async function embed(
  request: EmbedRequest,
  chooseEngine: ChooseEngine,
  context: TaskContext,
): Promise<EmbeddingMap> {
  const startedAt = performance.now();
  const settings = settingsOf(request);
  const directory = runDirectory(request.run);
  if (await isLocked(directory)) {
    const message = `The run ${directory} is being trained; stop it or wait for its end.`;
    throw new UserError("run-busy", message);
  }
  const record = await readRecord(directory);
  const targets = targetsOf(record);
  const dataset = await refreshDataset(datasetOf(directory, record), context);
  const { chosen, missing } = choose(dataset, await readSplit(directory), request.split);
  if (chosen.length < FEWEST_PICTURES) {
    const message = `A map needs ${FEWEST_PICTURES} pictures of the run at least; ${chosen.length} are there.`;
    throw new UserError("too-few-pictures", message);
  }
  const pictures = chosen.map(({ index }) => index);
  const sight = await lookAt({ directory, record, dataset, pictures }, chooseEngine, context);
  const { map, near, ...judged } = await mapFeatures(sight, settings, context);
  const result: EmbeddingMap = {
    run: directory,
    createdAt: new Date().toISOString(),
    checkpoint: "best",
    ...(request.split && { split: request.split }),
    ...settings,
    neighbours: near,
    features: sight.width,
    ...judged,
    targets: targets.map(({ name, classes }) => ({ name, classes })),
    points: pointsOf(chosen, { sight, map }, targets),
    missing,
    seconds: (performance.now() - startedAt) / 1000,
  };
  await saveMap(result);
  return result;
}
