/** What the layers of a step are written with. */
import type { GraphNode } from "../../nn/trace";
import type { Area, Floats } from "./memory";
import type { Matrices, Products } from "./products";
import type { Program } from "./program";

/** What layers know of a step. */
export interface Current {
  /** Pictures of the whole batch, of which the memory holds this thread's. */
  readonly pictures: number;
  /** Counted from 1. */
  readonly step: number;
}

/** The step being written, and the arrays that it reads and changes. */
export interface Lowering {
  readonly program: Program;
  readonly products: Products;
  readonly frozenStatistics: boolean;
  /** Of the dropout masks. */
  readonly seed: number;
  /** Of the step that runs. */
  readonly current: () => Current;
  /** Adds up what each thread has summed over its own pictures. */
  readonly sum: (sums: Float64Array) => Promise<void>;
  /** The array of that name. */
  readonly weight: (name: string) => Floats;
  /** Where the gradient of an array goes; undefined where it is not learned. */
  readonly gradient: (name: string) => Floats | undefined;
}

/** The gradient of a value, which several readers of the value may add to. */
export class Gradient {
  private current: Area | undefined;

  constructor(
    private readonly program: Program,
    private readonly numbers: number,
  ) {}

  /** What was added up; undefined if nothing was. */
  get area(): Area | undefined {
    return this.current;
  }

  /** An area to add to, which holds what was added before, or zeros. */
  adding(): Area {
    if (this.current !== undefined) return this.current;
    const area = this.program.floats(this.numbers);
    this.program.call([area], (memory) => {
      memory.floats(area).fill(0);
    });
    return (this.current = area);
  }

  /** Adds an area, which nobody else needs any more. */
  take(area: Area): void {
    const { current } = this;
    if (current === undefined) {
      this.current = area;
      return;
    }
    this.program.call([current, area], (memory) => {
      const { kernels, batch } = memory;
      kernels.addTo(memory.at(current), memory.at(area), batch * this.numbers);
    });
  }
}

/** A layer that was written forward. */
export interface Lowered {
  readonly output: Area;
  /**
   * Writes it back from the gradient of its output, which it may change, to those of what it reads;
   * undefined where none is wanted.
   */
  readonly backward: (gradient: Area, sources: readonly (Gradient | undefined)[]) => void;
}

/** A value as it lies in memory. */
export interface Source {
  readonly node: GraphNode;
  readonly area: Area;
}

/** A view of numbers as matrices. */
export function matrices(data: Floats, ...dims: Matrices["dims"]): Matrices {
  return { data, dims };
}
