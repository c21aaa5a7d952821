/** The backend as an interface: what it does (BackendApi) and what it tells (BackendEvents). The wire is derived from these. */
import type {
  BalanceReport,
  BalanceRequest,
  BalanceState,
  CleanReport,
  CleanRequest,
  PreviewRequest,
  PreviewResult,
} from "./augment";
import type { PredictToFileRequest, WrittenPredictions } from "./batch";
import type { CompareRequest, Comparison } from "./comparison";
import type {
  DuplicateGroup,
  ExcludeRequest,
  ExcludeResult,
  OutlierReport,
  PictureDetails,
  PictureRequest,
  RulePreview,
  RulePreviewRequest,
  Thumbnail,
  ThumbnailsRequest,
} from "./curation";
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
import type { DownloadRequest, DownloadSummary } from "./download";
import type { EmbeddingMap, EmbedRequest } from "./embedding";
import type { EvaluateRequest, Evaluation, PredictRequest, PredictResult } from "./evaluation";
import type { Explanation, ExplainRequest } from "./explanation";
import type { ExportReport, ExportRequest } from "./exporting";
import type { Insights } from "./insights";
import type { FindMistakesRequest, LabelMistakes, MistakesRequest, RelabelRequest } from "./labels";
import type { CrossValidateRequest, CrossValidation, CrossValidationSummary } from "./folds";
import type { DescribeRequest, NetworkDescription } from "./network";
import type {
  EstimateRequest,
  FindLearningRateRequest,
  LearningRateRange,
  TrainingEstimate,
} from "./planning";
import type { Progress } from "./progress";
import type { Report, ReportRequest } from "./report";
import type { Sweep, SweepRequest } from "./sweep";
import type {
  EngineId,
  EpochMetrics,
  RunDetail,
  RunSummary,
  TrainingTick,
  TrainRequest,
} from "./training";
import type {
  AddedWeights,
  AddWeightsRequest,
  DownloadWeightsRequest,
  RemoveWeightsRequest,
  WeightsList,
} from "./weights";

/** Raised when a change of the messages would confuse an older other end. */
export const PROTOCOL_VERSION = 1;

export interface Hello {
  readonly protocol: number;
  /** The package's version. */
  readonly version: string;
  readonly node: string;
  readonly pid: number;
}

/** What an engine lacks here and Pupil can fetch, on a person's word only. */
export interface EngineDownload {
  /** The package, with its version. */
  readonly what: string;
  readonly host: string;
  /** About. */
  readonly bytes: number;
}

export interface EngineReport {
  readonly id: EngineId;
  readonly available: boolean;
  /** Whether `auto` takes this one, by what is known of it. */
  readonly chosen: boolean;
  /** What it computes on, or would; empty where there is nothing of the kind. */
  readonly device: string;
  /** Of the runtime and of the device's driver, for people. */
  readonly version?: string;
  /** One sentence: why it is or is not used, and what to do. */
  readonly reason: string;
  /** Bytes of memory that it computes in, where the system says. */
  readonly memory?: number;
  /** Training pictures a second of catDogNet at 64 pixels, batch 16, as last measured. */
  readonly imagesPerSecond?: number;
  /** What is to be fetched to make it work. */
  readonly download?: EngineDownload;
}

/** Every request takes one object and gives one result; cancellation and progress are added by the wire. */
export interface BackendApi {
  hello(request: { readonly protocol: number }): Promise<Hello>;
  /** With `measure`, each engine that works is tried out, for about five seconds. */
  engines(request: { readonly measure?: boolean }): Promise<readonly EngineReport[]>;
  /** Fetches ONNX Runtime's CUDA libraries by its own installer, on a person's word only. */
  installCuda(request: Record<string, never>): Promise<EngineReport>;
  draw(request: DrawRequest): Promise<DrawSummary>;
  scan(request: ScanRequest): Promise<DatasetSummary>;
  /** What the last scan found, without looking again; null when the folder was never scanned. */
  dataset(request: { readonly directory: string }): Promise<DatasetSummary | null>;
  /** How a training run with this target and seed would divide the pictures. */
  split(request: SplitRequest): Promise<SplitReport>;
  samples(request: SamplesRequest): Promise<SamplesPage>;
  /** All that is known of one picture. */
  picture(request: PictureRequest): Promise<PictureDetails>;
  /** What a labelling rule would make of a folder, while it is being written. */
  previewRule(request: RulePreviewRequest): Promise<RulePreview>;
  /** Takes pictures out of training and statistics, or back in. */
  exclude(request: ExcludeRequest): Promise<ExcludeResult>;
  /** Says what pictures show, or takes that back; gives the data set afterwards. */
  relabel(request: RelabelRequest): Promise<DatasetSummary>;
  /** Labels that are probably wrong, by the newest cross-validation; null without one. */
  mistakes(request: MistakesRequest): Promise<LabelMistakes | null>;
  /** Cross-validates to find labels that are probably wrong. */
  findMistakes(request: FindMistakesRequest): Promise<LabelMistakes>;
  /** Groups of pictures that are copies of one another. */
  copies(request: { readonly directory: string }): Promise<readonly DuplicateGroup[]>;
  outliers(request: { readonly directory: string }): Promise<OutlierReport>;
  thumbnails(request: ThumbnailsRequest): Promise<readonly Thumbnail[]>;
  /** Brings the classes of a target level. */
  augment(request: BalanceRequest): Promise<BalanceReport>;
  /** What `augment` made of the classes of a target, read from what it left. */
  balance(request: { readonly directory: string; readonly target: string }): Promise<BalanceState>;
  /** Takes back what `augment` did. */
  clean(request: CleanRequest): Promise<CleanReport>;
  /** Variants of pictures by balancing's manipulations or by training's augmentation, as files. */
  previewAugmentation(request: PreviewRequest): Promise<PreviewResult>;
  /** Fetches a published data set, on a person's word only. */
  download(request: DownloadRequest): Promise<DownloadSummary>;
  describe(request: DescribeRequest): Promise<NetworkDescription>;
  /** The pretrained weights that are stored, and those that can be downloaded. */
  weights(request: Record<string, never>): Promise<WeightsList>;
  /** Adds pretrained weights from a file, an address or a run. */
  addWeights(request: AddWeightsRequest): Promise<AddedWeights>;
  /** Downloads published weights, on a person's word only. */
  downloadWeights(request: DownloadWeightsRequest): Promise<AddedWeights>;
  removeWeights(request: RemoveWeightsRequest): Promise<WeightsList>;
  train(request: TrainRequest): Promise<RunSummary>;
  resume(request: { readonly run: string }): Promise<RunSummary>;
  /** What each method would cost here; measures for a few seconds at its first call. */
  estimateTraining(request: EstimateRequest): Promise<TrainingEstimate>;
  /** A learning-rate range test; leaves no run. */
  findLearningRate(request: FindLearningRateRequest): Promise<LearningRateRange>;
  /** Trains once for each fold on all others; kept with the data set, and no run. */
  crossValidate(request: CrossValidateRequest): Promise<CrossValidation>;
  /** The cross-validations of a data set, newest first. */
  crossValidations(request: {
    readonly directory: string;
  }): Promise<readonly CrossValidationSummary[]>;
  crossValidation(request: {
    readonly directory: string;
    readonly id: string;
  }): Promise<CrossValidation>;
  /** Trains once for each combination of settings; goes on with an equal sweep that was stopped. */
  runSweep(request: SweepRequest): Promise<Sweep>;
  resumeSweep(request: { readonly directory: string; readonly id: string }): Promise<Sweep>;
  /** The sweeps of a data set, newest first. */
  sweeps(request: { readonly directory: string }): Promise<readonly Sweep[]>;
  sweep(request: { readonly directory: string; readonly id: string }): Promise<Sweep>;
  /** Trains a run's settings again on all pictures but the test's, as long as was best. */
  trainOnAll(request: { readonly run: string }): Promise<RunSummary>;
  /** The runs of a data set, newest first. */
  runs(request: { readonly directory: string }): Promise<readonly RunSummary[]>;
  run(request: { readonly run: string }): Promise<RunDetail>;
  evaluate(request: EvaluateRequest): Promise<Evaluation>;
  /** The evaluation saved in the run, or null. */
  evaluation(request: EvaluateRequest): Promise<Evaluation | null>;
  /** What can be learned from the saved evaluation, or null; nothing is classified again. */
  insights(request: EvaluateRequest): Promise<Insights | null>;
  /** Lays a run's pictures out by how the network sees them; kept in the run. */
  embed(request: EmbedRequest): Promise<EmbeddingMap>;
  /** The map saved in the run, or null. */
  embeddingMap(request: { readonly run: string }): Promise<EmbeddingMap | null>;
  /** Runs side by side, by what they saved. */
  compare(request: CompareRequest): Promise<Comparison>;
  predict(request: PredictRequest): Promise<PredictResult>;
  /** The same of any number of pictures and folders, into a .csv or .json file. */
  predictToFile(request: PredictToFileRequest): Promise<WrittenPredictions>;
  /** Writes all that is known of a run into one HTML file; evaluates the run where that is needed. */
  report(request: ReportRequest): Promise<Report>;
  /** What in a picture speaks for a class. */
  explain(request: ExplainRequest): Promise<Explanation>;
  /** Writes a run's network as files for other programs. */
  exportRun(request: ExportRequest): Promise<ExportReport>;
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
