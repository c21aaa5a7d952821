/** A training's phases with what they need: each is opened when the one before it has ended. */
import type { ChannelStatistics } from "../../protocol/dataset";
import type { WholeTrainConfig } from "../../protocol/training";
import { openPixelCache } from "../dataset/cache";
import type { Dataset } from "../dataset/store";
import type {
  CompileOptions,
  Engine,
  Inputs,
  TrainingOptions,
  TrainingSession,
  TrainingState,
  Weights,
} from "../engine/engine";
import { type Features, openFeatures } from "../features/features";
import { findNetwork } from "../nn/registry";
import type { StoredBackbone } from "../runs/backbone";
import type { TaskContext } from "../util/context";
import { type DataOptions, type TrainingData, trainingData } from "./data";
import { type InputSource, pixelInputs } from "./inputs";
import type { Material } from "./material";
import { type Phase, phasesOf, stageRates } from "./phases";
import { prepareFeatures, preparePixels } from "./prepare";

/** What a training is made of. */
export interface Work {
  readonly dataset: Dataset;
  readonly material: Material;
  readonly config: WholeTrainConfig;
  readonly engine: Engine;
  /** Of the pixels. */
  readonly normalisation: Pick<ChannelStatistics, "mean" | "std">;
  /** Pretrained arrays; absent: from scratch. */
  readonly backbone?: StoredBackbone;
}

/** Where a training stands. */
export interface Standing {
  readonly epochsDone: number;
  /** After the last of them; absent at the beginning. */
  readonly state?: TrainingState;
}

/** A phase that is under way. */
export interface OpenPhase {
  readonly phase: Phase;
  readonly session: TrainingSession;
  readonly data: TrainingData;
}

/** What closes again: a phase, and what it holds open. */
interface Opened extends OpenPhase {
  readonly close: () => Promise<void>;
}

/** What compiling a run's network needs, whatever part of it. */
export function compileOptions(
  { config, material, normalisation }: Pick<Work, "config" | "material" | "normalisation">,
  part: CompileOptions["part"],
): CompileOptions {
  const heads = material.targets.map(({ classes }) => classes.length);
  return {
    imageSize: config.imageSize,
    classes: heads.reduce((sum, count) => sum + count, 0),
    ...(heads.length > 1 && { heads }),
    statistics: normalisation,
    ...(part !== "whole" && { part }),
  };
}

/** How a phase learns: as the settings say, from the state or from those weights. */
function trainingOptions(
  work: Work,
  phase: Phase,
  start: Pick<TrainingOptions, "state" | "initial">,
): TrainingOptions {
  const { config } = work;
  const { seed, weightDecay, gradientClipping, fineTune } = config;
  const rates = phase.part === "whole" ? stageRates(config) : undefined;
  return {
    ...compileOptions(work, phase.part),
    seed,
    ...start,
    ...(rates && { rates }),
    ...(phase.part === "whole" &&
      fineTune?.frozenStatistics === true && { frozenStatistics: true }),
    ...(weightDecay > 0 && { weightDecay }),
    ...(gradientClipping > 0 && { maxGradientNorm: gradientClipping }),
  };
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
export async function workFeatures(
  { dataset, config, engine, normalisation, backbone }: Omit<Work, "material">,
  isMirrored: boolean,
  context: TaskContext,
): Promise<Features> {
  if (backbone === undefined) throw new TypeError("features need a pretrained backbone");
  const { imageSize } = config;
  const network = findNetwork(config.network);
  const options = { engine, imageSize, normalisation, isMirrored };
  return await openFeatures(dataset, { ...options, backbone: { network, ...backbone } }, context);
}

async function featureData(work: Work, context: TaskContext): Promise<TrainingData> {
  const isMirroring = (work.config.augmentation?.horizontalFlip ?? 0) > 0;
  const plain = featureInputs(await workFeatures(work, false, context));
  const mirrored = isMirroring ? featureInputs(await workFeatures(work, true, context)) : undefined;
  const prepare = prepareFeatures(work.material, work.config, mirrored);
  return trainingData({ ...dataOptions(work, plain), ...(prepare && { prepare }) });
}

/** Opens the data of a phase; `close` is for what it holds open. */
async function openData(work: Work, phase: Phase, context: TaskContext) {
  if (phase.part === "head") {
    return { data: await featureData(work, context), close: () => Promise.resolve() };
  }
  const cache = await openPixelCache(work.dataset, work.config.imageSize, context);
  const prepare = preparePixels(work.material, work.config);
  const data = trainingData({
    ...dataOptions(work, pixelInputs(cache)),
    ...(prepare && { prepare }),
  });
  return { data, close: () => cache.close() };
}

type Start = Pick<TrainingOptions, "state" | "initial">;

async function openPhase(
  work: Work,
  { phase, start }: { readonly phase: Phase; readonly start: Start },
  context: TaskContext,
): Promise<Opened> {
  const { data, close } = await openData(work, phase, context);
  try {
    const compiling = { stage: "compile", total: 1, unit: "networks" } as const;
    context.progress({ ...compiling, done: 0 });
    const network = findNetwork(work.config.network);
    const session = await work.engine.train(network, trainingOptions(work, phase, start));
    context.progress({ ...compiling, done: 1 });
    return {
      phase,
      session,
      data,
      close: async () => {
        await session.dispose().finally(close);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What a phase begins with: the pretrained arrays, and what an earlier phase learned. */
function beginning({ backbone }: Work, phase: Phase, learned?: Weights): Start {
  const pretrained = phase.part === "whole" ? (backbone?.weights ?? []) : [];
  const initial = new Map([...pretrained, ...(learned ?? [])]);
  return initial.size > 0 ? { initial } : {};
}

export class Course {
  private constructor(
    private readonly work: Work,
    private readonly context: TaskContext,
    private opened: Opened | undefined,
  ) {}

  /** Opens the phase of the next epoch. */
  static async open(work: Work, { epochsDone, state }: Standing, context: TaskContext) {
    const phases = phasesOf(work.config);
    const phase = phases.find(({ lastEpoch }) => epochsDone < lastEpoch) ?? phases.at(-1);
    if (phase === undefined) throw new TypeError("a training has a phase");
    const isUnderWay = state !== undefined && phase.firstEpoch <= epochsDone;
    const start = isUnderWay ? { state } : beginning(work, phase, state?.weights);
    return new Course(work, context, await openPhase(work, { phase, start }, context));
  }

  get current(): OpenPhase {
    if (this.opened === undefined) throw new TypeError("the course is closed");
    return this.opened;
  }

  /** Goes on to the next phase with what was learned; false when there is none. */
  async advance(): Promise<boolean> {
    const { phase: last, session } = this.current;
    const phase = phasesOf(this.work.config).find(({ firstEpoch }) => firstEpoch > last.lastEpoch);
    if (phase === undefined) return false;
    const { weights } = await session.state();
    await this.close();
    const start = beginning(this.work, phase, weights);
    this.opened = await openPhase(this.work, { phase, start }, this.context);
    return true;
  }

  async close(): Promise<void> {
    const { opened } = this;
    this.opened = undefined;
    await opened?.close();
  }
}

/** Opens a course, lets it be used, and closes it whatever happens. */
export async function withCourse<T>(
  { work, standing }: { readonly work: Work; readonly standing: Standing },
  context: TaskContext,
  use: (course: Course) => Promise<T>,
): Promise<T> {
  const course = await Course.open(work, standing, context);
  try {
    return await use(course);
  } finally {
    await course.close();
  }
}
