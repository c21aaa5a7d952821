/** The training loop: no file, no message; whatever hangs on it is in the hooks. */
import type { TrainingSession } from "../engine/engine";
import type { TrainingData } from "./data";
import { TargetScores } from "./scores";

/** Where the loop is after a batch. */
export interface BatchEnd {
  readonly epoch: number;
  /** Batches of this epoch that are done. */
  readonly batch: number;
  /** Of this batch alone. */
  readonly loss: number;
  /** Of this epoch so far. */
  readonly scores: TargetScores;
}

export interface EpochEnd {
  readonly epoch: number;
  readonly training: TargetScores;
  readonly validation: TargetScores;
}

/** What is called on the way; a hook that throws ends the training. */
export interface Hooks {
  readonly epochStart: (epoch: number) => void;
  readonly batchEnd: (end: BatchEnd) => void;
  readonly validationBatchEnd: () => void;
  readonly epochEnd: (end: EpochEnd) => Promise<"continue" | "stop">;
}

export interface FitOptions {
  readonly session: TrainingSession;
  readonly data: TrainingData;
  /** Number of classes of each target. */
  readonly classes: readonly number[];
  /** Counted from 1, both included. */
  readonly firstEpoch: number;
  readonly lastEpoch: number;
  /** The learning rate of a step; batches are counted from 0. */
  readonly rate: (epoch: number, batch: number) => number;
}

/** Trains from the first epoch to the last, or until a hook says stop; says which. */
export async function fit(options: FitOptions, hooks: Hooks): Promise<"ended" | "stopped"> {
  const { session, data, classes, firstEpoch, lastEpoch, rate } = options;
  for (let epoch = firstEpoch; epoch <= lastEpoch; epoch++) {
    hooks.epochStart(epoch);

    // learn: forward, backward and update, a batch at a time
    const training = new TargetScores(classes);
    let batch = 0;
    for await (const pictures of data.training(epoch)) {
      const { loss, logits } = await session.step(pictures, rate(epoch, batch));
      training.update(logits, pictures.labels, pictures.targets);
      hooks.batchEnd({ epoch, batch: ++batch, loss, scores: training });
    }

    // look how well it does on pictures that it does not learn from
    const validation = new TargetScores(classes);
    for await (const { inputs, labels, count } of data.validation()) {
      validation.update(await session.infer(inputs, count), labels);
      hooks.validationBatchEnd();
    }

    if ((await hooks.epochEnd({ epoch, training, validation })) === "stop") return "stopped";
  }
  return "ended";
}
