/** What learns in which epochs, and how fast: a training has one phase, fine-tuning two. */
import type { WholeTrainConfig } from "../../protocol/training";
import type { LearningRateFactor } from "../engine/engine";
import { flopsIn } from "../nn/describe";
import type { Part } from "../nn/network";
import { findNetwork } from "../nn/registry";
import { trace } from "../nn/trace";
import { learningRateAt } from "./schedule";

export interface Phase {
  /** The head alone learns from features that are computed once. */
  readonly part: "whole" | "head";
  /** Counted from 1, both included. */
  readonly firstEpoch: number;
  readonly lastEpoch: number;
  /** The highest. */
  readonly learningRate: number;
}

/** The phases of a training, in their order. */
export function phasesOf(config: WholeTrainConfig): readonly Phase[] {
  const { method, epochs, learningRate, fineTune } = config;
  const all = { firstEpoch: 1, lastEpoch: epochs, learningRate };
  if (method === "frozen") return [{ part: "head", ...all }];
  const headEpochs = fineTune?.headEpochs ?? 0;
  if (fineTune === undefined || headEpochs === 0) return [{ part: "whole", ...all }];
  const rate = fineTune.headLearningRate;
  return [
    { part: "head", firstEpoch: 1, lastEpoch: headEpochs, learningRate: rate },
    { part: "whole", firstEpoch: headEpochs + 1, lastEpoch: epochs, learningRate },
  ];
}

/** What an epoch costs beside one of the whole network, about: for the time that is left. */
export function epochCosts(
  config: WholeTrainConfig,
  classes: readonly number[],
): (epoch: number) => number {
  const all = classes.reduce((sum, count) => sum + count, 0);
  const network = findNetwork(config.network);
  const flops = (part: Part) =>
    flopsIn(trace(network, { classes: all, imageSize: config.imageSize, part }));
  const ofHead = flops("head") / flops("whole");
  const phases = phasesOf(config);
  return (epoch) =>
    phases.find(({ lastEpoch }) => epoch <= lastEpoch)?.part === "head" ? ofHead : 1;
}

/** The learning rate of each step; batches are counted from 0. */
export function ratesOf(
  config: WholeTrainConfig,
  phase: Phase,
  batchCount: number,
): (epoch: number, batch: number) => number {
  const steps = (phase.lastEpoch - phase.firstEpoch + 1) * batchCount;
  const warmupSteps = Math.min(steps, Math.round(config.warmup * batchCount));
  const course = { rate: phase.learningRate, steps, warmupSteps };
  return (epoch, batch) => {
    const step = (epoch - phase.firstEpoch) * batchCount + batch;
    return learningRateAt(config.schedule, step, course);
  };
}

/** How fast each stage learns beside the head; undefined when all learn alike. */
export function stageRates(config: WholeTrainConfig): readonly LearningRateFactor[] | undefined {
  const { fineTune } = config;
  if (fineTune === undefined) return undefined;
  const stages = [...findNetwork(config.network).stages].reverse();
  return stages.flatMap((prefixes, index) => {
    const factor = index < fineTune.stages ? fineTune.stageRate ** (index + 1) : 0;
    return prefixes.map((prefix) => ({ prefix, factor }));
  });
}
