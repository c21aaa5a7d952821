/** Why a request is not answered, as HTTP says it. */
import { type ErrorCode, UserError } from "../../protocol/errors";

/** A refusal that is the request's fault, or the moment's: a status and one sentence. */
export class Refusal extends UserError {
  constructor(
    readonly status: number,
    code: ErrorCode,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(code, message);
    this.name = "Refusal";
  }
}

/** The status of anything thrown. */
export function statusOf(error: unknown): number {
  if (error instanceof Refusal) return error.status;
  if (!(error instanceof UserError)) return 500;
  if (error.code === "unreadable-picture") return 422;
  return error.code === "invalid-argument" ? 400 : 500;
}
