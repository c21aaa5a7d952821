/** Runs one command line and gives its exit code; writes nowhere but to the streams that it is given. */
import { Command, CommanderError } from "commander";
import { type ErrorData, toErrorData, UserError } from "../../protocol/errors";
import type { RunSummary } from "../../protocol/training";
import { pupilVersion } from "../util/versions";
import { addBalanceCommands } from "./balanceCommands";
import { addCompareCommands } from "./compareCommands";
import { addCurateCommands } from "./curateCommands";
import { addDataCommands } from "./dataCommands";
import { addDoctorCommand } from "./doctorCommand";
import { addExplainCommand } from "./explainCommand";
import { addExportCommand } from "./exportCommand";
import { addInsightsCommand } from "./insightsCommand";
import { addLabelCommands } from "./labelCommands";
import { addMapCommand } from "./mapCommand";
import { addMcpCommand } from "./mcpCommand";
import { addPlanCommands } from "./planCommands";
import { addPredictCommand } from "./predictCommand";
import { printable } from "./printable";
import { addReportCommand } from "./reportCommand";
import { addRunCommands } from "./runCommands";
import { addServeCommand } from "./serveCommand";
import { Session, type Surroundings } from "./session";
import { addSweepCommands } from "./sweepCommands";
import { addUseCommands } from "./useCommands";
import { addWeightsCommands } from "./weightsCommands";

/** Exit codes, as the help says them. */
export const EXIT = { done: 0, failed: 1, usage: 2, bug: 3, cancelled: 130 } as const;

const MANUAL = `
A first hour:
  $ pupil sample pets                          draw 1,200 cartoon pets
  $ pupil scan pets                            see what is in them, and what is wrong
  $ pupil augment pets --target species        bring cats level with dogs
  $ pupil train pets --target species --lr 1e-3 --epochs 5
  $ pupil evaluate pets/.pupil/runs/NAME       how good it is, and where it errs
  $ pupil predict pets/.pupil/runs/NAME dog.jpg
  $ pupil compare pets/.pupil/runs/species-*   several runs side by side
  $ pupil report pets/.pupil/runs/NAME         all of it as one HTML file

Everything is kept under DIR/.pupil; the pictures themselves are never changed.
Only augment adds pictures beside them, and clean removes exactly those.

Output:
  Results go to standard output: text, or with --json one JSON document, errors
  included: {"error": {"code": "...", "message": "..."}}. Progress goes to standard
  error: a bar on a terminal, else JSON lines; --quiet turns it off.

Exit codes:
  0    done
  1    not done, or not for every picture; a sentence says why
  2    wrong usage
  3    a fault of Pupil's own; please report it
  130  stopped by Ctrl-C; a training can be resumed. A second Ctrl-C ends it at once.`;

function programFor(session: Session, { stdout, stderr }: Surroundings, json: boolean): Command {
  const program = new Command("pupil")
    .description(
      "Pupil trains image classifiers on your pictures: scan, balance, train, evaluate, classify.",
    )
    .version(pupilVersion(), "-V, --version")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => (json ? undefined : stderr.write(text)),
    })
    .showHelpAfterError("(pupil --help, or --help after a command, says more)")
    .addHelpText("after", MANUAL);
  addDataCommands(program, session);
  addCurateCommands(program, session);
  addLabelCommands(program, session);
  addBalanceCommands(program, session);
  addRunCommands(program, session);
  addPlanCommands(program, session);
  addSweepCommands(program, session);
  addWeightsCommands(program, session);
  addUseCommands(program, session);
  addPredictCommand(program, session);
  addServeCommand(program, session);
  addMcpCommand(program, session);
  addExplainCommand(program, session);
  addExportCommand(program, session);
  addInsightsCommand(program, session);
  addMapCommand(program, session);
  addCompareCommands(program, session);
  addReportCommand(program, session);
  addDoctorCommand(program, session);
  return program;
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (!(error instanceof UserError)) return EXIT.bug;
  return error.code === "cancelled" ? EXIT.cancelled : EXIT.failed;
}

/** How to go on with what Ctrl-C stopped. */
function hintOf({ directory, sweep }: RunSummary): string {
  if (sweep !== undefined) return "The same command goes on with the sweep where it was.";
  return `Go on with: pupil resume ${directory}`;
}

function errorData(error: unknown): ErrorData {
  if (!(error instanceof CommanderError)) return toErrorData(error);
  return { code: "invalid-argument", message: error.message.replace(/^error: /, "") };
}

/** `pupil ARGUMENTS`; `options.debug` is told the stack of a fault. */
export async function runCli(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { stdout, stderr } = surroundings;
  const json = argv.includes("--json");
  const session = new Session(surroundings);
  try {
    await programFor(session, surroundings, json).parseAsync(argv, { from: "user" });
    return session.exitCode;
  } catch (error) {
    const exitCode = exitCodeOf(error);
    if (exitCode === EXIT.done) return exitCode; // help or version was asked for
    if (exitCode === EXIT.bug && error instanceof Error) stderr.write(`${error.stack ?? ""}\n`);
    if (json) {
      stdout.write(`${JSON.stringify({ error: errorData(error) }, null, 2)}\n`);
    } else if (!(error instanceof CommanderError)) {
      stderr.write(`pupil: ${printable(errorData(error).message)}\n`);
      const stopped = exitCode === EXIT.cancelled ? session.trained : undefined;
      if (stopped) stderr.write(`${hintOf(stopped)}\n`);
    }
    return exitCode;
  }
}
