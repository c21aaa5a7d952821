/** The command `doctor`: which engines work here; and, when asked to, it fetches what CUDA lacks. */
import type { Command } from "commander";
import { machineText } from "../util/machine";
import { pupilVersion } from "../util/versions";
import { enginesText } from "./doctorText";
import { common } from "./options";
import type { CommonOptions, Session } from "./session";

interface DoctorFlags extends CommonOptions {
  readonly measure: boolean;
  readonly installCuda?: boolean;
}

/** Adds the command. */
export function addDoctorCommand(program: Command, session: Session): void {
  common(program.command("doctor").summary("say which engines work here"))
    .description(
      "Says which engines work on this machine, on which device, how fast they train in a trial of" +
        " five seconds each, which one is used, and why. A report of a fault should have it.",
    )
    .option("--no-measure", "leave the trials out; speeds are those of the last one")
    .option(
      "--install-cuda",
      "first download ONNX Runtime's CUDA libraries by its own installer (Linux x64, from" +
        " api.nuget.org, about 300 MB)",
    )
    .addHelpText("after", "\nExample:\n  $ pupil doctor --no-measure > report.txt")
    .action(async ({ measure, installCuda, ...options }: DoctorFlags) => {
      await session.answer(options, async ({ service, context }) => {
        if (installCuda === true) await service.installCuda({}, context);
        const engines = await service.engines({ measure }, context);
        const value = { pupil: pupilVersion(), machine: machineText(), engines };
        return { value, text: enginesText(value) };
      });
    });
}
