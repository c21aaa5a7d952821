/** Words of planning a training: which learning rate, and what each way of training will cost here. */
import type { RequestedConfig, TrainingMethod, WholeTrainConfig } from "./training";

export interface FindLearningRateRequest {
  readonly directory: string;
  readonly config: RequestedConfig;
  /** Steps of the test, at least 20. Default 100. */
  readonly steps?: number;
}

/** One step of the range test. */
export interface RangePoint {
  readonly learningRate: number;
  /** Of the step's batch. */
  readonly loss: number;
  /** Exponential moving average, bias-corrected, as fastai smooths it. */
  readonly smoothedLoss: number;
}

export interface LearningRateRange {
  readonly config: WholeTrainConfig;
  /** In the order of the steps, learning rates growing by a constant factor; it ends where the loss diverges. */
  readonly points: readonly RangePoint[];
  /** Null when the loss never fell: then no learning rate can be recommended. */
  readonly suggestion: number | null;
  /** Whose rule the suggestion follows: fastai's "valley", the middle of the longest descent. */
  readonly rule: "valley";
  readonly seconds: number;
}

export interface EstimateRequest {
  readonly directory: string;
  /** Its method is of no account: each one is estimated. */
  readonly config: RequestedConfig;
}

/** What one method would cost on this machine; estimates, not promises. */
export interface MethodEstimate {
  readonly method: TrainingMethod;
  readonly epochs: number;
  readonly imageSize: number;
  /** All of it: decoding, features, all epochs. */
  readonly seconds: number;
  /** Of that, what is done once and kept: decoded pictures, and features of frozen backbones. */
  readonly secondsOnce: number;
  /** Of the process, at its highest. */
  readonly memoryBytes: number;
}

export interface TrainingEstimate {
  /** For people. */
  readonly device: string;
  /** Training pictures of the data set. */
  readonly pictures: number;
  /** One a method, in their order. */
  readonly methods: readonly MethodEstimate[];
}
