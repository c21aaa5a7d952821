/** Batches of a run: their order is a function of (seed, epoch), and the next is read ahead. */
import { setImmediate } from "node:timers/promises";
import { Random } from "../util/random";
import type { Batch, Inputs } from "../engine/engine";
import type { InputSource } from "./inputs";
import type { Prepare, ReadBatch } from "./prepare";

export interface DataOptions<Kind extends Inputs> {
  readonly source: InputSource<Kind>;
  /** For each target the class index of each picture of the source; -1 without the label. */
  readonly labels: readonly Int32Array[];
  readonly train: readonly number[];
  readonly validation: readonly number[];
  /** Pictures a batch. */
  readonly batch: number;
  readonly seed: number;
  /** What happens to training batches once they are read. */
  readonly prepare?: Prepare<Kind>;
}

/** Runs when the event loop is free, which is while the engine computes. */
async function later<T>(work: () => T): Promise<T> {
  await setImmediate();
  return work();
}

/** The pictures and labels that a run trains and validates on. */
export interface TrainingData {
  /** Pictures that an epoch trains on. */
  readonly trainCount: number;
  readonly validationCount: number;
  /** Batches an epoch. */
  readonly batchCount: number;
  /** The training pictures in the order of that epoch, counted from 1. */
  training(epoch: number): AsyncGenerator<Batch>;
  /** The validation pictures, always in the same order. */
  validation(): AsyncGenerator<Batch>;
}

function chunks(items: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** A last batch of one picture is left out: batch normalisation has no variance to divide by. */
function trainingGroups(order: readonly number[], batch: number): number[][] {
  const groups = chunks(order, batch);
  const lonely = groups.at(-1)?.length === 1 && groups.length > 1 && batch > 1;
  return lonely ? groups.slice(0, -1) : groups;
}

/** Two buffers take turns, so a batch's inputs are good until the one after next is read. */
async function* batches<Kind extends Inputs>(
  { source, batch, labels }: DataOptions<Kind>,
  groups: readonly (readonly number[])[],
  prepare?: (batch: Omit<ReadBatch<Kind>, "epoch">) => Float32Array | undefined,
): AsyncGenerator<Batch> {
  const buffers = [source.allocate(batch), source.allocate(batch)];
  const read = (turn: number): Batch | undefined => {
    const group = groups[turn];
    const buffer = buffers[turn % 2];
    if (group === undefined || buffer === undefined) return undefined;
    const inputs = buffer.subarray(0, group.length * source.width) as Kind;
    source.read(group, inputs);
    const ofGroup = Int32Array.from(
      group.flatMap((index) => labels.map((ofTarget) => ofTarget[index] ?? -1)),
    );
    const targets = prepare?.({ inputs, labels: ofGroup, pictures: group });
    return { inputs, labels: ofGroup, count: group.length, ...(targets && { targets }) };
  };
  let ahead = Promise.resolve(read(0));
  for (let turn = 1; ; turn++) {
    const current = await ahead;
    if (current === undefined) return;
    ahead = later(() => read(turn));
    ahead.catch(() => undefined); // a loop that broke off awaits it no more
    yield current;
  }
}

/** Batches of a source's pictures. */
export function trainingData<Kind extends Inputs>(options: DataOptions<Kind>): TrainingData {
  const { train, validation, batch, seed, prepare } = options;
  const groups = trainingGroups(train, batch);
  return {
    trainCount: groups.reduce((sum, group) => sum + group.length, 0),
    validationCount: validation.length,
    batchCount: groups.length,
    training(epoch) {
      const order = Random.of(seed, "order", epoch).shuffle(train);
      const prepared =
        prepare && ((of: Omit<ReadBatch<Kind>, "epoch">) => prepare({ ...of, epoch }));
      return batches(options, trainingGroups(order, batch), prepared);
    },
    validation: () => batches(options, chunks(validation, batch)),
  };
}
