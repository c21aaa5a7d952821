/** What every long function of the backend gets last: a signal to stop and a place to report to. */
import type { CallContext } from "../../protocol/backend";
import { UserError } from "../../protocol/errors";

export type TaskContext = CallContext<AbortSignal>;

/** Throws the UserError "cancelled" once the signal is raised; called once a file or batch. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new UserError("cancelled", "Stopped as asked.");
}

/** A context that reports to nobody; it can be cancelled only when a signal is given. */
export function silentContext(signal: AbortSignal = new AbortController().signal): TaskContext {
  return { signal, progress: () => undefined };
}
