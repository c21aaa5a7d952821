/** What the dashboards' host sides share: pictures, actions, translations, and the refusal of foreign calls. */
import { join } from "node:path";
import { commands, l10n, Uri } from "vscode";
import type {
  DashboardAction,
  DashboardApi,
  DashboardEvent,
  DashboardEvents,
  DashboardSnapshot,
  PictureSource,
} from "../../protocol/dashboard";
import { UserError } from "../../protocol/errors";
import type { ExplainRequest } from "../../protocol/explanation";
import type { CommandId } from "../commandIds";
import { Owner } from "../dispose";
import { resolveInside } from "../paths";
import type { Services } from "../services";
import { actionOf, optionalTextOf, textOf, textsOf } from "./requests";

/** What a dashboard's host side has of its webview. */
export interface View {
  /** The address under which the webview may load a file. */
  source(path: string): string;
  /** Reaches the webview only while it is visible: when shown again, it asks for a snapshot. */
  send<Event extends DashboardEvent>(event: Event, data: DashboardEvents[Event]): void;
}

type Answer<Method extends keyof DashboardApi> = ReturnType<DashboardApi[Method]>;

/** What every dashboard answers; others answer more. */
type EveryDashboard = Pick<
  DashboardApi,
  "snapshot" | "translations" | "pictures" | "act" | "classify" | "openPicture"
>;

export abstract class Dashboard extends Owner implements EveryDashboard {
  constructor(
    protected readonly app: Services,
    protected readonly view: View,
  ) {
    super();
  }

  /** The data set that relative paths belong to. */
  protected abstract readonly dataset: string;

  abstract snapshot(): Promise<DashboardSnapshot>;

  /** What the action's command gets as its argument. */
  protected abstract argumentFor(action: DashboardAction): string;

  translations(): Answer<"translations"> {
    return Promise.resolve(l10n.bundle ?? {});
  }

  samples(_request: unknown): Answer<"samples"> {
    return refuse();
  }

  chooseModel(_request: unknown): Answer<"chooseModel"> {
    return refuse();
  }

  pictures(request: unknown): Answer<"pictures"> {
    return settled(() => textsOf(request, "paths").map((path) => this.picture(path)));
  }

  act(request: unknown): Answer<"act"> {
    return settled(() => {
      const action = actionOf(request);
      // not awaited: a training lasts for hours, and the command itself tells what went wrong
      void commands.executeCommand(COMMANDS[action], this.argumentFor(action));
      return null;
    });
  }

  classify(request: unknown): Answer<"classify"> {
    return settled(() => {
      const picture = Uri.file(this.resolve(textOf(request, "path")));
      void commands.executeCommand("pupil.classifyWith" satisfies CommandId, picture);
      return null;
    });
  }

  async openPicture(request: unknown): Promise<null> {
    const picture = Uri.file(this.resolve(textOf(request, "path")));
    await commands.executeCommand("vscode.open", picture);
    return null;
  }

  /** Asks a run what in one of the dashboard's pictures speaks for a class. */
  protected async explainBy(
    by: Pick<ExplainRequest, "run" | "target">,
    request: unknown,
  ): Answer<"explain"> {
    const picture = this.resolve(textOf(request, "path"));
    return await this.app.backend.explain({
      ...by,
      picture,
      class: optionalTextOf(request, "class"),
    });
  }

  /** The absolute path that a webview's path means; throws when it leads out of the data set. */
  protected resolve(path: string): string {
    return resolveInside(this.dataset, path);
  }

  protected picture(path: string): PictureSource {
    return { path, source: this.view.source(this.resolve(path)) };
  }

  /** Sends a fresh snapshot. */
  protected refresh(): void {
    this.snapshot().then(
      (snapshot) => {
        this.view.send("snapshot", snapshot);
      },
      (error: unknown) => {
        this.app.fail(error);
      },
    );
  }
}

const COMMANDS: { readonly [Action in DashboardAction]: CommandId } = {
  scan: "pupil.scan",
  clean: "pupil.clean",
  train: "pupil.newRun",
  stop: "pupil.stop",
  resume: "pupil.resume",
  evaluate: "pupil.evaluate",
  openTraining: "pupil.openTraining",
  openEvaluation: "pupil.openEvaluation",
  openDataset: "pupil.openDataset",
};

/** A promise of what the function returns or throws. */
function settled<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work());
  });
}

function refuse(): Promise<never> {
  const message = "This dashboard does not answer that call.";
  return Promise.reject(new UserError("invalid-argument", message));
}

/** Where the bundles of the webviews lie. */
export function bundlesFolder(extension: Uri): Uri {
  return Uri.file(join(extension.fsPath, "dist", "webview"));
}
