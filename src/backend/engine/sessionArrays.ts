/** The arrays of a network in training: what steps learn, and what they only read or track. */
import { elementCount, type ParameterSpec } from "../nn/parameters";
import { AdamArrays } from "./adam/adamArrays";
import { checkedWeight } from "./checkWeights";
import type { TrainingOptions, TrainingState, WeightArray } from "./engine";
import { learningRules, startingWeight } from "./learning";

/** All arrays, filled from the state, from given initial weights, or from the seed; TypeError when none is learned. */
export class SessionArrays {
  /** What learns; its weights are views of the optimizer's memory. */
  private readonly adam: AdamArrays;
  private readonly others = new Map<string, Float32Array<ArrayBuffer>>();

  constructor(
    private readonly specs: readonly ParameterSpec[],
    private readonly options: TrainingOptions,
  ) {
    const { state } = options;
    const rules = learningRules(specs, options);
    if (rules.length === 0) throw new TypeError("nothing is learned");
    this.adam = new AdamArrays(rules);
    for (const spec of specs) {
      const learned = this.adam.arrays.get(spec.name);
      const start = startingWeight(spec, options);
      if (learned === undefined) {
        this.others.set(spec.name, Float32Array.from(start));
        continue;
      }
      learned.weight.set(start);
      if (state === undefined) continue;
      learned.first.set(checkedWeight(state.firstMoments, spec));
      learned.second.set(checkedWeight(state.secondMoments, spec));
    }
  }

  /** The array of that name: the memory that steps work in. */
  weight(name: string): Float32Array<ArrayBuffer> {
    const data = this.adam.arrays.get(name)?.weight ?? this.others.get(name);
    if (data === undefined) throw new TypeError(`the network has no array ${name}`);
    return data;
  }

  learns(name: string): boolean {
    return this.adam.arrays.has(name);
  }

  /** Where the step leaves an array's gradient; undefined for one that is not learned. */
  gradient(name: string): Float32Array<ArrayBuffer> | undefined {
    return this.adam.arrays.get(name)?.gradient;
  }

  /** Adds to the gradient of an array that is learned. */
  addToGradient(name: string, values: Float32Array): void {
    this.adam.addToGradient(name, values);
  }

  /** Changes weights and moments by the gradients that the step counted `step` left. */
  update(step: number, learningRate: number): void {
    const { maxGradientNorm } = this.options;
    const clipping = maxGradientNorm === undefined ? {} : { maxGradientNorm };
    this.adam.update({ step, learningRate, ...clipping });
  }

  /** A copy of everything. */
  copy(): Omit<TrainingState, "step"> {
    const learned = this.specs.filter(({ name }) => this.learns(name));
    const all = (
      specs: readonly ParameterSpec[],
      of: (name: string) => Float32Array | undefined,
    ): Map<string, WeightArray> =>
      new Map(
        specs.map(({ name, shape }) => [
          name,
          { shape, data: of(name)?.slice() ?? new Float32Array(elementCount(shape)) },
        ]),
      );
    return {
      weights: all(this.specs, (name) => this.weight(name)),
      firstMoments: all(learned, (name) => this.adam.arrays.get(name)?.first),
      secondMoments: all(learned, (name) => this.adam.arrays.get(name)?.second),
    };
  }
}
