/** What the window knows: data sets, their summaries and runs, engines, live numbers; every view reads it and hears its changes. */
import { basename, resolve } from "node:path";
import { Emitter } from "vscode-jsonrpc/node";
import type { EngineReport } from "../../protocol/backend";
import type { DatasetSummary } from "../../protocol/dataset";
import { type ErrorData, toErrorData } from "../../protocol/errors";
import type { Progress } from "../../protocol/progress";
import type { EpochMetrics, RunSummary, TrainingTick } from "../../protocol/training";
import type { Backend, BackendNews, CallOptions } from "../backend/client";
import { Owner } from "../dispose";
import type { DatasetList } from "./datasetList";

export interface DatasetState {
  readonly directory: string;
  readonly name: string;
  /** Null: never scanned; absent: not read yet. */
  readonly summary?: DatasetSummary | null;
  /** Newest first. */
  readonly runs: readonly RunSummary[];
  /** Why it could not be read. */
  readonly error?: ErrorData;
}

/** What changed; views redraw no more than that. */
export type StoreChange =
  | { readonly kind: "datasets" }
  | { readonly kind: "dataset"; readonly directory: string }
  | { readonly kind: "run"; readonly run: RunSummary }
  | { readonly kind: "tick"; readonly tick: TrainingTick }
  | { readonly kind: "epoch"; readonly run: string; readonly metrics: EpochMetrics }
  | { readonly kind: "progress"; readonly subject: string; readonly progress: Progress | null }
  | { readonly kind: "engines" };

/** Whether a run has a best checkpoint and nobody is writing another. */
export function isModel({ state, bestEpoch }: RunSummary): boolean {
  return bestEpoch !== undefined && state !== "running";
}

export class Store extends Owner {
  private readonly emitter = this.own(new Emitter<StoreChange>());
  readonly onDidChange = this.emitter.event;
  private readonly states = new Map<string, DatasetState>();
  private readonly ticks = new Map<string, TrainingTick>();
  private readonly works = new Map<string, Progress>();
  private readonly cancels = new Map<string, () => void>();
  private engineReports: readonly EngineReport[] | undefined;
  private loading: Promise<void> | undefined;

  constructor(
    private readonly backend: Backend,
    news: BackendNews,
    private readonly list: DatasetList,
  ) {
    super();
    this.own(
      news.runChanged((run) => {
        this.putRun(run);
      }),
    );
    this.own(
      news.tick((tick) => {
        this.ticks.set(tick.run, tick);
        this.emitter.fire({ kind: "tick", tick });
      }),
    );
    this.own(
      news.epochEnd(({ run, metrics }) => {
        this.emitter.fire({ kind: "epoch", run, metrics });
      }),
    );
    this.own(
      list.onDidChange(() => {
        void this.followList();
      }),
    );
  }

  /** Sorted by name. */
  get datasets(): readonly DatasetState[] {
    return [...this.states.values()].sort((one, other) => one.name.localeCompare(other.name));
  }

  dataset(directory: string): DatasetState | undefined {
    return this.states.get(resolve(directory));
  }

  /** The runs of all data sets, newest first. */
  get runs(): readonly RunSummary[] {
    const all = [...this.states.values()].flatMap(({ runs }) => runs);
    return all.sort((one, other) => other.createdAt.localeCompare(one.createdAt));
  }

  run(directory: string): RunSummary | undefined {
    return this.runs.find((run) => run.directory === directory);
  }

  /** Runs that can be evaluated and can classify: finished ones first, then what was stopped, each newest first. */
  get models(): readonly RunSummary[] {
    const models = this.runs.filter(isModel);
    const finished = models.filter(({ state }) => state === "finished");
    return [...finished, ...models.filter(({ state }) => state !== "finished")];
  }

  /** The last tick of a run that is being trained. */
  tick(run: string): TrainingTick | undefined {
    return this.ticks.get(run);
  }

  /** What is under way on a data set or run, by its folder. */
  progress(subject: string): Progress | undefined {
    return this.works.get(subject);
  }

  /** What has been under way for longest, with the folder of the data set or run that it is done on. */
  get work(): readonly [subject: string, progress: Progress] | undefined {
    const [first] = this.works;
    return first;
  }

  get engines(): readonly EngineReport[] | undefined {
    return this.engineReports;
  }

  /** Whether data sets have been read, so that `runs` is the truth. */
  get isLoaded(): boolean {
    return this.list.directories.every((directory) => {
      const state = this.states.get(directory);
      return state?.summary !== undefined || state?.error !== undefined;
    });
  }

  /** Whether anybody has asked for the data sets. */
  get hasLooked(): boolean {
    return this.loading !== undefined;
  }

  /** Finds and reads the data sets, once. */
  load(): Promise<void> {
    this.loading ??= this.list.ready().then(() => this.refresh());
    return this.loading;
  }

  /** Reads all data sets again. */
  async refresh(): Promise<void> {
    this.syncWithList();
    await Promise.all([...this.states.keys()].map((directory) => this.refreshDataset(directory)));
  }

  /** Reads a data set's last scan and its runs again; what fails is kept as its error. */
  async refreshDataset(directory: string): Promise<void> {
    const key = resolve(directory);
    if (!this.states.has(key)) return;
    // a damaged scan is no reason to hide the runs, nor the other way round
    const [summary, runs] = await Promise.allSettled([
      this.backend.dataset({ directory: key }),
      this.backend.runs({ directory: key }),
    ]);
    const known = this.states.get(key);
    if (known === undefined) return; // removed meanwhile
    const failed = [summary, runs].find(({ status }) => status === "rejected");
    this.states.set(key, {
      directory: key,
      name: basename(key),
      ...(summary.status === "fulfilled" && { summary: summary.value }),
      runs: runs.status === "fulfilled" ? runs.value : known.runs,
      ...(failed?.status === "rejected" && { error: toErrorData(failed.reason) }),
    });
    this.emitter.fire({ kind: "dataset", directory: key });
  }

  /** Takes over what a scan found. */
  putSummary(summary: DatasetSummary): void {
    this.update(summary.directory, { summary, error: undefined });
  }

  /** Adds a run or replaces its older state. */
  putRun(run: RunSummary): void {
    if (run.state !== "running") this.ticks.delete(run.directory);
    const state = this.dataset(run.dataset);
    if (state === undefined) return;
    const others = state.runs.filter(({ directory }) => directory !== run.directory);
    const runs = [...others, run].sort((one, other) =>
      other.createdAt.localeCompare(one.createdAt),
    );
    this.states.set(state.directory, { ...state, runs });
    this.emitter.fire({ kind: "run", run });
  }

  /** Says that work on a data set or run goes on, or with null that it ended. */
  setProgress(subject: string, progress: Progress | null): void {
    if (progress === null) this.works.delete(subject);
    else this.works.set(subject, progress);
    this.emitter.fire({ kind: "progress", subject, progress });
  }

  /** Says how the work on a data set or run is cancelled, or with null that it ended. */
  setCancel(subject: string, cancel: (() => void) | null): void {
    if (cancel === null) this.cancels.delete(subject);
    else this.cancels.set(subject, cancel);
  }

  /** Cancels the work on a data set or run, if any is under way that can be. */
  cancel(subject: string): void {
    this.cancels.get(subject)?.();
  }

  /** Asks again which engines work; with `measure`, how fast. */
  async loadEngines(
    request: { readonly measure?: boolean } = {},
    options?: CallOptions,
  ): Promise<readonly EngineReport[]> {
    this.engineReports = await this.backend.engines(request, options);
    this.emitter.fire({ kind: "engines" });
    return this.engineReports;
  }

  private update(directory: string, change: Partial<DatasetState>): void {
    const state = this.dataset(directory);
    if (state === undefined) return;
    this.states.set(state.directory, { ...state, ...change });
    this.emitter.fire({ kind: "dataset", directory: state.directory });
  }

  private async followList(): Promise<void> {
    const added = this.syncWithList();
    if (this.loading === undefined) return; // nobody has looked yet
    await Promise.all(added.map((directory) => this.refreshDataset(directory)));
  }

  /** Adds and drops states as the list says; returns what is new. */
  private syncWithList(): readonly string[] {
    const wanted = new Set(this.list.directories);
    const gone = [...this.states.keys()].filter((directory) => !wanted.has(directory));
    const added = [...wanted].filter((directory) => !this.states.has(directory));
    for (const directory of gone) this.states.delete(directory);
    for (const directory of added) {
      this.states.set(directory, { directory, name: basename(directory), runs: [] });
    }
    if (gone.length + added.length > 0) this.emitter.fire({ kind: "datasets" });
    return added;
  }
}
