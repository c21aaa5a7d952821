/** A run's folder as a training leaves it, but with initial weights: how good they are does not matter here. */
import { initialise } from "../../src/backend/nn/initialise";
import { parameters } from "../../src/backend/nn/parameters";
import { findNetwork } from "../../src/backend/nn/registry";
import { trace } from "../../src/backend/nn/trace";
import { saveCheckpoint } from "../../src/backend/runs/checkpoints";
import { createRun, writeRecord } from "../../src/backend/runs/records";
import { parseConfig } from "../../src/backend/train/config";
import type { NetworkName } from "../../src/protocol/network";

const CLASSES = ["cat", "dog"];
const SEED = 27;

/** Writes it under the folder; gives its path. */
export async function writeRun(
  dataset: string,
  { network, imageSize }: { readonly network: NetworkName; readonly imageSize: number },
): Promise<string> {
  const config = {
    ...parseConfig({ network, imageSize, target: "species" }),
    balance: "none" as const,
  };
  const { directory, record, lock } = await createRun({
    dataset,
    config,
    engine: "cpu",
    device: "none",
    classes: CLASSES,
    implied: {},
    fingerprint: "none",
    statistics: { mean: [0.48, 0.45, 0.4], std: [0.23, 0.22, 0.23], pictures: 1 },
    split: { seed: SEED, counts: { train: 1, validation: 1, test: 1 }, groupsKeptTogether: 0 },
    versions: {},
    pictures: { train: {}, validation: {}, test: {} },
  });
  const specs = parameters(trace(findNetwork(network), { imageSize, classes: CLASSES.length }));
  const weights = new Map(
    specs.map((spec) => [spec.name, { shape: spec.shape, data: initialise(spec, SEED) }]),
  );
  const state = { step: 0, weights, firstMoments: new Map(), secondMoments: new Map() };
  const losses = { trainLoss: 1, trainAccuracy: 0.5, validationLoss: 1, validationAccuracy: 0.5 };
  const rates = { learningRate: 1e-5, seconds: 1, imagesPerSecond: 1 };
  await saveCheckpoint(directory, state, {
    network,
    classes: CLASSES,
    metrics: { epoch: 1, best: true, ...losses, ...rates },
  });
  await writeRecord(directory, { ...record, state: "finished" });
  await lock.release();
  return directory;
}
