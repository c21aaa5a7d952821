/** Which run classifies: the one that a person chose, for as long as it is there; kept for the workspace. */
import type { RunSummary } from "../../protocol/training";
import type { Memory } from "./datasetList";
import type { Store } from "./store";

const KEY = "pupil.model";

export class ModelChoice {
  constructor(
    private readonly memory: Memory,
    private readonly store: Store,
  ) {}

  /** The chosen run, else the only candidate: the newest finished one, or the newest when none is finished. */
  get run(): RunSummary | undefined {
    const { models } = this.store;
    const remembered = this.memory.get(KEY);
    const chosen = models.find(({ directory }) => directory === remembered);
    if (chosen !== undefined) return chosen;
    const [newest, second] = models; // finished ones come first
    return second !== undefined && second.state === newest?.state ? undefined : newest;
  }

  /** Chooses a run by its folder. */
  async remember(run: string): Promise<void> {
    await this.memory.update(KEY, run);
  }
}
