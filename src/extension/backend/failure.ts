/** Turns what a JSON-RPC request rejects with into the error that the backend meant. */
import { ConnectionError, ErrorCodes, ResponseError } from "vscode-jsonrpc/node";
import { type ErrorData, UserError } from "../../protocol/errors";
import { USER_ERROR } from "../../protocol/wire";

/** What the Language Server Protocol made usual for an abandoned request. */
const REQUEST_CANCELLED = -32800;

/** Codes of a request that found no process at the other end, or lost it. */
const LOST: ReadonlySet<number> = new Set([
  ErrorCodes.MessageWriteError,
  ErrorCodes.PendingResponseRejected,
  ErrorCodes.ConnectionInactive,
]);

/** A UserError for all that has a code of ours, for cancellation and for a lost process; else what was thrown. */
export function fromWire(
  error: unknown,
  texts: { readonly stopped: string; readonly cancelled: string },
): unknown {
  if (error instanceof ConnectionError) return new UserError("backend-stopped", texts.stopped);
  if (!(error instanceof ResponseError)) return error;
  const data: unknown = error.data;
  if (error.code === USER_ERROR && isErrorData(data)) return new UserError(data.code, data.message);
  if (error.code === REQUEST_CANCELLED) return new UserError("cancelled", texts.cancelled);
  if (LOST.has(error.code)) {
    return new UserError("backend-stopped", texts.stopped, { cause: error });
  }
  return error;
}

function isErrorData(data: unknown): data is ErrorData {
  if (typeof data !== "object" || data === null) return false;
  return "code" in data && "message" in data && typeof data.message === "string";
}
