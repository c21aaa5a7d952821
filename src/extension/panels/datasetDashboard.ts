/** The host side of the data set's dashboard. */
import type { DashboardApi, DashboardSubject, DatasetSnapshot } from "../../protocol/dashboard";
import type { DatasetSummary, SamplesRequest, SplitReport } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import type { App } from "../app";
import { Dashboard, type View } from "./dashboard";
import { objectOf } from "./requests";

export class DatasetDashboard extends Dashboard {
  protected readonly dataset: string;

  constructor(
    app: App,
    view: View,
    { directory }: Extract<DashboardSubject, { readonly kind: "dataset" }>,
  ) {
    super(app, view);
    this.dataset = directory;
    this.own(
      app.store.onDidChange((change) => {
        if (change.kind === "dataset" && change.directory === directory) this.refresh();
        if (change.kind === "progress" && change.subject === directory) {
          view.send("progress", change.progress);
        }
      }),
    );
  }

  protected argumentFor(): string {
    return this.dataset;
  }

  async snapshot(): Promise<DatasetSnapshot> {
    const { app, dataset: directory } = this;
    const summary = await app.backend.dataset({ directory });
    if (summary === null) {
      throw new UserError("not-found", `${directory} has not been scanned yet.`);
    }
    const progress = app.store.progress(directory);
    return { kind: "dataset", summary, splits: await this.splits(summary), progress };
  }

  override async samples(request: unknown): ReturnType<DashboardApi["samples"]> {
    const asked = objectOf(request) as Omit<SamplesRequest, "directory">; // the backend checks it
    const page = await this.app.backend.samples({ ...asked, directory: this.dataset });
    const samples = page.samples.map((sample) => ({ ...sample, ...this.picture(sample.path) }));
    return { ...page, samples };
  }

  private async splits({ targets }: DatasetSummary): Promise<Record<string, SplitReport>> {
    const { dataset: directory } = this;
    const found = await Promise.all(
      targets.map(async ({ target }) => {
        try {
          return [[target, await this.app.backend.split({ directory, target })] as const];
        } catch (error) {
          if (error instanceof UserError) return []; // a target that cannot be split has no report
          throw error;
        }
      }),
    );
    return Object.fromEntries(found.flat());
  }
}
