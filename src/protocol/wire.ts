/** How BackendApi travels over JSON-RPC between the extension host and the backend's process. */
import type { ErrorData } from "./errors";

/**
 * One request's parameters. The method's name is the BackendApi method, the result is its result;
 * cancellation is JSON-RPC's own ($/cancelRequest). A failure is a JSON-RPC error with code
 * `USER_ERROR` whose data is an ErrorData.
 */
export interface CallParams<Request> {
  readonly request: Request;
  /** Token under which the server sends progress ($/progress); absent when nobody listens. */
  readonly progressToken?: number;
}

/** JSON-RPC error code of every failure that carries ErrorData: the first one left to applications. */
export const USER_ERROR = 1;

/** What a JSON-RPC error of code USER_ERROR carries as data. */
export type CallError = ErrorData;
