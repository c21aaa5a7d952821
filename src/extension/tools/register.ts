/** Offers Pupil's tools to language models in the editor: the same as `pupil mcp` does, by the same rules as a person. */
import {
  type CancellationToken,
  l10n,
  type LanguageModelTool,
  LanguageModelTextPart,
  LanguageModelToolResult,
  lm,
  MarkdownString,
  type PreparedToolInvocation,
  workspace,
} from "vscode";
import { UserError } from "../../protocol/errors";
import { TOOL_NAMES, type ToolName } from "../../protocol/tools/definitions";
import { runTool, type ToolBackend, type ToolHost } from "../../protocol/tools/runTool";
import type { App } from "../app";
import type { Disposable } from "../dispose";
import { startTraining, stopTraining } from "./training";
import { insideWorkspace } from "./workspacePath";

type Input = Readonly<Record<string, unknown>>;

/** The backend with a call's cancellation in it. */
function backendFor({ backend }: App, token: CancellationToken): ToolBackend {
  const options = { token };
  return {
    scan: (request) => backend.scan(request, options),
    dataset: (request) => backend.dataset(request, options),
    runs: (request) => backend.runs(request, options),
    run: (request) => backend.run(request, options),
    evaluate: (request) => backend.evaluate(request, options),
    evaluation: (request) => backend.evaluation(request, options),
    predict: (request) => backend.predict(request, options),
    weights: (request) => backend.weights(request, options),
  };
}

function hostFor(app: App, token: CancellationToken): ToolHost {
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  return {
    backend: backendFor(app, token),
    inside: (path) => insideWorkspace(path, folders),
    train: (request) => startTraining(app, request, token),
    stop: (run) => stopTraining(app, run),
  };
}

/** A value that a model chose, in a message that a person is asked to agree to: one line of text, never markup. */
function shown(value: unknown): string {
  if (typeof value !== "string" && typeof value !== "number") return "?";
  return String(value).replaceAll(/\s+/g, " ");
}

/** What a person is asked before something is changed; undefined for tools that only look. */
function confirmationOf(name: ToolName, input: Input): PreparedToolInvocation | undefined {
  const message = new MarkdownString();
  if (name === "pupil_start_training") {
    const { dataset, target, ...settings } = input;
    message.appendText(l10n.t("Train on {0} to tell {1} apart?", shown(dataset), shown(target)));
    for (const [setting, value] of Object.entries(settings)) {
      message.appendText(`\n${setting}: ${shown(value)}`);
    }
    return {
      invocationMessage: l10n.t("Starting the training"),
      confirmationMessages: { title: l10n.t("Start Training"), message },
    };
  }
  if (name !== "pupil_stop_training") return undefined;
  message.appendText(l10n.t("Stop the training of {0}?", shown(input["run"])));
  return {
    invocationMessage: l10n.t("Stopping the training"),
    confirmationMessages: { title: l10n.t("Stop Training"), message },
  };
}

function toolOf(app: App, name: ToolName): LanguageModelTool<Input> {
  return {
    prepareInvocation: ({ input }) => confirmationOf(name, input),
    async invoke({ input }, token) {
      try {
        const answer = await runTool(name, input, hostFor(app, token));
        return new LanguageModelToolResult([new LanguageModelTextPart(JSON.stringify(answer))]);
      } catch (error) {
        if (!(error instanceof UserError)) app.logBug(error);
        throw error; // its sentence is what the model reads
      }
    },
  };
}

/** Registers the tools, where the editor knows of such: forks may leave them out. */
export function registerTools(app: App): readonly Disposable[] {
  const api: Partial<typeof lm> | undefined = lm;
  const { registerTool } = api;
  if (registerTool === undefined) return [];
  return TOOL_NAMES.map((name) => registerTool(name, toolOf(app, name)));
}
