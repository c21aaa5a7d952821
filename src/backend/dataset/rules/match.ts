/** Runs a person's regular expression over paths, and stops it when it takes too long. */
import { Worker } from "node:worker_threads";
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

/** What the thread runs: its own text, so that it works from sources and from every bundle alike. */
const PROGRAM = `
  const { parentPort, workerData } = require("node:worker_threads");
  const expression = new RegExp(workerData.pattern, "u");
  parentPort.postMessage("begun");
  parentPort.postMessage(workerData.paths.map((path) => {
    const groups = expression.exec(path)?.groups;
    return groups === undefined ? null : { ...groups };
  }));`;

/** Matches in the thread; rejects with "invalid-argument" when it has not ended in time. */
function answerOf(worker: Worker, pattern: string): Promise<readonly (Groups | null)[]> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = () => {
      const message =
        `The pattern ${pattern} takes too long: repeats inside repeats, as in (a+)+,` +
        " can be matched in too many ways.";
      reject(new UserError("invalid-argument", message));
    };
    worker.once("error", reject);
    worker.on("message", (message: "begun" | readonly (Groups | null)[]) => {
      // a busy machine may take its time to start a thread
      if (message === "begun") timer = setTimeout(tooLong, TIME_LIMIT_MS);
      else resolve(message);
    });
    worker.once("exit", () => {
      clearTimeout(timer);
      reject(new Error("the thread that matches ended without an answer")); // unless it gave one
    });
  });
}

/**
 * The named groups of the pattern in each path, in the same order; null where it does not match.
 * Some patterns try exponentially many ways to match, and nothing interrupts an expression but the
 * end of its thread: so it has one of its own, and whoever waits for it can do other things.
 * "invalid-argument" for a pattern that is wrong, has no named group, or takes too long.
 */
export async function matchPaths(
  pattern: string | undefined,
  paths: readonly string[],
): Promise<readonly (Groups | null)[]> {
  const checked = checkPattern(pattern);
  const worker = new Worker(PROGRAM, { eval: true, workerData: { pattern: checked, paths } });
  try {
    return await answerOf(worker, checked);
  } finally {
    await worker.terminate();
  }
}
