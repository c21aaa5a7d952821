/** A training's phases with what they need: each is opened when the one before it has ended. */
import { compileOptions } from "../engine/compileOptions";
import type { TrainingOptions, TrainingSession, TrainingState, Weights } from "../engine/engine";
import { findNetwork } from "../nn/registry";
import type { TaskContext } from "../util/context";
import { openFeatureData, openPixelData, type PhaseData } from "./phaseData";
import { type Phase, phasesOf, stageRates } from "./phases";
import type { Work } from "./work";

/** Where a training stands. */
export interface Standing {
  readonly epochsDone: number;
  /** After the last of them; absent at the beginning. */
  readonly state?: TrainingState;
}

/** A phase that is under way. */
export interface OpenPhase extends Pick<PhaseData, "data" | "inputs"> {
  readonly phase: Phase;
  readonly session: TrainingSession;
}

/** What closes again: a phase, and what it holds open. */
type Opened = OpenPhase & Pick<PhaseData, "close">;

/** How a phase learns: as the settings say, from the state or from those weights. */
function trainingOptions(
  work: Work,
  phase: Phase,
  start: Pick<TrainingOptions, "state" | "initial">,
): TrainingOptions {
  const { config, material, normalisation: statistics } = work;
  const heads = material.targets.map(({ classes }) => classes.length);
  const { imageSize, seed, weightDecay, gradientClipping, fineTune } = config;
  const rates = phase.part === "whole" ? stageRates(config) : undefined;
  return {
    ...compileOptions({ imageSize, heads, statistics, part: phase.part }),
    seed,
    ...start,
    ...(rates && { rates }),
    ...(phase.part === "whole" &&
      fineTune?.frozenStatistics === true && { frozenStatistics: true }),
    ...(weightDecay > 0 && { weightDecay }),
    ...(gradientClipping > 0 && { maxGradientNorm: gradientClipping }),
  };
}

type Start = Pick<TrainingOptions, "state" | "initial">;

async function openPhase(
  work: Work,
  { phase, start }: { readonly phase: Phase; readonly start: Start },
  context: TaskContext,
): Promise<Opened> {
  const open = phase.part === "head" ? openFeatureData : openPixelData;
  const { data, inputs, close } = await open(work, context);
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
      inputs,
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
