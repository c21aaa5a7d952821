/** The host side of the data set's dashboard. */
import { commands } from "vscode";
import type {
  DashboardApi,
  DashboardSubject,
  DatasetSnapshot,
  PictureSource,
  ShownSample,
} from "../../protocol/dashboard";
import type { Thumbnail } from "../../protocol/curation";
import type { DatasetSummary, Sample, SamplesRequest } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import type { CommandId } from "../commandIds";
import type { Services } from "../services";
import { Dashboard, type View } from "./dashboard";
import {
  augmentationOf,
  balanceOf,
  decisionOf,
  flagOf,
  previewOf,
  ruleOf,
} from "./datasetRequests";
import { objectOf, textOf, textsOf } from "./requests";

type Answer<Method extends keyof DashboardApi> = ReturnType<DashboardApi[Method]>;

export class DatasetDashboard extends Dashboard {
  protected readonly dataset: string;

  constructor(
    app: Services,
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
    const [targets, excluded] = await Promise.all([this.targets(summary), this.excluded(summary)]);
    const progress = app.store.progress(directory);
    return { kind: "dataset", summary, ...targets, excluded, progress };
  }

  override async samples(request: unknown): Answer<"samples"> {
    const asked = objectOf(request) as Omit<SamplesRequest, "directory">; // the backend checks it
    const page = await this.app.backend.samples({ ...asked, directory: this.dataset });
    return { ...page, samples: await this.shown(page.samples) };
  }

  async details(request: unknown): Answer<"details"> {
    const path = textOf(request, "path");
    const details = await this.app.backend.picture({ directory: this.dataset, path });
    const [sample] = await this.shown([details.sample]);
    if (sample === undefined) throw new Error(`${path} was not shown`);
    return { ...details, sample };
  }

  copies(): Answer<"copies"> {
    return this.app.backend.copies({ directory: this.dataset });
  }

  outliers(): Answer<"outliers"> {
    return this.app.backend.outliers({ directory: this.dataset });
  }

  async thumbnails(request: unknown): Answer<"thumbnails"> {
    return this.small(textsOf(request, "paths"));
  }

  async exclude(request: unknown): Answer<"exclude"> {
    const change = { paths: textsOf(request, "paths"), excluded: flagOf(request, "excluded") };
    const { backend, store } = this.app;
    store.putSummary(await backend.exclude({ directory: this.dataset, ...change }));
    return null;
  }

  async relabel(request: unknown): Answer<"relabel"> {
    const { backend, store } = this.app;
    store.putSummary(await backend.relabel({ directory: this.dataset, ...decisionOf(request) }));
    return null;
  }

  mistakes(request: unknown): Answer<"mistakes"> {
    const target = textOf(request, "target");
    return this.app.backend.mistakes({ directory: this.dataset, target });
  }

  async findMistakes(request: unknown): Answer<"findMistakes"> {
    return this.start("pupil.findMistakes", { target: textOf(request, "target") });
  }

  async preview(request: unknown): Answer<"preview"> {
    const asked = { directory: this.dataset, ...previewOf(request) };
    const { pictures } = await this.app.backend.previewAugmentation(asked);
    const sources = await this.small(pictures.map(({ path }) => path));
    return pictures.map(({ path, variants }, index) => ({
      ...(sources[index] ?? this.picture(path)),
      variants: variants.map(({ file, ...variant }) => ({
        ...variant,
        source: this.view.source(file),
      })),
    }));
  }

  async previewRule(request: unknown): Answer<"previewRule"> {
    const rule = ruleOf(request);
    if (rule === undefined) throw new UserError("invalid-argument", "There is no rule to try.");
    return this.app.backend.previewRule({ directory: this.dataset, rule });
  }

  async balance(request: unknown): Answer<"balance"> {
    return this.start("pupil.augment", balanceOf(request));
  }

  async scanBy(request: unknown): Answer<"scanBy"> {
    return this.start("pupil.scan", { rule: ruleOf(request) ?? "guess" });
  }

  async trainWith(request: unknown): Answer<"trainWith"> {
    return this.start("pupil.newRun", { augmentation: augmentationOf(request, "augmentation") });
  }

  async cancel(): Answer<"cancel"> {
    this.app.store.cancel(this.dataset);
    return Promise.resolve(null);
  }

  /** Begins a command on the data set, which itself says what goes wrong in it. */
  private start(command: CommandId, options: object): Promise<null> {
    void commands.executeCommand(command, { ...options, directory: this.dataset });
    return Promise.resolve(null);
  }

  /** How each target is balanced and split; one that cannot be split has neither. */
  private async targets({
    targets,
  }: DatasetSummary): Promise<Pick<DatasetSnapshot, "splits" | "balances">> {
    const { dataset: directory } = this;
    const { backend } = this.app;
    const found = await Promise.all(
      targets.map(async ({ target }) => {
        try {
          const balance = await backend.balance({ directory, target });
          const split = await backend.split({ directory, target, seed: balance.seed });
          return [{ target, balance, split }];
        } catch (error) {
          if (error instanceof UserError) return [];
          throw error;
        }
      }),
    );
    const all = found.flat();
    return {
      splits: Object.fromEntries(all.map(({ target, split }) => [target, split])),
      balances: Object.fromEntries(all.map(({ target, balance }) => [target, balance])),
    };
  }

  private async excluded({ excluded: count = 0 }: DatasetSummary): Promise<readonly string[]> {
    if (count === 0) return [];
    const request = { directory: this.dataset, excluded: true, limit: count };
    const { samples } = await this.app.backend.samples(request);
    return samples.map(({ path }) => path);
  }

  private async shown(samples: readonly Sample[]): Promise<readonly ShownSample[]> {
    const small = await this.small(samples.map(({ path }) => path));
    return samples.map((sample, index) => {
      const { source } = this.picture(sample.path);
      return { ...sample, source, thumbnail: small[index]?.source ?? source };
    });
  }

  /** Addresses of thumbnails; of the picture itself where none can be made. */
  private async small(paths: readonly string[]): Promise<readonly PictureSource[]> {
    const made = await this.make(paths);
    return paths.map((path, index) => {
      const file = made[index]?.file ?? null;
      return file === null ? this.picture(path) : { path, source: this.view.source(file) };
    });
  }

  /** None where nothing may be written: without trust, or on a full disk. */
  private async make(paths: readonly string[]): Promise<readonly Thumbnail[]> {
    try {
      return await this.app.backend.thumbnails({ directory: this.dataset, paths });
    } catch (error) {
      if (error instanceof UserError && error.code !== "backend-stopped") return [];
      throw error;
    }
  }
}
