/**
 * The Adam update (Kingma and Ba, 2015) outside the graph: weights, moments and gradients lie in one
 * WebAssembly memory, which the runtime reads and writes as its inputs and outputs, and SIMD code
 * updates them in a single pass. As operators of the graph the same takes a dozen passes.
 */
import { elementCount } from "../../nn/parameters";
import { kernelMemory, LINE_BYTES, type TrainingKernels } from "../kernels/kernels";
import { adamScalars, NORM_EPSILON, type ParameterRule, type StepRule } from "./scalars";

/** The arrays of a parameter, by what they hold; views of one memory. */
export interface AdamArray {
  readonly weight: Float32Array<ArrayBuffer>;
  readonly first: Float32Array<ArrayBuffer>;
  readonly second: Float32Array<ArrayBuffer>;
  readonly gradient: Float32Array<ArrayBuffer>;
}

/** Numbers of a cache line: arrays begin at multiples of it; the rest of the last line stays zero. */
const LINE = LINE_BYTES / 4;

/** Numbers that are added at once: as many as stay in a core's own cache. */
const ROOM = 16_384;

/** The parameters that are learned, with their moments and gradients. */
export class AdamArrays {
  readonly arrays: ReadonlyMap<string, AdamArray>;
  private readonly kernels: TrainingKernels;
  /** Room for numbers that come from elsewhere. */
  private readonly room: Float32Array<ArrayBuffer>;

  /** All arrays are zero; throws UserError "out-of-memory" when they do not fit. */
  constructor(private readonly rules: readonly ParameterRule[]) {
    const length = (shape: readonly number[]) => Math.ceil(elementCount(shape) / LINE) * LINE;
    const total = rules.reduce((sum, { shape }) => sum + length(shape), 0);
    const { buffer, kernels } = kernelMemory(
      16 * total + 4 * ROOM,
      "the network's weights and moments",
    );
    this.kernels = kernels;
    this.room = new Float32Array(buffer, 16 * total, ROOM);
    let at = 0;
    this.arrays = new Map(
      rules.map(({ name, shape }) => {
        const view = (kind: number) =>
          new Float32Array(buffer, 4 * (kind * total + at), elementCount(shape));
        const array = { weight: view(0), first: view(1), second: view(2), gradient: view(3) };
        at += length(shape);
        return [name, array];
      }),
    );
  }

  /** Adds to the gradient of the parameter of that name. */
  addToGradient(name: string, values: Float32Array): void {
    const gradient = this.arrays.get(name)?.gradient;
    if (gradient === undefined) throw new TypeError(`${name} is not learned`);
    for (let at = 0; at < values.length; at += ROOM) {
      const part = values.subarray(at, at + ROOM);
      this.room.fill(0, part.length);
      this.room.set(part);
      const count = Math.ceil(part.length / 4) * 4;
      this.kernels.addTo(gradient.byteOffset + 4 * at, this.room.byteOffset, count);
    }
  }

  /** Changes weights and moments by the gradients. */
  update(step: StepRule): void {
    const { maxGradientNorm } = step;
    const clip = maxGradientNorm === undefined ? 1 : this.clipFactor(maxGradientNorm);
    for (const rule of this.rules) {
      const array = this.arrays.get(rule.name);
      if (array === undefined) continue;
      const { weight, first, second, gradient } = array;
      const { stepSize, epsilon, keep } = adamScalars(step, rule);
      this.kernels.adam(
        weight.byteOffset,
        first.byteOffset,
        second.byteOffset,
        gradient.byteOffset,
        Math.ceil(weight.length / 4) * 4,
        stepSize,
        epsilon,
        keep,
        clip,
      );
    }
  }

  private clipFactor(most: number): number {
    let squares = 0;
    for (const { gradient } of this.arrays.values()) {
      squares += this.kernels.squares(gradient.byteOffset, Math.ceil(gradient.length / 4) * 4);
    }
    return Math.min(1, most / (Math.sqrt(squares) + NORM_EPSILON));
  }
}
