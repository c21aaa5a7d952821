/** The data of a training's phase: batches of pixels, or of features that a frozen backbone made of them. */
import { mirrorAll } from "../augment/training/geometry";
import { openPixelCache } from "../dataset/cache";
import type { Inputs } from "../engine/engine";
import { type Features, openFeatures } from "../features/features";
import { findNetwork } from "../nn/registry";
import type { TaskContext } from "../util/context";
import { type DataOptions, type TrainingData, trainingData } from "./data";
import { type InputSource, pixelInputs } from "./inputs";
import { prepareFeatures, preparePixels } from "./prepare";
import type { Work } from "./work";

export interface PhaseData {
  readonly data: TrainingData;
  /** The inputs of those samples, or of their mirror images. */
  readonly inputs: (pictures: readonly number[], isMirrored: boolean) => Inputs;
  /** Closes what it holds open. */
  readonly close: () => Promise<void>;
}

function dataOptions<Kind extends Inputs>(
  { material, config }: Work,
  source: InputSource<Kind>,
): DataOptions<Kind> {
  const { targets, split } = material;
  const { batch, seed } = config;
  const labels = targets.map((target) => target.labels);
  return { source, labels, train: split.train, validation: split.validation, batch, seed };
}

function featureInputs(features: Features): InputSource<Float32Array> {
  const { width } = features;
  return {
    width,
    allocate: (pictures) => new Float32Array(pictures * width),
    read(indices, into) {
      features.read(indices, into);
    },
  };
}

/** The features of a work's pictures, or of their mirror images. */
async function workFeatures(
  { dataset, material, config, engine, normalisation, backbone }: Work,
  isMirrored: boolean,
  context: TaskContext,
): Promise<InputSource<Float32Array>> {
  if (backbone === undefined) throw new TypeError("features need a pretrained backbone");
  const { imageSize } = config;
  const network = findNetwork(config.network);
  const pictures = [...material.places.keys()].filter(
    (index) => (material.places[index] ?? -1) >= 0,
  );
  const options = { engine, imageSize, normalisation, isMirrored, pictures };
  return featureInputs(
    await openFeatures(dataset, { ...options, backbone: { network, ...backbone } }, context),
  );
}

/** What a head alone learns from. */
export async function openFeatureData(work: Work, context: TaskContext): Promise<PhaseData> {
  const { augmentation, flipAveraging } = work.config;
  const isMirroring = (augmentation?.horizontalFlip ?? 0) > 0;
  const plain = await workFeatures(work, false, context);
  const mirrored =
    isMirroring || flipAveraging ? await workFeatures(work, true, context) : undefined;
  const prepare = prepareFeatures(work.material, work.config, isMirroring ? mirrored : undefined);
  return {
    data: trainingData({ ...dataOptions(work, plain), ...(prepare && { prepare }) }),
    inputs(pictures, isMirrored) {
      const source = isMirrored ? mirrored : plain;
      if (source === undefined) throw new TypeError("there are no features of mirror images");
      const rows = source.allocate(pictures.length);
      source.read(pictures, rows);
      return rows;
    },
    close: () => Promise.resolve(),
  };
}

/** What a whole network learns from. */
export async function openPixelData(work: Work, context: TaskContext): Promise<PhaseData> {
  const cache = await openPixelCache(work.dataset, work.config.imageSize, context);
  const source = pixelInputs(cache);
  const prepare = preparePixels(work.material, work.config);
  return {
    data: trainingData({ ...dataOptions(work, source), ...(prepare && { prepare }) }),
    inputs(pictures, isMirrored) {
      const pixels = source.allocate(pictures.length);
      source.read(pictures, pixels);
      return isMirrored ? mirrorAll(pixels, cache.size) : pixels;
    },
    close: () => cache.close(),
  };
}
