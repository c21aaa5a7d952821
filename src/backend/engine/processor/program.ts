/** A training step as a list of calls on areas of one memory. */
import { Area, GrowingMemory, Memory, type Plan, plan } from "./memory";

const MOST_BYTES = 4 * 1024 ** 3;

type Run = (memory: Memory) => void | Promise<void>;

export class Program {
  private readonly areas: Area[] = [];
  private readonly calls: Run[] = [];
  private readonly plans = new Map<number, Plan>();
  private readonly memories = new GrowingMemory();
  private memory: Memory | undefined;

  /** An array of so many float32 numbers a picture, and `fixed` more. */
  floats(aPicture: number, fixed = 0): Area {
    return this.area((batch) => 4 * (batch * aPicture + fixed));
  }

  /** An array of float64 numbers whose size does not depend on the batch. */
  doubles(fixed: number): Area {
    return this.area(() => 8 * fixed);
  }

  /** An array of so many bytes. */
  area(bytes: (batch: number) => number): Area {
    const area = new Area(bytes);
    this.areas.push(area);
    return area;
  }

  /** Adds a call, which touches these areas and no others. */
  call(touched: readonly Area[], run: Run): void {
    const place = this.calls.length;
    for (const area of touched) {
      area.first = Math.min(area.first, place);
      area.last = place;
    }
    this.calls.push(run);
  }

  /** Whether a batch of so many pictures has room in what WebAssembly can address. */
  fits(batch: number): boolean {
    return this.planOf(batch).bytes < MOST_BYTES;
  }

  /** The memory for a batch, to be filled before `run`; throws UserError "out-of-memory". */
  memoryOf(batch: number): Memory {
    if (this.memory?.batch === batch) return this.memory;
    const { offsets, bytes } = this.planOf(batch);
    this.memory = undefined; // or it would be kept beside a larger one
    const { buffer, kernels } = this.memories.of(bytes);
    return (this.memory = new Memory(batch, kernels, buffer, offsets));
  }

  /** All calls, one after the other. */
  async run(memory: Memory): Promise<void> {
    for (const call of this.calls) await call(memory);
  }

  private planOf(batch: number): Plan {
    let known = this.plans.get(batch);
    if (known === undefined) {
      known = plan(this.areas, batch);
      this.plans.set(batch, known);
    }
    return known;
  }
}
