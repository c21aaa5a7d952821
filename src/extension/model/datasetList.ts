/** Which folders are data sets of this workspace: those that a person added and those where Pupil has been. */
import { resolve } from "node:path";
import { Emitter } from "vscode-jsonrpc/node";
import { Owner } from "../dispose";

/** The part of vscode.Memento that is used. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

/** What looking into the workspace's folders finds. */
export interface Discovery {
  /** Folders that have a .pupil folder with a scan or runs in it. */
  readonly directories: readonly string[];
  /** Whether any run has left a checkpoint. */
  readonly hasCheckpoint: boolean;
}

const KEY = "pupil.datasets";

interface Saved {
  readonly added: readonly string[];
  /** Found ones that a person does not want to see. */
  readonly removed: readonly string[];
}

export class DatasetList extends Owner {
  private readonly emitter = this.own(new Emitter<undefined>());
  readonly onDidChange = this.emitter.event;
  private found: Discovery = { directories: [], hasCheckpoint: false };
  private discovering: Promise<void> | undefined;

  constructor(
    private readonly memory: Memory,
    private readonly discover: () => Promise<Discovery>,
  ) {
    super();
  }

  /** Absolute paths, each once. */
  get directories(): readonly string[] {
    const { added, removed } = this.saved();
    const visible = this.found.directories.filter((directory) => !removed.includes(directory));
    return [...new Set([...added, ...visible].map((directory) => resolve(directory)))];
  }

  get hasCheckpoint(): boolean {
    return this.found.hasCheckpoint;
  }

  has(directory: string): boolean {
    return this.directories.includes(resolve(directory));
  }

  /** Looks into the workspace's folders, once. */
  ready(): Promise<void> {
    this.discovering ??= this.rediscover();
    return this.discovering;
  }

  /** Looks again: folders came, went, or were trained in by another process. */
  async rediscover(): Promise<void> {
    this.found = await this.discover();
    this.emitter.fire(undefined);
  }

  async add(directory: string): Promise<void> {
    const path = resolve(directory);
    const { added, removed } = this.saved();
    await this.save({
      added: [...new Set([...added, path])],
      removed: removed.filter((other) => other !== path),
    });
  }

  /** Forgets a folder; its files stay. */
  async remove(directory: string): Promise<void> {
    const path = resolve(directory);
    const { added, removed } = this.saved();
    await this.save({
      added: added.filter((other) => other !== path),
      removed: [...new Set([...removed, path])],
    });
  }

  private saved(): Saved {
    const value = this.memory.get(KEY);
    const paths = (name: keyof Saved): readonly string[] => {
      const list: unknown = typeof value === "object" && value !== null && Reflect.get(value, name);
      return Array.isArray(list) ? list.filter((item) => typeof item === "string") : [];
    };
    return { added: paths("added"), removed: paths("removed") };
  }

  private async save(value: Saved): Promise<void> {
    await this.memory.update(KEY, value);
    this.emitter.fire(undefined);
  }
}
