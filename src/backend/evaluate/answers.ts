/** A run's logits for pictures of its data set: through the whole network, or from cached features. */
import { openPixelCache } from "../dataset/cache";
import type { Dataset } from "../dataset/store";
import { type Features, openFeatures } from "../features/features";
import { findNetwork } from "../nn/registry";
import { isHeadAlone, readCheckpoint } from "../runs/checkpoints";
import { normalisationOf } from "../runs/records";
import type { RunRecord } from "../runs/schema";
import type { TaskContext } from "../util/context";
import { averaged } from "./averaged";
import { type Models, optionsOf } from "./models";

/** Gives the logits [pictures, classes of all targets] of those samples. */
export type Answers = (indices: readonly number[]) => Promise<Float32Array>;

/** A run and the data set that it is asked about. */
export interface Asked {
  readonly directory: string;
  readonly record: RunRecord;
  readonly dataset: Dataset;
  /** Indices of the samples that it will be asked about. */
  readonly pictures: readonly number[];
}

async function throughNetwork<T>(
  { directory, record, dataset }: Asked,
  { models, context }: { readonly models: Models; readonly context: TaskContext },
  use: (answers: Answers) => Promise<T>,
): Promise<T> {
  return await models.use(directory, async (model) => {
    const size = record.config.imageSize;
    const source = await openPixelCache(dataset, size, context);
    try {
      return await use(async (indices) => {
        const pixels = new Uint8Array(indices.length * size * size * 3);
        source.read(indices, pixels);
        return await model.infer(pixels, indices.length);
      });
    } finally {
      await source.close();
    }
  });
}

/** Only the head was trained, so what the backbone makes of the pictures is in the cache, or will be. */
async function fromFeatures<T>(
  { directory, record, dataset, pictures }: Asked,
  { models, context }: { readonly models: Models; readonly context: TaskContext },
  use: (answers: Answers) => Promise<T>,
): Promise<T> {
  const { config, classes } = record;
  const { network: name, imageSize, flipAveraging } = config;
  const { weights, backbone } = await readCheckpoint(directory, "best", { network: name, classes });
  if (backbone === undefined) throw new TypeError(`${directory} is not of a head alone`);
  const network = findNetwork(name);
  const engine = await models.chooseEngine("auto", "inference");
  const options = {
    engine,
    backbone: { network, ...backbone },
    imageSize,
    normalisation: normalisationOf(record),
    pictures,
  };
  const plain = await openFeatures(dataset, { ...options, isMirrored: false }, context);
  const mirrored = flipAveraging
    ? await openFeatures(dataset, { ...options, isMirrored: true }, context)
    : undefined;
  const session = await engine.infer(network, weights, optionsOf(record, "head"));
  const infer = async (features: Features, indices: readonly number[]) => {
    const rows = new Float32Array(indices.length * features.width);
    features.read(indices, rows);
    return await session.infer(rows, indices.length);
  };
  try {
    return await use(async (indices) => {
      const logits = await infer(plain, indices);
      return mirrored ? averaged(logits, await infer(mirrored, indices)) : logits;
    });
  } finally {
    await session.dispose();
  }
}

/** Lets the best checkpoint of a run answer about its data set; "run-unfinished" without one. */
export async function withAnswers<T>(
  asked: Asked,
  tools: { readonly models: Models; readonly context: TaskContext },
  use: (answers: Answers) => Promise<T>,
): Promise<T> {
  const way = (await isHeadAlone(asked.directory, "best")) ? fromFeatures : throughNetwork;
  return await way(asked, tools, use);
}
