/** Serves the tools over the Model Context Protocol; the one importer of its SDK. */
import {
  type CallToolResult,
  fromJsonSchema,
  type jsonSchemaValidator,
  type JsonSchemaValidatorResult,
  McpServer,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { BackendService } from "../../protocol/backend";
import { toErrorData, UserError } from "../../protocol/errors";
import type { Progress } from "../../protocol/progress";
import { TOOL_NAMES, type ToolName, TOOLS } from "../../protocol/tools/definitions";
import { runTool, type ToolBackend, type ToolHost } from "../../protocol/tools/runTool";
import type { TaskContext } from "../util/context";
import { pupilVersion } from "../util/versions";
import type { Trainings } from "./trainings";
import type { Workspace } from "./workspace";

export interface McpOptions {
  readonly service: BackendService<AbortSignal>;
  readonly workspace: Workspace;
  readonly trainings: Trainings;
  /** Whether tools that start and stop trainings are offered. */
  readonly allowsTraining: boolean;
  /** Hears of failures that are bugs. */
  readonly onError: (error: unknown) => void;
}

/** The backend with a call's context in it. */
function backendFor(service: BackendService<AbortSignal>, context: TaskContext): ToolBackend {
  return {
    scan: (request) => service.scan(request, context),
    dataset: (request) => service.dataset(request, context),
    runs: (request) => service.runs(request, context),
    run: (request) => service.run(request, context),
    evaluate: (request) => service.evaluate(request, context),
    evaluation: (request) => service.evaluation(request, context),
    predict: (request) => service.predict(request, context),
    weights: (request) => service.weights(request, context),
  };
}

/**
 * Progress goes to the client where it asked for it. The protocol wants it to grow with each report,
 * so that of a stage is counted on top of those before.
 */
function contextOf({ mcpReq }: ServerContext): TaskContext {
  const progressToken = mcpReq._meta?.progressToken;
  let before = 0;
  let last: Pick<Progress, "stage" | "done"> | undefined;
  const progress = ({ done, total, stage }: Progress) => {
    if (progressToken === undefined) return;
    if (last !== undefined && last.stage !== stage) before += last.done;
    else if (done <= (last?.done ?? 0)) return;
    last = { stage, done };
    const params = { progressToken, progress: before + done, total: before + total };
    const notification = { ...params, message: stage };
    // a client that has gone hears of nothing any more
    mcpReq
      .notify({ method: "notifications/progress", params: notification })
      .catch(() => undefined);
  };
  return { signal: mcpReq.signal, progress };
}

function hostFor({ service, workspace, trainings }: McpOptions, context: TaskContext): ToolHost {
  return {
    backend: backendFor(service, context),
    inside: (path) => workspace.inside(path),
    train: (request) => trainings.start(request, context.signal),
    stop: (run) => trainings.stop(run),
  };
}

const textResult = (value: object): CallToolResult => ({
  content: [{ type: "text", text: JSON.stringify(value) }],
});

/** The schema as it is; inputs are checked where tools are run, the same way for every door. */
const unchecked: jsonSchemaValidator = {
  getValidator<T>() {
    return (input: unknown): JsonSchemaValidatorResult<T> => ({
      valid: true,
      data: input as T,
      errorMessage: undefined,
    });
  },
};

function register(server: McpServer, name: ToolName, options: McpOptions): void {
  const { title, description, inputSchema, onlyLooks } = TOOLS[name];
  const config = {
    title,
    description,
    inputSchema: fromJsonSchema({ ...inputSchema }, unchecked),
    annotations: { readOnlyHint: onlyLooks, destructiveHint: false, openWorldHint: false },
  };
  server.registerTool(name, config, async (input, context): Promise<CallToolResult> => {
    try {
      return textResult(await runTool(name, input, hostFor(options, contextOf(context))));
    } catch (error) {
      if (!(error instanceof UserError)) options.onError(error);
      return { ...textResult({ error: toErrorData(error) }), isError: true };
    }
  });
}

/** A server with the tools that are allowed. */
export function mcpServer(options: McpOptions): McpServer {
  const server = new McpServer(
    { name: "pupil", title: "Pupil", version: pupilVersion() },
    {
      capabilities: { tools: {} },
      instructions:
        `Pupil trains image classifiers on folders of pictures in ${options.workspace.root}.` +
        " Scan a data set, list its runs, evaluate one, classify pictures with it.",
    },
  );
  for (const name of TOOL_NAMES) {
    if (TOOLS[name].onlyLooks || options.allowsTraining) register(server, name, options);
  }
  return server;
}

/** Serves over standard input and output until the client goes, or the signal is raised. */
export async function serveOverStdio(options: McpOptions, signal: AbortSignal): Promise<void> {
  const handle = serveStdio(() => mcpServer(options), { onerror: options.onError });
  await new Promise<void>((resolve) => {
    process.stdin.once("end", resolve);
    process.stdin.once("close", resolve);
    signal.addEventListener("abort", () => {
      resolve();
    });
    if (signal.aborted) resolve();
  });
  await handle.close();
  await options.trainings.close();
}
