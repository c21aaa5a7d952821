/**
 * The threads that compute a step together, each on its share of the pictures. They meet where one needs
 * what the others have: statistics of a normalisation are those of the whole batch.
 */

import { setImmediate } from "node:timers/promises";

/** Memory that the threads share. */
export interface CrewMemory {
  readonly control: SharedArrayBuffer;
  readonly sums: SharedArrayBuffer;
}

/** Places in `control`. */
const ARRIVED = 0;
const MEETINGS = 1;
const ACTIVE = 2;
const FAILED = 3;
const CONTROLS = 4;

/** The most numbers that are summed at once: two for each channel of the widest layer there is. */
const MOST_SUMS = 8192;

const PATIENCE_MS = 500;

/** A meeting that one of the others will not come to: it failed. */
export class CrewFailure extends Error {}

export class Crew {
  private readonly control: Int32Array;
  private readonly slots: Float64Array;
  private summed = 0;

  /** The thread of that rank; rank 0 leads. */
  constructor(
    readonly rank: number,
    memory: CrewMemory,
  ) {
    this.control = new Int32Array(memory.control);
    this.slots = new Float64Array(memory.sums);
  }

  static memory(size: number): CrewMemory {
    return {
      control: new SharedArrayBuffer(4 * CONTROLS),
      sums: new SharedArrayBuffer(8 * 2 * size * MOST_SUMS),
    };
  }

  /** So many threads take part in the next step: the leader says so when all have ended the one before. */
  lead(active: number): void {
    Atomics.store(this.control, ACTIVE, active);
    Atomics.store(this.control, ARRIVED, 0);
    Atomics.store(this.control, FAILED, 0);
    this.begin();
  }

  /** Before each step. */
  begin(): void {
    this.summed = 0;
  }

  /** Waits until all that take part are here; throws `CrewFailure` when one fails. */
  async meet(): Promise<void> {
    const { control } = this;
    const active = Atomics.load(control, ACTIVE);
    if (active <= 1) return;
    const meeting = Atomics.load(control, MEETINGS);
    if (Atomics.add(control, ARRIVED, 1) === active - 1) {
      Atomics.store(control, ARRIVED, 0);
      Atomics.add(control, MEETINGS, 1);
      Atomics.notify(control, MEETINGS);
    }
    const someFailed = () => Atomics.load(control, FAILED) !== 0;
    while (Atomics.load(control, MEETINGS) === meeting && !someFailed()) {
      const woken = Atomics.wait(control, MEETINGS, meeting, PATIENCE_MS);
      // now and then this thread looks whether another's has ended
      if (woken === "timed-out") await setImmediate();
    }
    if (someFailed()) throw new CrewFailure("another thread failed");
  }

  /** Adds up the numbers of all that take part, in the order of their ranks. */
  async sum(values: Float64Array): Promise<void> {
    const { control, slots, rank } = this;
    const active = Atomics.load(control, ACTIVE);
    if (active <= 1) return;
    if (values.length > MOST_SUMS) throw new RangeError(`${values.length} sums at once`);
    // Two rooms in turn: who comes to the next meeting has read what was summed at this one.
    const room = (slots.length / 2) * (this.summed++ % 2);
    const slotOf = (of: number) => {
      const start = room + of * MOST_SUMS;
      return slots.subarray(start, start + values.length);
    };
    slotOf(rank).set(values);
    await this.meet();
    values.set(slotOf(0));
    for (let other = 1; other < active; other++) {
      const slot = slotOf(other);
      for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) + (slot[i] ?? 0);
    }
  }

  /** Sends the others home: what was begun cannot be finished. */
  fail(): void {
    Atomics.store(this.control, FAILED, 1);
    Atomics.add(this.control, MEETINGS, 1);
    Atomics.notify(this.control, MEETINGS);
  }
}
