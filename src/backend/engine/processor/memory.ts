/** The memory of a training step: arrays that are not needed at the same time may share a place in it. */
import { kernelMemory, LINE_BYTES, type TrainingKernels } from "../kernels/kernels";

/** An array that some calls of a program work on; its size may depend on the batch. */
export class Area {
  /** The first and the last call that touches it, by their places in the program. */
  first = Infinity;
  last = -1;

  constructor(private readonly size: (batch: number) => number) {}

  /** Rounded up to whole cache lines. */
  bytes(batch: number): number {
    return Math.ceil(this.size(batch) / LINE_BYTES) * LINE_BYTES;
  }
}

/** Where the areas of a batch lie. */
export interface Plan {
  readonly offsets: ReadonlyMap<Area, number>;
  readonly bytes: number;
}

interface Placed {
  readonly area: Area;
  readonly start: number;
  readonly end: number;
}

/**
 * Greedily: the largest first, each at the lowest place that no area of the same time has. No area is at
 * address 0, which tells kernels that there is none.
 */
export function plan(areas: readonly Area[], batch: number): Plan {
  const used = areas.filter(({ last }) => last >= 0);
  const largestFirst = used.toSorted((a, b) => b.bytes(batch) - a.bytes(batch));
  const placed: Placed[] = []; // by their starts
  for (const area of largestFirst) {
    let start = LINE_BYTES;
    for (const other of placed) {
      const { first, last } = other.area;
      if (last < area.first || first > area.last || other.end <= start) continue;
      if (other.start >= start + area.bytes(batch)) break;
      start = other.end;
    }
    const end = start + area.bytes(batch);
    const at = placed.findIndex((other) => other.start > start);
    placed.splice(at < 0 ? placed.length : at, 0, { area, start, end });
  }
  return {
    offsets: new Map(placed.map(({ area, start }) => [area, start])),
    bytes: placed.reduce((most, { end }) => Math.max(most, end), LINE_BYTES),
  };
}

export type Floats = Float32Array<ArrayBuffer>;

/** The areas of one batch, as addresses for the kernels and as arrays. */
export class Memory {
  private readonly views = new Map<Area, Floats>();

  constructor(
    readonly batch: number,
    readonly kernels: TrainingKernels,
    readonly buffer: ArrayBuffer,
    private readonly offsets: ReadonlyMap<Area, number>,
  ) {}

  /** The address of an area. */
  at(area: Area): number {
    const offset = this.offsets.get(area);
    if (offset === undefined) throw new TypeError("no call touches this area");
    return offset;
  }

  floats(area: Area): Floats {
    let view = this.views.get(area);
    if (view === undefined) {
      view = new Float32Array(this.buffer, this.at(area), area.bytes(this.batch) / 4);
      this.views.set(area, view);
    }
    return view;
  }

  doubles(area: Area): Float64Array<ArrayBuffer> {
    return new Float64Array(this.buffer, this.at(area), area.bytes(this.batch) / 8);
  }
}

/** A memory that grows with what is asked of it. */
export class GrowingMemory {
  private current: ReturnType<typeof kernelMemory> | undefined;

  /** At least so many bytes, whatever is in them; throws UserError "out-of-memory". */
  of(bytes: number): ReturnType<typeof kernelMemory> {
    if (this.current !== undefined && this.current.buffer.byteLength >= bytes) return this.current;
    this.current = undefined; // let go first
    return (this.current = kernelMemory(bytes, "a batch: choose a smaller one"));
  }
}
