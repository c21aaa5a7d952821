/** How a run sees pictures: what its last layer reads of them, and what that layer then says. */
import { mirrorAll } from "../augment/training/geometry";
import { openPixelCache } from "../dataset/cache";
import type { Dataset } from "../dataset/store";
import type { Engine, Inputs, Weights } from "../engine/engine";
import { averaged } from "../evaluate/averaged";
import { type ChooseEngine, optionsOf } from "../evaluate/models";
import { type Features, openFeatures } from "../features/features";
import { penultimate, type Penultimate } from "../nn/penultimate";
import { findNetwork } from "../nn/registry";
import { readCheckpoint } from "../runs/checkpoints";
import { normalisationOf } from "../runs/records";
import type { RunRecord } from "../runs/schema";
import { type TaskContext, throwIfCancelled } from "../util/context";
import { ProgressMeter } from "../util/progress";

/** Pictures that are looked at together. */
const PICTURES_AT_ONCE = 32;

export interface Sight {
  /** Numbers a picture. */
  readonly width: number;
  /** [pictures, width]. */
  readonly features: Float32Array;
  /** [pictures, classes of all targets]; averaged with the mirror images' where the run says so. */
  readonly logits: Float32Array;
}

export interface Looking {
  readonly directory: string;
  readonly record: RunRecord;
  readonly dataset: Dataset;
  /** Indices of samples. */
  readonly pictures: readonly number[];
}

/** Gives what the network's first layer, or its head's, reads of those samples. */
type Source = (indices: readonly number[], isMirrored: boolean) => Inputs;

interface Opened {
  readonly part: "whole" | "head";
  readonly source: Source;
  readonly close: () => Promise<void>;
}

async function openPixels({ record, dataset }: Looking, context: TaskContext): Promise<Opened> {
  const size = record.config.imageSize;
  const cache = await openPixelCache(dataset, size, context);
  const source: Source = (indices, isMirrored) => {
    const pixels = new Uint8Array(indices.length * size * size * 3);
    cache.read(indices, pixels);
    return isMirrored ? mirrorAll(pixels, size) : pixels;
  };
  return { part: "whole", source, close: () => cache.close() };
}

/** Only the head was trained: what the backbone makes of the pictures is in the cache, or will be. */
async function openBackboneFeatures(
  { record, dataset, pictures }: Looking,
  from: { readonly engine: Engine; readonly weights: Weights; readonly digest: string },
  context: TaskContext,
): Promise<Opened> {
  const { network: name, imageSize, flipAveraging } = record.config;
  const { engine, weights, digest } = from;
  const options = {
    engine,
    backbone: { network: findNetwork(name), weights, digest },
    imageSize,
    normalisation: normalisationOf(record),
    pictures,
  };
  const plain = await openFeatures(dataset, { ...options, isMirrored: false }, context);
  const mirrored = flipAveraging
    ? await openFeatures(dataset, { ...options, isMirrored: true }, context)
    : plain;
  const read = (features: Features, indices: readonly number[]) => {
    const rows = new Float32Array(indices.length * features.width);
    features.read(indices, rows);
    return rows;
  };
  return {
    part: "head",
    source: (indices, isMirrored) => read(isMirrored ? mirrored : plain, indices),
    close: () => Promise.resolve(),
  };
}

/** What the last layer makes of rows: [count, width] to [count, classes]. */
function applyLastLayer(
  rows: Float32Array,
  { layer, width }: Penultimate,
  weights: Weights,
): Float32Array {
  const weight = weights.get(`${layer}.weight`)?.data ?? new Float32Array();
  const bias = weights.get(`${layer}.bias`)?.data ?? new Float32Array();
  const count = rows.length / width;
  const logits = new Float32Array(count * bias.length);
  for (let row = 0; row < count; row++) {
    for (let unit = 0; unit < bias.length; unit++) {
      let sum = bias[unit] ?? 0;
      for (let i = 0; i < width; i++) {
        sum += (rows[row * width + i] ?? 0) * (weight[unit * width + i] ?? 0);
      }
      logits[row * bias.length + unit] = sum;
    }
  }
  return logits;
}

/** Looks at pictures with the best checkpoint of a run; "run-unfinished" without one. */
export async function lookAt(
  looking: Looking,
  chooseEngine: ChooseEngine,
  context: TaskContext,
): Promise<Sight> {
  const { directory, record, pictures } = looking;
  const { config, classes } = record;
  const { imageSize, flipAveraging } = config;
  const checkpoint = await readCheckpoint(directory, "best", { network: config.network, classes });
  const { weights, backbone } = checkpoint;
  const engine = await chooseEngine("auto", "inference");
  const eye = penultimate(findNetwork(config.network), imageSize);
  const { width } = eye;
  const { part, source, close } =
    backbone === undefined
      ? await openPixels(looking, context)
      : await openBackboneFeatures(looking, { engine, ...backbone }, context);
  try {
    const options = { ...optionsOf(record, part), classes: width, heads: undefined };
    const session = await engine.infer(eye.network, weights, options);
    try {
      const meter = new ProgressMeter("predict", pictures.length, "pictures", context.progress);
      const features = new Float32Array(pictures.length * width);
      const logits: Float32Array[] = [];
      for (let at = 0; at < pictures.length; at += PICTURES_AT_ONCE) {
        throwIfCancelled(context.signal);
        const group = pictures.slice(at, at + PICTURES_AT_ONCE);
        const see = async (isMirrored: boolean) =>
          await session.infer(source(group, isMirrored), group.length);
        const rows = await see(false);
        features.set(rows, at * width);
        const plain = applyLastLayer(rows, eye, weights);
        logits.push(
          flipAveraging ? averaged(plain, applyLastLayer(await see(true), eye, weights)) : plain,
        );
        meter.tick(group.length);
      }
      return { width, features, logits: joined(logits) };
    } finally {
      await session.dispose();
    }
  } finally {
    await close();
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
