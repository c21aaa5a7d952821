/** One training step as it is compiled: from a batch to the gradients of all that learns. */
import type { Inputs, StepResult } from "./engine";

export interface StepInput {
  readonly inputs: Inputs;
  /** [count, classes]: the distribution that each picture's prediction is compared with, times its weight. */
  readonly target: Float32Array;
  readonly count: number;
  /** Steps with this one, which dropout masks depend on. */
  readonly step: number;
}

/** Leaves gradients and running statistics in the session's arrays; the update is the session's. */
export interface Step {
  run(input: StepInput): Promise<StepResult>;
  dispose(): Promise<void>;
}
