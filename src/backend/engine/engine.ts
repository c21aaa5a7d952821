/** What an engine is: it compiles a network into a training step or into inference. */
import type { ChannelStatistics } from "../../protocol/dataset";
import type { EngineId } from "../../protocol/training";
import type { Network } from "../nn/network";

/** Pictures and labels of one training step. */
export interface Batch {
  /** [count, size, size, 3], 0..255. */
  readonly pixels: Uint8Array;
  /** [count], class indices. */
  readonly labels: Int32Array;
  /**
   * [count, classes]: for each picture the distribution to learn, times the picture's weight; all
   * of it sums to `count`. Absent: each picture's label, all weights 1.
   */
  readonly targets?: Float32Array;
  readonly count: number;
}

/** Named arrays in PyTorch's names and layouts: parameters and running statistics. */
export type Weights = ReadonlyMap<string, WeightArray>;

export interface WeightArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** All that a training step carries over to the next; enough to resume. */
export interface TrainingState {
  /** Steps done; Adam's t. */
  readonly step: number;
  /** Parameters and running statistics. */
  readonly weights: Weights;
  /**
   * Adam's moments by parameter name, as decayed sums: M = 0.9 M + g and V = 0.999 V + g g, of which
   * Adam's means are 0.1 M and 0.001 V. As they are used, so that a resumed run is the same to the bit.
   */
  readonly firstMoments: Weights;
  readonly secondMoments: Weights;
}

export interface CompileOptions {
  /** Pixels a side. */
  readonly imageSize: number;
  readonly classes: number;
  /** Normalisation of the input, inside the graph: (x / 255 - mean) / std. */
  readonly statistics: Pick<ChannelStatistics, "mean" | "std">;
}

export interface TrainingOptions extends CompileOptions {
  /** Seeds the initial weights and the dropout masks. */
  readonly seed: number;
  /** Continue from here instead of from seeded initial weights. */
  readonly state?: TrainingState;
}

export interface StepResult {
  /** Mean cross-entropy over the batch; weighted, where its targets are. */
  readonly loss: number;
  /** [count, classes], before softmax. */
  readonly logits: Float32Array;
}

/** A network being trained. Not for concurrent use: await one call before the next. */
export interface TrainingSession {
  /** Forward, backward and one Adam update; throws UserError "engine-failed" when the runtime does. */
  step(batch: Batch, learningRate: number): Promise<StepResult>;
  /** Logits [count, classes] with running statistics and without dropout, from the weights as they are now. */
  infer(pixels: Uint8Array, count: number): Promise<Float32Array>;
  /** A copy of the state. */
  state(): Promise<TrainingState>;
  dispose(): Promise<void>;
}

/** A trained network, for use. */
export interface InferenceSession {
  /** `pixels`: [count, size, size, 3], 0..255. Gives logits [count, classes]. */
  infer(pixels: Uint8Array, count: number): Promise<Float32Array>;
  dispose(): Promise<void>;
}

export interface Engine {
  readonly id: EngineId;
  /** For people: "CPU (4 threads, ONNX Runtime 1.30.0)". */
  readonly device: string;
  train(network: Network, options: TrainingOptions): Promise<TrainingSession>;
  infer(network: Network, weights: Weights, options: CompileOptions): Promise<InferenceSession>;
}
