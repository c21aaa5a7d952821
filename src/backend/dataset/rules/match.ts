/** Runs a person's regular expression over paths, and stops it when it takes too long. */
import { createContext, runInContext } from "node:vm";
import { UserError } from "../../../protocol/errors";

/** Ample for 100,000 paths and a sane pattern; `(a+)+$` takes years for one path. */
const TIME_LIMIT_MS = 1000;

/** Named groups by path; a group in a branch that was not taken is undefined, no match is null. */
type Groups = Readonly<Record<string, string | undefined>>;

function checkPattern(pattern: string | undefined): string {
  if (pattern === undefined || pattern === "") {
    throw new UserError("invalid-argument", "The rule regex needs a pattern.");
  }
  try {
    new RegExp(pattern, "u");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError("invalid-argument", `The pattern is not valid: ${reason}.`, {
      cause: error,
    });
  }
  // A pattern that may also match nothing shows its groups' names.
  const groups = new RegExp(`${pattern}|`, "u").exec("")?.groups;
  if (groups === undefined) {
    throw new UserError(
      "invalid-argument",
      `The pattern ${pattern} has no named group, such as (?<class>[^/]+)/: each one is a label.`,
    );
  }
  return pattern;
}

/** An error of the other context, so not an instance of this one's Error. */
function isTimeout(error: unknown): boolean {
  if (typeof error !== "object" || error === null || !("code" in error)) return false;
  return error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}

/**
 * The named groups of the pattern in each path, in the same order; null where it does not match.
 * Some patterns try exponentially many ways to match, and nothing interrupts an expression but the
 * time limit of node:vm (which is here for that, not for safety: the pattern is data, not code).
 * "invalid-argument" for a pattern that is wrong, has no named group, or takes too long.
 */
export function matchPaths(
  pattern: string | undefined,
  paths: readonly string[],
): readonly (Groups | null)[] {
  const context = createContext({ pattern: checkPattern(pattern), text: JSON.stringify(paths) });
  const code = `const expression = new RegExp(pattern, "u");
    JSON.stringify(JSON.parse(text).map((path) => expression.exec(path)?.groups ?? null));`;
  let result: unknown;
  try {
    result = runInContext(code, context, { timeout: TIME_LIMIT_MS });
  } catch (error) {
    if (!isTimeout(error)) throw error;
    const message =
      `The pattern ${pattern ?? ""} takes too long: repeats inside repeats, as in (a+)+,` +
      " can be matched in too many ways.";
    throw new UserError("invalid-argument", message, { cause: error });
  }
  return JSON.parse(String(result)) as (Groups | null)[];
}
