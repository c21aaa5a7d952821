/** The command that writes a run's report: report. */
import type { Command } from "commander";
import { common } from "./options";
import type { CommonOptions, Session } from "./session";

interface ReportFlags extends CommonOptions {
  readonly output?: string;
  readonly target?: string;
}

/** Adds the command. */
export function addReportCommand(program: Command, session: Session): void {
  common(program.command("report").summary("write a run's report"))
    .description(
      "Writes one HTML file that says all of a run, to be read, printed or passed on without" +
        " Pupil: model card with intended use and limits, curves, classes, confusion matrix," +
        " calibration, the worst mistakes, data card, settings, and how to reproduce it. It loads" +
        " nothing and names no folder of this machine. A run is evaluated first where it was not." +
        " Of files that exist, only an older report is replaced.",
    )
    .argument("<run>", "folder of the run")
    .option("-o, --output <file>", "the file to write (default: report.html in the run)")
    .option("--target <name>", "which of two targets (default: the first)")
    .addHelpText(
      "after",
      "\nExample:\n  $ pupil report pets/.pupil/runs/species-catDogNet-... -o pets.html",
    )
    .action(async (run: string, { output, target, ...options }: ReportFlags) => {
      await session.answer(options, async ({ service, context }) => {
        const value = await service.report({ run, output, target }, context);
        return { value, text: `Wrote ${value.file} (${Math.ceil(value.bytes / 1000)} kB).` };
      });
    });
}
