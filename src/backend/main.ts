/** The door for the extension host: JSON-RPC over the channel of a forked process, nothing else. */
import {
  type CancellationToken,
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
  ProgressType,
  ResponseError,
} from "vscode-jsonrpc/node";
import type { BackendMethod } from "../protocol/backend";
import { type ErrorData, toErrorData, UserError } from "../protocol/errors";
import type { Progress } from "../protocol/progress";
import { type CallParams, USER_ERROR } from "../protocol/wire";
import { createService } from "./service";

/** How long running calls may take to come to a halt when the parent is gone. */
const HALT_MS = 3_000;

const progressType = new ProgressType<Progress>();

/** The extension shows what is written here in its output channel. */
function complain(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${text}\n`);
}

/** The error as it travels; what nobody expected is logged with its stack. */
function toResponse(error: unknown): ResponseError<ErrorData> {
  if (!(error instanceof UserError)) complain(error);
  const data = toErrorData(error);
  return new ResponseError(USER_ERROR, data.message, data);
}

/** Serves one method; the call is aborted by its token, and by `halt` when the parent is gone. */
function serve(
  connection: MessageConnection,
  call: (params: CallParams<never>, signal: AbortSignal) => Promise<unknown>,
  options: { readonly method: string; readonly halt: AbortSignal; readonly calls: Set<unknown> },
): void {
  const { method, halt, calls } = options;
  connection.onRequest(method, async (params: CallParams<never>, token: CancellationToken) => {
    const controller = new AbortController();
    // a call that was cancelled before it got here has a token that never fires
    if (token.isCancellationRequested) controller.abort();
    const listening = token.onCancellationRequested(() => {
      controller.abort();
    });
    const running = call(params, AbortSignal.any([controller.signal, halt]));
    calls.add(running);
    try {
      return await running;
    } catch (error) {
      return toResponse(error);
    } finally {
      calls.delete(running);
      listening.dispose();
    }
  });
}

function main(): void {
  const connection = createMessageConnection(
    new IPCMessageReader(process),
    new IPCMessageWriter(process),
  );
  const quietly = (sending: Promise<void>) => {
    sending.catch(() => undefined); // the channel is closed: nobody listens any more
  };
  const halt = new AbortController();
  const calls = new Set<Promise<unknown>>();
  const { service } = createService({
    emit: (event, data) => {
      quietly(connection.sendNotification(event, data));
    },
  });
  for (const method of Object.keys(service) as BackendMethod[]) {
    const call = ({ request, progressToken }: CallParams<never>, signal: AbortSignal) =>
      service[method](request, {
        signal,
        progress: (progress) => {
          if (progressToken === undefined) return;
          quietly(connection.sendProgress(progressType, progressToken, progress));
        },
      });
    serve(connection, call, { method, halt: halt.signal, calls });
  }
  process.once("disconnect", () => {
    halt.abort();
    setTimeout(() => process.exit(0), HALT_MS).unref();
    void Promise.allSettled(calls).then(() => process.exit(0));
  });
  connection.listen();
}

if (process.send === undefined) {
  complain("This is Pupil's backend, started by its extension. The command line is `pupil`.");
  process.exit(2);
}
main();
