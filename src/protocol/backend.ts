/** The backend as an interface: what it does (BackendApi) and what it tells (BackendEvents). The wire is derived from these. */
import type {
  DatasetSummary,
  DrawRequest,
  DrawSummary,
  SamplesPage,
  SamplesRequest,
  ScanRequest,
  SplitRequest,
  SplitReport,
} from "./dataset";
import type { EvaluateRequest, Evaluation, PredictRequest, PredictResult } from "./evaluation";
import type { DescribeRequest, NetworkDescription } from "./network";
import type { Progress } from "./progress";
import type {
  EngineId,
  EpochMetrics,
  RunDetail,
  RunSummary,
  TrainingTick,
  TrainRequest,
} from "./training";

/** Raised when a change of the messages would confuse an older other end. */
export const PROTOCOL_VERSION = 1;

export interface Hello {
  readonly protocol: number;
  /** The package's version. */
  readonly version: string;
  readonly node: string;
  readonly pid: number;
}

export interface EngineReport {
  readonly id: EngineId;
  readonly available: boolean;
  /** Whether `auto` takes this one. */
  readonly chosen: boolean;
  readonly device: string;
  /** One sentence: why it is or is not used, and what to do. */
  readonly reason: string;
}

/** Every request takes one object and gives one result; cancellation and progress are added by the wire. */
export interface BackendApi {
  hello(request: { readonly protocol: number }): Promise<Hello>;
  engines(request: Record<string, never>): Promise<readonly EngineReport[]>;
  draw(request: DrawRequest): Promise<DrawSummary>;
  scan(request: ScanRequest): Promise<DatasetSummary>;
  /** What the last scan found, without looking again; null when the folder was never scanned. */
  dataset(request: { readonly directory: string }): Promise<DatasetSummary | null>;
  /** How a training run with this target and seed would divide the pictures. */
  split(request: SplitRequest): Promise<SplitReport>;
  samples(request: SamplesRequest): Promise<SamplesPage>;
  describe(request: DescribeRequest): Promise<NetworkDescription>;
  train(request: TrainRequest): Promise<RunSummary>;
  resume(request: { readonly run: string }): Promise<RunSummary>;
  /** The runs of a data set, newest first. */
  runs(request: { readonly directory: string }): Promise<readonly RunSummary[]>;
  run(request: { readonly run: string }): Promise<RunDetail>;
  evaluate(request: EvaluateRequest): Promise<Evaluation>;
  /** The evaluation saved in the run, or null. */
  evaluation(request: EvaluateRequest): Promise<Evaluation | null>;
  predict(request: PredictRequest): Promise<PredictResult>;
}

/** What the backend tells without being asked. */
export interface BackendEvents {
  /** A run began, ended an epoch, stopped, failed, finished or was evaluated. */
  readonly runChanged: RunSummary;
  readonly epochEnd: { readonly run: string; readonly metrics: EpochMetrics };
  readonly tick: TrainingTick;
  readonly log: { readonly level: "info" | "warning" | "error"; readonly message: string };
}

/** What a served method gets beside its request. */
export interface CallContext<Signal> {
  /** An AbortSignal in Node; its type is left open because this zone knows no runtime. */
  readonly signal: Signal;
  readonly progress: (progress: Progress) => void;
}

/** BackendApi as its server writes it: each method also gets a context, last. */
export type BackendService<Signal> = {
  [Method in keyof BackendApi]: (
    request: Parameters<BackendApi[Method]>[0],
    context: CallContext<Signal>,
  ) => ReturnType<BackendApi[Method]>;
};

export type BackendMethod = keyof BackendApi;
export type BackendEvent = keyof BackendEvents;
