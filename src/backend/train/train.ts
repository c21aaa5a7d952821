/** Trains a network on a data set: loads it, splits it, compiles the step, and keeps all in a run's folder. */
import { SPLIT_NAMES } from "../../protocol/dataset";
import type { SweepMark } from "../../protocol/sweep";
import type { RequestedConfig, RunSummary, TrainRequest } from "../../protocol/training";
import { refreshDataset } from "../dataset/refresh";
import type { Dataset } from "../dataset/store";
import { saveBackbone } from "../runs/backbone";
import { createRun, discardRun, type HeldRun, normalisationOf } from "../runs/records";
import type { RunRecord, SplitPictures } from "../runs/schema";
import { findFinished, summarizeRun } from "../runs/summary";
import type { TaskContext } from "../util/context";
import { packageVersion, pupilVersion } from "../util/versions";
import { conduct, type TrainTools } from "./conduct";
import { settleConfig } from "./balance";
import { type AskedConfig, configSchema, parseConfig } from "./config";
import { withCourse } from "./course";
import type { Work } from "./work";
import { type Material, prepareMaterial } from "./material";
import { openPretrained, type Pretrained } from "./pretrained";

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

/** What run.json says of the weights that a run began with. */
function pretrainedRecord(pretrained: Pretrained | undefined): Pick<RunRecord, "pretrained"> {
  if (pretrained === undefined) return {};
  const { info, digest } = pretrained;
  const { name, source, sha256, mean, std } = info;
  return { pretrained: { name, source, sha256, digest, mean, std } };
}

/** A training that is ready to begin, and the weights that it begins with. */
export interface Settled {
  readonly work: Work;
  readonly pretrained?: Pretrained;
}

/** The size that was asked for; else, of a frozen backbone, the size that it was trained for. */
function imageSizeOf(
  given: Pick<RequestedConfig, "imageSize">,
  { method, imageSize }: AskedConfig,
  pretrained: Pretrained | undefined,
): number {
  const isFree = given.imageSize === undefined && method !== "full";
  const trained = isFree ? pretrained?.info.imageSize : undefined;
  return trained !== undefined && configSchema.shape.imageSize.safeParse(trained).success
    ? trained
    : imageSize;
}

/** Fills in all that a request leaves to defaults, data set, store and machine. */
export async function settle(
  request: Pick<TrainRequest, "directory" | "config">,
  tools: Pick<TrainTools, "chooseEngine" | "emit">,
  context: TaskContext,
): Promise<Settled> {
  const parsed = parseConfig(request.config);
  const pretrained = await openPretrained(parsed);
  const asked = { ...parsed, imageSize: imageSizeOf(request.config, parsed, pretrained) };
  for (const message of pretrained?.notes ?? []) tools.emit("log", { level: "info", message });
  const dataset = await refreshDataset(request.directory, context);
  const settled = await settleConfig(asked, dataset);
  const config = pretrained
    ? { ...settled, weights: settled.weights ?? pretrained.info.name }
    : settled;
  const material = prepareMaterial(dataset, config);
  const engine = await tools.chooseEngine(config.engine);
  const { statistics } = material;
  const normalisation = normalisationOf({ config, statistics, ...pretrainedRecord(pretrained) });
  const work = { dataset, material, config, engine, normalisation };
  return pretrained ? { work: { ...work, backbone: pretrained }, pretrained } : { work };
}

async function newRun({ work, pretrained }: Settled, sweep?: SweepMark): Promise<HeldRun> {
  const { dataset, material, config, engine } = work;
  const { targets, statistics, split } = material;
  const [first, second] = targets;
  const run = await createRun({
    dataset: dataset.summary.directory,
    config,
    engine: engine.id,
    device: engine.device,
    classes: [...first.classes],
    implied: first.implied,
    ...(second && { second: { classes: [...second.classes], implied: second.implied } }),
    ...pretrainedRecord(pretrained),
    fingerprint: material.fingerprint,
    statistics,
    split: split.summary,
    versions: versionsNow(),
    ...(sweep && { sweep }),
    pictures: picturesOf(dataset, material),
  });
  if (pretrained === undefined) return run;
  try {
    await saveBackbone(run.directory, pretrained);
    return run;
  } catch (error) {
    await discardRun(run);
    throw error;
  }
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
  const settled = await settle(request, tools, context);
  const { dataset, material, config, engine } = settled.work;
  if (request.again !== true) {
    const { fingerprint } = material;
    const pretrained = settled.pretrained?.digest;
    const identity = { config, fingerprint, engine: engine.id, pretrained };
    const found = await findFinished(dataset.summary.directory, identity);
    if (found !== undefined) return { ...(await summarizeRun(found)), loaded: true };
  }
  const standing = { epochsDone: 0 };
  return await withCourse({ work: settled.work, standing }, context, async (course) => {
    const run = await newRun(settled, request.sweep);
    return await conduct({ run, course, metrics: [] }, tools.emit, context);
  });
}
