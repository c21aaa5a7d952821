/** The context keys that menus, welcome views and enablements ask for. */
import { commands } from "vscode";
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
    const running = store.runs.some(({ state }) => state === "running");
    this.set("pupil.hasDatasets", list.directories.length > 0);
    // until the runs were read, a checkpoint on disk tells
    this.set("pupil.hasModel", store.isLoaded ? store.models.length > 0 : list.hasCheckpoint);
    this.set("pupil.training", running);
  }

  private set(key: string, value: unknown): void {
    if (this.values.get(key) === value) return;
    this.values.set(key, value);
    void commands.executeCommand("setContext", key, value);
  }
}
