/** What dashboards and the extension host say to one another; the host is the server, a dashboard its client. */
import type {
  AugmentConfig,
  BalanceRequest,
  BalanceState,
  Manipulation,
  PreviewRequest,
} from "./augment";
import type { Comparison } from "./comparison";
import type {
  DuplicateGroup,
  ExcludeRequest,
  OutlierReport,
  PictureDetails,
  RulePreview,
  RulePreviewRequest,
} from "./curation";
import type {
  DatasetSummary,
  RuleOptions,
  Sample,
  SamplesRequest,
  SplitName,
  SplitReport,
} from "./dataset";
import type { EmbeddingMap, EmbedRequest } from "./embedding";
import type { ErrorData } from "./errors";
import type { Evaluation, PredictResult } from "./evaluation";
import type { Explanation } from "./explanation";
import type { Insights } from "./insights";
import type { LabelMistakes, RelabelRequest } from "./labels";
import type { NetworkDescription } from "./network";
import type { LearningRateRange } from "./planning";
import type { Progress } from "./progress";
import type { Sweep } from "./sweep";
import type { EpochMetrics, RequestedConfig, RunDetail, TrainingTick } from "./training";

export type DashboardKind =
  "dataset" | "learningRate" | "training" | "evaluation" | "compare" | "sweep" | "classify";

/** Settings whose learning rate is looked for; the same ones are the same panel. */
export interface LearningRateSubject {
  readonly kind: "learningRate";
  readonly directory: string;
  readonly config: RequestedConfig;
}

/** Several runs; without a target they are compared by what most of them learned. */
export interface CompareSubject {
  readonly kind: "compare";
  readonly runs: readonly string[];
  readonly target?: string;
}

/**
 * What a dashboard is about. The webview keeps it (setState) together with its view state, so that
 * it can be restored after the window was reloaded.
 */
export type DashboardSubject =
  | { readonly kind: "dataset"; readonly directory: string }
  | LearningRateSubject
  | { readonly kind: "training"; readonly run: string }
  | { readonly kind: "evaluation"; readonly run: string }
  | CompareSubject
  | { readonly kind: "sweep"; readonly directory: string; readonly id: string }
  | { readonly kind: "classify"; readonly run: string; readonly pictures: readonly string[] };

/** A picture as a webview shows it. */
export interface PictureSource {
  /** Relative to the data set's folder; for `classify` the absolute path. */
  readonly path: string;
  /** What an img element loads (asWebviewUri). */
  readonly source: string;
}

/** A sample with the addresses of its picture and of its thumbnail. */
export type ShownSample = Sample & {
  readonly source: string;
  /** The picture itself where no thumbnail can be made. */
  readonly thumbnail: string;
};

/** All that is known of a picture, with its addresses. */
export interface ShownPicture extends Omit<PictureDetails, "sample"> {
  readonly sample: ShownSample;
}

/** Variants of a picture beside it. */
export interface ShownPreview extends PictureSource {
  readonly variants: readonly {
    readonly source: string;
    /** What was done, for variants by the five manipulations. */
    readonly manipulations?: readonly Manipulation[];
  }[];
}

export interface DatasetSnapshot {
  readonly kind: "dataset";
  readonly summary: DatasetSummary;
  /** How pictures would be divided for each target, with the seed that it was balanced by; absent for a target that cannot be split. */
  readonly splits: Readonly<Record<string, SplitReport>>;
  /** How the classes of each target are balanced; absent for a target that cannot be split. */
  readonly balances: Readonly<Record<string, BalanceState>>;
  /** Paths of the pictures that a person took out. */
  readonly excluded: readonly string[];
  /** What is under way on this data set, if anything. */
  readonly progress?: Progress;
}

export interface LearningRateSnapshot {
  readonly kind: "learningRate";
  readonly directory: string;
  /** As asked for; with nothing left to a default in `range`. */
  readonly config: RequestedConfig;
  /** Null until the test was made. */
  readonly range: LearningRateRange | null;
  /** Why the last test came to nothing. */
  readonly failure?: ErrorData;
  readonly isTrying: boolean;
  readonly progress?: Progress;
}

export interface TrainingSnapshot {
  readonly kind: "training";
  readonly run: RunDetail;
  readonly network: NetworkDescription;
  /** The last tick, while it runs. */
  readonly tick?: TrainingTick;
  readonly progress?: Progress;
}

export interface EvaluationSnapshot {
  readonly kind: "evaluation";
  readonly run: RunDetail;
  /** Which pictures the dashboard is about, and which of the run's targets. */
  readonly split: SplitName;
  readonly target: string;
  /** Null until the run has been evaluated on them. */
  readonly evaluation: Evaluation | null;
  /** Of the evaluation; null without one. */
  readonly insights: Insights | null;
  readonly progress?: Progress;
}

export interface CompareSnapshot {
  readonly kind: "compare";
  readonly comparison: Comparison;
  /** Indices of the runs that can be evaluated and were not. */
  readonly pending: readonly number[];
  readonly progress?: Progress;
}

export interface SweepSnapshot {
  readonly kind: "sweep";
  readonly sweep: Sweep;
  /** Whether this window trains, the sweep or something else: nothing can be begun then. */
  readonly isBusy: boolean;
  readonly progress?: Progress;
}

export interface ClassifySnapshot {
  readonly kind: "classify";
  /** The run that answers or is asked: what the drop-down shows as chosen. */
  readonly run: string;
  readonly pictures: readonly PictureSource[];
  /** Null while the answer is on its way, or when there is none. */
  readonly result: PredictResult | null;
  /** Why there is no answer. */
  readonly failure?: ErrorData;
  /** Runs that could be used instead: path and what to call it. */
  readonly models: readonly { readonly run: string; readonly name: string }[];
  readonly progress?: Progress;
}

export type DashboardSnapshot =
  | DatasetSnapshot
  | LearningRateSnapshot
  | TrainingSnapshot
  | EvaluationSnapshot
  | CompareSnapshot
  | SweepSnapshot
  | ClassifySnapshot;

/** Which of a run's evaluations. */
export interface EvaluationChoice {
  readonly split: SplitName;
  readonly target: string;
}

/** What a button of a dashboard asks the host to do; the host runs the command of the same meaning. */
export type DashboardAction =
  | "scan"
  | "clean"
  | "train"
  | "stop"
  | "resume"
  | "evaluate"
  | "openTraining"
  | "openEvaluation"
  | "openDataset";

/** What a dashboard may ask of the host. Each call takes one object and gives one result. */
export interface DashboardApi {
  /** The first call: everything needed to draw. Also asked for again whenever the panel is shown again. */
  snapshot(request: Record<string, never>): Promise<DashboardSnapshot>;
  /** Translations of the webview's strings: the l10n bundle of the window's language, empty in English. */
  translations(request: Record<string, never>): Promise<Readonly<Record<string, string>>>;
  /** A page of the data set's samples (data set dashboard). */
  samples(request: Omit<SamplesRequest, "directory">): Promise<{
    readonly total: number;
    readonly offset: number;
    readonly samples: readonly ShownSample[];
  }>;
  /** All that is known of a picture of the data set, by its relative path. */
  details(request: { readonly path: string }): Promise<ShownPicture>;
  /** Groups of pictures that are copies of one another. */
  copies(request: Record<string, never>): Promise<readonly DuplicateGroup[]>;
  outliers(request: Record<string, never>): Promise<OutlierReport>;
  /** Addresses of small pictures of the data set, by relative path, in the same order. */
  thumbnails(request: { readonly paths: readonly string[] }): Promise<readonly PictureSource[]>;
  /** Takes pictures out of training, or back in. */
  exclude(request: Omit<ExcludeRequest, "directory">): Promise<null>;
  /** Says what pictures show, or takes that back. */
  relabel(request: Omit<RelabelRequest, "directory">): Promise<null>;
  /** Labels of a target that are probably wrong, as far as that is known. */
  mistakes(request: { readonly target: string }): Promise<LabelMistakes | null>;
  /** Asks how to look for wrong labels; ends when it was started or refused. */
  findMistakes(request: { readonly target: string }): Promise<null>;
  /** Brings the classes of a target level; ends when it was started or refused. */
  balance(request: Omit<BalanceRequest, "directory">): Promise<null>;
  /** Variants of pictures, by balancing's manipulations or by training's augmentation. */
  preview(request: Omit<PreviewRequest, "directory">): Promise<readonly ShownPreview[]>;
  /** What a labelling rule would make of the folder. */
  previewRule(request: Omit<RulePreviewRequest, "directory">): Promise<RulePreview>;
  /** Scans by a rule, or by one that is guessed; ends when it was started or refused. */
  scanBy(request: { readonly rule?: RuleOptions }): Promise<null>;
  /** Asks for a new run that augments its training pictures so; ends when it was started. */
  trainWith(request: { readonly augmentation: AugmentConfig }): Promise<null>;
  /** Tries learning rates; ends when it was started (learning-rate dashboard). */
  tryRates(request: Record<string, never>): Promise<null>;
  /** Trains with the dashboard's settings and this learning rate; ends when it was started. */
  trainAt(request: { readonly learningRate: number }): Promise<null>;
  /** Makes the evaluation dashboard be about other pictures, or about another target of the run. */
  chooseSplit(request: EvaluationChoice): Promise<null>;
  /** Evaluates the run on these pictures; ends when it was started. */
  evaluateSplit(request: EvaluationChoice): Promise<null>;
  /** The map that is saved in the run, or null. */
  embeddingMap(request: Record<string, never>): Promise<EmbeddingMap | null>;
  /** Makes a map of the run's pictures; ends when it was started. */
  embed(request: Pick<EmbedRequest, "split">): Promise<null>;
  /** Compares other runs, or the same by another target (Compare dashboard). */
  compare(request: Omit<CompareSubject, "kind">): Promise<null>;
  /** Lets a person choose the runs that are compared; ends when it was done or given up. */
  chooseRuns(request: Record<string, never>): Promise<null>;
  /** Evaluates the compared runs that were not; ends when it was started. */
  evaluateMissing(request: Record<string, never>): Promise<null>;
  /** Opens a dashboard of one of the compared runs. */
  openRun(request: {
    readonly run: string;
    readonly kind: "training" | "evaluation";
  }): Promise<null>;
  /** Trains what is left of the sweep; ends when it was started (Sweep dashboard). */
  goOn(request: Record<string, never>): Promise<null>;
  /** Trains a trial's settings again on all pictures but the test's; ends when it was started. */
  trainOnAll(request: { readonly run: string }): Promise<null>;
  /** Stops what is under way on the subject. */
  cancel(request: Record<string, never>): Promise<null>;
  /** Addresses of pictures of the data set, by relative path, in the same order. */
  pictures(request: { readonly paths: readonly string[] }): Promise<readonly PictureSource[]>;
  /** Runs the action on the dashboard's subject; ends when it was started or refused. */
  act(request: { readonly action: DashboardAction }): Promise<null>;
  /** Classifies a picture, by relative path, in a new Classify panel; shows it in an editor. */
  classify(request: { readonly path: string }): Promise<null>;
  /** What in a picture speaks for a class, or for the most probable one, by the dashboard's run. */
  explain(request: { readonly path: string; readonly class?: string }): Promise<Explanation>;
  openPicture(request: { readonly path: string }): Promise<null>;
  /** Uses another run for the Classify panel. */
  chooseModel(request: { readonly run: string }): Promise<null>;
}

/** What the host tells an open, visible dashboard without being asked. */
export interface DashboardEvents {
  /** Something else than the following changed: draw this instead. */
  readonly snapshot: DashboardSnapshot;
  readonly tick: TrainingTick;
  readonly epochEnd: EpochMetrics;
  /** Work on the subject; null when it ended. */
  readonly progress: Progress | null;
}

export type DashboardMethod = keyof DashboardApi;
export type DashboardEvent = keyof DashboardEvents;

/** A call, from the webview. */
export interface CallFrame {
  readonly type: "call";
  readonly id: number;
  readonly method: DashboardMethod;
  readonly request: unknown;
}

/** From the host: the answer to a call, or an event. Every call is answered. */
export type HostFrame =
  | { readonly type: "result"; readonly id: number; readonly ok: unknown }
  | { readonly type: "result"; readonly id: number; readonly error: ErrorData }
  | { readonly type: "event"; readonly event: DashboardEvent; readonly data: unknown };

/** What a webview keeps by setState: the host's serializer reads `subject`, the rest is the view's own. */
export interface SavedState {
  readonly subject: DashboardSubject;
  readonly view?: Readonly<Record<string, unknown>>;
}
