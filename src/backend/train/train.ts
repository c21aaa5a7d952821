/** Trains a network on a data set: loads it, splits it, compiles the step, and keeps all in a run's folder. */
import { SPLIT_NAMES } from "../../protocol/dataset";
import type { RunSummary, TrainConfig, TrainRequest } from "../../protocol/training";
import { openPixelCache } from "../dataset/cache";
import { refreshDataset } from "../dataset/refresh";
import type { Dataset } from "../dataset/store";
import type { Engine, TrainingSession, TrainingState } from "../engine/engine";
import { findNetwork } from "../nn/registry";
import { createRun, type HeldRun } from "../runs/records";
import type { SplitPictures } from "../runs/schema";
import { findFinished, summarizeRun } from "../runs/summary";
import type { TaskContext } from "../util/context";
import { packageVersion, pupilVersion } from "../util/versions";
import { conduct, type TrainTools } from "./conduct";
import { settleConfig } from "./balance";
import { parseConfig } from "./config";
import { TrainingData } from "./data";
import { preparation } from "./prepare";
import { type Material, prepareMaterial } from "./material";

/** What a training session is opened for. */
export interface Work {
  readonly dataset: Dataset;
  readonly material: Material;
  readonly config: TrainConfig;
  readonly engine: Engine;
  /** To continue from; absent at the beginning. */
  readonly state?: TrainingState;
}

/** Opens pixels and a compiled network, lets them be used, and closes both whatever happens. */
export async function withSession<T>(
  work: Work,
  context: TaskContext,
  use: (session: TrainingSession, data: TrainingData) => Promise<T>,
): Promise<T> {
  const { dataset, material, config, engine, state } = work;
  const { labels, split, statistics, classes } = material;
  const { imageSize, batch, seed } = config;
  const source = await openPixelCache(dataset, imageSize, context);
  try {
    const compiling = { stage: "compile", total: 1, unit: "networks" } as const;
    context.progress({ ...compiling, done: 0 });
    const options = { imageSize, classes: classes.length, statistics, seed };
    const session = await engine.train(findNetwork(config.network), {
      ...options,
      ...(state && { state }),
    });
    try {
      context.progress({ ...compiling, done: 1 });
      const { train, validation } = split;
      const pictures = { source, labels, train, validation };
      const prepare = preparation(material, config);
      const data = new TrainingData({ ...pictures, batch, seed, ...(prepare && { prepare }) });
      return await use(session, data);
    } finally {
      await session.dispose();
    }
  } finally {
    await source.close();
  }
}

function picturesOf({ samples }: Dataset, { split }: Material): SplitPictures {
  const hashes = (indices: readonly number[]) => {
    const chosen = indices.map((index) => samples[index]).filter((each) => each !== undefined);
    return Object.fromEntries(chosen.map(({ path, hash }) => [path, hash]));
  };
  const [train, validation, test] = SPLIT_NAMES.map((name) => hashes(split[name]));
  return { train: train ?? {}, validation: validation ?? {}, test: test ?? {} };
}

/** Versions of all that a run's numbers may depend on. */
export function versionsNow(): Record<string, string> {
  return {
    pupil: pupilVersion(),
    node: process.versions.node,
    "onnxruntime-node": packageVersion("onnxruntime-node"),
    sharp: packageVersion("sharp"),
  };
}

async function newRun({ dataset, material, config, engine }: Work): Promise<HeldRun> {
  const { classes, implied, statistics, split } = material;
  return await createRun({
    dataset: dataset.summary.directory,
    config,
    engine: engine.id,
    device: engine.device,
    classes: [...classes],
    implied,
    fingerprint: material.fingerprint,
    statistics,
    split: split.summary,
    versions: versionsNow(),
    pictures: picturesOf(dataset, material),
  });
}

/**
 * Trains by the request, or gives the finished run that it would repeat. Rejects with "cancelled"
 * when the signal stops it: the run then is "stopped" and can be resumed.
 */
export async function train(
  request: TrainRequest,
  tools: TrainTools,
  context: TaskContext,
): Promise<RunSummary> {
  const asked = parseConfig(request.config);
  const dataset = await refreshDataset(request.directory, context);
  const config = await settleConfig(asked, dataset);
  const material = prepareMaterial(dataset, config);
  const engine = await tools.chooseEngine(config.engine);
  const { directory } = dataset.summary;
  const { fingerprint } = material;
  if (request.again !== true) {
    const found = await findFinished(directory, { config, fingerprint, engine: engine.id });
    if (found !== undefined) return { ...(await summarizeRun(found)), loaded: true };
  }
  const work = { dataset, material, config, engine };
  return await withSession(work, context, async (session, data) => {
    const run = await newRun(work);
    return await conduct({ run, session, data, metrics: [] }, tools.emit, context);
  });
}
