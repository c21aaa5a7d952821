/** Has the model ready before it is asked: when a picture comes to the front, its tab may be right-clicked next. */
import { window, workspace } from "vscode";
import { activePicture } from "./activePicture";
import type { Backend, BackendClient } from "./backend/client";
import { Owner } from "./dispose";
import type { ModelChoice } from "./model/modelChoice";
import type { Trainer } from "./model/trainer";

export class WarmUp extends Owner {
  constructor(
    private readonly client: BackendClient,
    private readonly choice: ModelChoice,
    private readonly trainer: Trainer,
  ) {
    super();
    this.own(
      window.tabGroups.onDidChangeTabs(() => {
        this.look();
      }),
    );
  }

  /** Loads nothing for a person who has not used Pupil in this window, and does not disturb a training. */
  private look(): void {
    const isWanted = workspace.isTrusted && activePicture() !== undefined;
    const isFree = this.client.pid !== undefined && this.trainer.active === undefined;
    const { run } = this.choice;
    if (!isWanted || !isFree || run === undefined) return;
    warm(this.client.api, run.directory);
  }
}

/** Loads a run's model; a failure shows when it is asked in earnest. */
export function warm(backend: Backend, run: string): void {
  backend.predict({ run, pictures: [] }).catch(() => undefined);
}
