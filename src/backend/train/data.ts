/** Batches of a run: their order is a function of (seed, epoch), and the next is read ahead. */
import { setImmediate } from "node:timers/promises";
import { Random } from "../util/random";
import type { Batch } from "../engine/engine";
import type { Prepare, ReadBatch } from "./prepare";

/** Where pixels come from; a PixelCache is one. */
export interface PixelSource {
  /** Pixels a side. */
  readonly size: number;
  /** Copies those pictures into [n, size, size, 3] uint8. */
  read(indices: readonly number[], into: Uint8Array): void;
}

export interface DataOptions {
  readonly source: PixelSource;
  /** Class index of each picture of the source. */
  readonly labels: Int32Array;
  readonly train: readonly number[];
  readonly validation: readonly number[];
  /** Pictures a batch. */
  readonly batch: number;
  readonly seed: number;
  /** What happens to training batches once they are read. */
  readonly prepare?: Prepare;
}

/** Runs when the event loop is free, which is while the engine computes. */
async function later<T>(work: () => T): Promise<T> {
  await setImmediate();
  return work();
}

/** The pictures and labels that a run trains and validates on. */
export class TrainingData {
  constructor(private readonly options: DataOptions) {}

  /** Pictures that an epoch trains on. */
  get trainCount(): number {
    return this.groups(this.options.train).reduce((sum, group) => sum + group.length, 0);
  }

  get validationCount(): number {
    return this.options.validation.length;
  }

  /** Batches an epoch. */
  get batchCount(): number {
    return this.groups(this.options.train).length;
  }

  /** The training pictures in the order of that epoch, counted from 1. */
  training(epoch: number): AsyncGenerator<Batch> {
    const order = Random.of(this.options.seed, "order", epoch).shuffle(this.options.train);
    const { prepare } = this.options;
    return this.batches(this.groups(order), prepare && ((batch) => prepare({ ...batch, epoch })));
  }

  /** The validation pictures, always in the same order. */
  validation(): AsyncGenerator<Batch> {
    return this.batches(chunks(this.options.validation, this.options.batch));
  }

  /** A last batch of one picture is left out: batch normalisation has no variance to divide by. */
  private groups(order: readonly number[]): number[][] {
    const groups = chunks(order, this.options.batch);
    const last = groups.at(-1);
    const lonely = last?.length === 1 && groups.length > 1 && this.options.batch > 1;
    return lonely ? groups.slice(0, -1) : groups;
  }

  /** Two buffers take turns, so a batch's pixels are good until the one after next is read. */
  private async *batches(
    groups: readonly (readonly number[])[],
    prepare?: (batch: Omit<ReadBatch, "epoch">) => Float32Array | undefined,
  ): AsyncGenerator<Batch> {
    const { source, batch } = this.options;
    const picture = source.size * source.size * 3;
    const buffers = [new Uint8Array(batch * picture), new Uint8Array(batch * picture)];
    const read = (turn: number): Batch | undefined => {
      const group = groups[turn];
      const buffer = buffers[turn % 2];
      if (group === undefined || buffer === undefined) return undefined;
      const pixels = buffer.subarray(0, group.length * picture);
      source.read(group, pixels);
      const labels = Int32Array.from(group, (index) => this.options.labels[index] ?? -1);
      const targets = prepare?.({ pixels, labels, pictures: group });
      return { inputs: pixels, labels, count: group.length, ...(targets && { targets }) };
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
}

function chunks(items: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
