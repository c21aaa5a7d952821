/** One fold: trains on all others, and predicts its pictures. */
import type { FoldPrediction } from "../../protocol/folds";
import type { Fold } from "../dataset/folds";
import { averaged } from "../evaluate/averaged";
import { PICTURES_AT_ONCE, predictionsOf } from "../evaluate/prediction";
import { downsample } from "../augment/strategies";
import { type OpenPhase, withCourse } from "../train/course";
import type { Work } from "../train/work";
import { guardLoss } from "../train/hooks";
import { fit } from "../train/loop";
import { describeMaterial } from "../train/material";
import { ratesOf } from "../train/phases";
import { type TaskContext, throwIfCancelled } from "../util/context";

/** What one fold needs. */
export interface FoldWork {
  readonly work: Work;
  readonly fold: Fold;
  /** Counted from 1. */
  readonly number: number;
  /** Called after each epoch. */
  readonly onEpoch: () => void;
}

/** The work with that fold left out; nothing is held out of the rest, so nothing is validated on. */
function leavingOut({ work, fold }: FoldWork): Work {
  const { dataset, config, material } = work;
  const { target, seed, balance } = config;
  const train =
    balance === "downsample"
      ? downsample(dataset.samples, fold.train, { target, seed })
      : [...fold.train];
  const test = [...fold.test];
  const split = { train, validation: [], test, summary: material.split.summary };
  return { ...work, material: describeMaterial(dataset, config, split) };
}

/** Logits of those samples, averaged with their mirror images' where the settings say so. */
async function logitsOf(
  { session, inputs }: OpenPhase,
  pictures: readonly number[],
  isAveraging: boolean,
): Promise<Float32Array> {
  const plain = await session.infer(inputs(pictures, false), pictures.length);
  if (!isAveraging) return plain;
  return averaged(plain, await session.infer(inputs(pictures, true), pictures.length));
}

async function predictFold(
  phase: OpenPhase,
  { work, fold, number }: FoldWork,
  signal: AbortSignal,
): Promise<FoldPrediction[][]> {
  const { dataset, material, config } = work;
  const classes = material.targets.map((target) => target.classes.length);
  const predictions = material.targets.map((): FoldPrediction[] => []);
  for (let at = 0; at < fold.test.length; at += PICTURES_AT_ONCE) {
    throwIfCancelled(signal);
    const group = fold.test.slice(at, at + PICTURES_AT_ONCE);
    const logits = await logitsOf(phase, group, config.flipAveraging);
    const pictures = group.map((index) => ({
      path: dataset.samples[index]?.path ?? "",
      actual: material.targets.map(({ labels }) => labels[index] ?? -1),
    }));
    for (const [which, some] of predictionsOf(logits, pictures, classes).entries()) {
      predictions[which]?.push(...some.map((each) => ({ ...each, fold: number })));
    }
  }
  return predictions;
}

/** Trains for all epochs without one fold; gives that fold's predictions for each target. */
export async function runFold(
  foldWork: FoldWork,
  context: TaskContext,
): Promise<FoldPrediction[][]> {
  const work = leavingOut(foldWork);
  const { config, material } = work;
  const classes = material.targets.map((target) => target.classes.length);
  const { signal } = context;
  return await withCourse({ work, standing: { epochsDone: 0 } }, context, async (course) => {
    do {
      const { phase, session, data } = course.current;
      const { firstEpoch, lastEpoch } = phase;
      const rate = ratesOf(config, phase, data.batchCount);
      const options = { session, data, classes, firstEpoch, lastEpoch, rate };
      await fit(options, {
        epochStart: () => undefined,
        batchEnd: ({ loss, epoch, batch }) => {
          throwIfCancelled(signal);
          guardLoss(loss, { epoch, learningRate: rate(epoch, batch - 1) });
        },
        validationBatchEnd: () => undefined,
        epochEnd: () => {
          foldWork.onEpoch();
          return Promise.resolve("continue");
        },
      });
    } while (await course.advance());
    return await predictFold(course.current, foldWork, signal);
  });
}
