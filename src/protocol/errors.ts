/** The closed list of what can go wrong for a person, and the one error class that carries it. */

/** Every error that is shown to a person has one of these codes; all else is a bug. */
export type ErrorCode =
  | "cancelled"
  | "invalid-argument"
  | "invalid-config"
  | "not-found"
  | "outside-workspace"
  | "no-pictures"
  | "one-class-only"
  | "too-few-pictures"
  | "unreadable-picture"
  | "rule-mismatch"
  | "unknown-network"
  | "unknown-target"
  | "unknown-engine"
  | "corrupt-file"
  | "corrupt-run"
  | "checkpoint-mismatch"
  | "weights-missing"
  | "run-busy"
  | "run-unfinished"
  | "training-diverged"
  | "download-failed"
  | "disk-full"
  | "no-permission"
  | "out-of-memory"
  | "engine-failed"
  | "protocol-mismatch"
  | "backend-stopped"
  | "internal";

/** An error that a person can act on: a stable code and one sentence (or two) in plain words. */
export class UserError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
    this.name = "UserError";
  }
}

/** How an error travels: over RPC as response data, in `--json` output as `error`. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Turns anything thrown into what is shown: a UserError as it is, all else as `internal`. */
export function toErrorData(error: unknown): ErrorData {
  if (error instanceof UserError) return { code: error.code, message: error.message };
  const detail = error instanceof Error ? error.message : String(error);
  return { code: "internal", message: `Pupil met an unexpected error: ${detail}` };
}
