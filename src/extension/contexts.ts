/** The context keys that menus, welcome views and enablements ask for. */
import { commands } from "vscode";
import type { RunState } from "../protocol/training";
import { Owner } from "./dispose";
import type { DatasetList } from "./model/datasetList";
import type { Store } from "./model/store";
import { PICTURE_EXTENSIONS } from "./paths";

export class Contexts extends Owner {
  private readonly values = new Map<string, unknown>();

  constructor(
    private readonly store: Store,
    private readonly list: DatasetList,
  ) {
    super();
    // `in` compares exactly, and cameras write .JPG
    const upper = PICTURE_EXTENSIONS.map((extension) => extension.toUpperCase());
    this.set("pupil.pictureExtensions", [...PICTURE_EXTENSIONS, ...upper]);
    const update = (): void => {
      this.update();
    };
    this.own(list.onDidChange(update));
    this.own(
      store.onDidChange(({ kind }) => {
        if (kind !== "tick" && kind !== "epoch") update();
      }),
    );
    this.update();
  }

  private update(): void {
    const { store, list } = this;
    const hasDatasets = list.directories.length > 0;
    const isIn = (...states: readonly RunState[]): boolean =>
      store.runs.some(({ state }) => states.includes(state));
    this.set("pupil.hasDatasets", hasDatasets);
    this.set("pupil.training", isIn("running"));
    // until runs and data sets were read, only what is on disk tells
    const isLoaded = store.isLoaded;
    this.set("pupil.hasModel", isLoaded ? store.models.length > 0 : list.hasCheckpoint);
    this.set("pupil.hasRuns", isLoaded ? store.runs.length > 0 : hasDatasets);
    this.set("pupil.canResume", isLoaded ? isIn("stopped", "interrupted") : hasDatasets);
    const hasExcluded = store.datasets.some(({ summary }) => (summary?.excluded ?? 0) > 0);
    this.set("pupil.hasExcluded", isLoaded ? hasExcluded : hasDatasets);
  }

  private set(key: string, value: unknown): void {
    if (this.values.get(key) === value) return;
    this.values.set(key, value);
    void commands.executeCommand("setContext", key, value);
  }
}
