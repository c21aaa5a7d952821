/** Reads again what other processes wrote: `pupil` on the command line leaves the same files. */
import type { FileSystemWatcher, Uri } from "vscode";
import { Owner } from "../dispose";
import { datasetOfFile } from "../paths";
import type { DatasetList } from "./datasetList";
import type { Store } from "./store";

/** Several files change at once; one look a second is enough. */
const WAIT_MS = 1000;

export class Refresher extends Owner {
  private readonly changed = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: Store,
    private readonly list: DatasetList,
    watcher: FileSystemWatcher,
  ) {
    super();
    const note = (uri: Uri): void => {
      this.note(uri);
    };
    this.own(watcher.onDidCreate(note));
    this.own(watcher.onDidChange(note));
    this.own(watcher.onDidDelete(note));
    this.own({
      dispose: () => {
        clearTimeout(this.timer);
      },
    });
  }

  private note(uri: Uri): void {
    const directory = datasetOfFile(uri.fsPath);
    if (directory === undefined) return;
    this.changed.add(directory);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.look();
    }, WAIT_MS);
  }

  private async look(): Promise<void> {
    const directories = [...this.changed];
    this.changed.clear();
    const isNew = directories.some((directory) => !this.list.has(directory));
    if (isNew) await this.list.rediscover();
    if (!this.store.hasLooked) return; // nobody has asked for runs yet: the backend need not start
    await Promise.all(directories.map((directory) => this.store.refreshDataset(directory)));
  }
}
