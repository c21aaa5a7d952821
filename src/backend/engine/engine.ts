/** What an engine is: it compiles a network into a training step or into inference. */
import type { ChannelStatistics } from "../../protocol/dataset";
import type { EngineId } from "../../protocol/training";
import type { Network, Part } from "../nn/network";

/** Pictures as bytes [count, size, size, 3], 0..255; for a head alone, features [count, features]. */
export type Inputs = Uint8Array | Float32Array;

/** Pictures and labels of one training step. */
export interface Batch {
  readonly inputs: Inputs;
  /** [count, heads], class indices; -1 where a picture has no label for that head's target. */
  readonly labels: Int32Array;
  /**
   * [count, classes]: for each picture and head the distribution to learn, times the picture's
   * weight, which is 0 where it has no label. Absent: each picture's labels, all weights 1.
   * The loss is the sum over the pictures, divided by `count`.
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
  /** Pixels a side; of a head alone, those of the pictures that its features were made of. */
  readonly imageSize: number;
  /** Logits a picture. */
  readonly classes: number;
  /**
   * Several targets share the logits: how many of them are each one's classes, in order; they sum
   * to `classes`. Softmax and cross-entropy are each target's own, and the losses are summed.
   * Absent: one target.
   */
  readonly heads?: readonly number[];
  /** What is compiled: default "whole". A backbone alone gives features, and cannot be trained. */
  readonly part?: Part;
  /** Normalisation of the input, inside the graph: (x / 255 - mean) / std. */
  readonly statistics: Pick<ChannelStatistics, "mean" | "std">;
}

export interface TrainingOptions extends CompileOptions {
  /** Seeds the initial weights and the dropout masks. */
  readonly seed: number;
  /** Arrays to begin with instead of the seeded ones, such as pretrained ones; any part of them. */
  readonly initial?: Weights;
  /** Continue from here instead of from seeded initial weights. */
  readonly state?: TrainingState;
  /**
   * Factors of the learning rate by dotted prefix of the arrays' names; the longest that fits
   * wins, and what none fits has factor 1. Arrays of factor 0 are frozen, as by requires_grad =
   * False: they have neither gradients nor moments, and nothing goes back below the lowest layer
   * that learns. Running statistics are tracked everywhere unless `frozenStatistics` says otherwise.
   */
  readonly rates?: readonly LearningRateFactor[];
  /** All normalisations use their running statistics and keep them, as after module.eval(). */
  readonly frozenStatistics?: boolean;
  /**
   * AdamW's decay (Loshchilov and Hutter, 2019): before its update a weight loses
   * `learning rate * factor * decay` of itself. Biases and normalisations do not decay. Default 0.
   */
  readonly weightDecay?: number;
  /** All gradients together are scaled down to this Euclidean norm if theirs is larger. */
  readonly maxGradientNorm?: number;
}

export interface LearningRateFactor {
  /** "layer1" is that of "layer1.0.conv1.weight", and not of "layer10.weight"; "" fits all. */
  readonly prefix: string;
  readonly factor: number;
}

export interface StepResult {
  /** Mean cross-entropy over the batch, weighted where its targets are; summed over the heads. */
  readonly loss: number;
  /** [count, classes], before softmax. */
  readonly logits: Float32Array;
}

/** A network being trained. Not for concurrent use: await one call before the next. */
export interface TrainingSession {
  /** Forward, backward and one Adam update; throws UserError "engine-failed" when the runtime does. */
  step(batch: Batch, learningRate: number): Promise<StepResult>;
  /** Logits [count, classes] with running statistics and without dropout, from the weights as they are now. */
  infer(inputs: Inputs, count: number): Promise<Float32Array>;
  /** A copy of the state. */
  state(): Promise<TrainingState>;
  dispose(): Promise<void>;
}

/** A trained network or a part of it, for use. */
export interface InferenceSession {
  /** Numbers that `infer` gives for a picture: the logits, or a backbone's features. */
  readonly outputs: number;
  /** Gives [count, outputs]: logits, or with part "backbone" features. */
  infer(inputs: Inputs, count: number): Promise<Float32Array>;
  dispose(): Promise<void>;
}

export interface Engine {
  readonly id: EngineId;
  /** For people: "CPU (4 threads, ONNX Runtime 1.30.0)". */
  readonly device: string;
  train(network: Network, options: TrainingOptions): Promise<TrainingSession>;
  infer(network: Network, weights: Weights, options: CompileOptions): Promise<InferenceSession>;
}
