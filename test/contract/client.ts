// The other end of the backend's channel, as plain as it can be.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import {
  CancellationToken,
  type CancellationTokenSource,
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
  ProgressType,
} from "vscode-jsonrpc/node";
import type {
  BackendApi,
  BackendEvent,
  BackendEvents,
  BackendMethod,
} from "../../src/protocol/backend";
import type { Progress } from "../../src/protocol/progress";

interface CallOptions {
  readonly progress?: (progress: Progress) => void;
  readonly source?: CancellationTokenSource;
}

type Result<Method extends BackendMethod> = Awaited<ReturnType<BackendApi[Method]>>;

export interface Client {
  readonly child: ChildProcess;
  readonly connection: MessageConnection;
  /** What the process wrote to standard error. */
  readonly stderr: () => string;
  call<Method extends BackendMethod>(
    method: Method,
    request: Parameters<BackendApi[Method]>[0],
    options?: CallOptions,
  ): Promise<Result<Method>>;
  on<Event extends BackendEvent>(event: Event, hear: (data: BackendEvents[Event]) => void): void;
  /** Closes the channel and waits for the process's end; gives its exit code. */
  close(): Promise<number | null>;
}

export function connect(path: string): Client {
  const child = fork(path, [], { execArgv: [], silent: true });
  const connection = createMessageConnection(
    new IPCMessageReader(child),
    new IPCMessageWriter(child),
  );
  connection.listen();
  let stderr = "";
  child.stderr?.on("data", (data) => (stderr += String(data)));
  let tokens = 0;
  return {
    child,
    connection,
    stderr: () => stderr,
    async call<Method extends BackendMethod>(
      method: Method,
      request: Parameters<BackendApi[Method]>[0],
      { progress, source }: CallOptions = {},
    ): Promise<Result<Method>> {
      const progressToken = ++tokens;
      const listening =
        progress && connection.onProgress(new ProgressType<Progress>(), progressToken, progress);
      const params = { request, ...(progress && { progressToken }) };
      try {
        const token = source?.token ?? CancellationToken.None;
        const result: unknown = await connection.sendRequest(method, params, token);
        return result as Result<Method>;
      } finally {
        listening?.dispose();
      }
    },
    on(event, hear) {
      connection.onNotification(event, hear);
    },
    async close() {
      const ended = once(child, "exit");
      child.disconnect();
      const [code] = (await ended) as [number | null];
      connection.dispose();
      return code;
    },
  };
}
