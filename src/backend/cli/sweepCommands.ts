/** The commands about sweeps: sweep, sweeps, train-on-all. */
import { statSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { UserError } from "../../protocol/errors";
import type { SweepRequest } from "../../protocol/sweep";
import { common } from "./options";
import { existingPath } from "./paths";
import { withEpochs } from "./runCommands";
import type { CommonOptions, Session } from "./session";
import { sweepsText, sweepText } from "./sweepText";

/** What a pupil.json file, given itself or by its folder, asks for. */
async function requestOf(path: string): Promise<SweepRequest> {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const file = isFolder ? join(path, "pupil.json") : path;
  const { readPupilFile } = await import("../train/pupilFile");
  const { dataset, config, sweep } = await readPupilFile(file);
  if (sweep !== undefined) return { directory: dataset, config, plan: sweep };
  throw new UserError(
    "invalid-config",
    `${file} says no sweep: add "sweep" with "search" and "settings", each with values to try.`,
  );
}

/** Adds the commands. */
export function addSweepCommands(program: Command, session: Session): void {
  common(program.command("sweep").summary("try settings, one training after the other"))
    .description(
      'Trains once for each combination of settings that the file\'s "sweep" names, or for so' +
        " many drawn at random, and ranks them by their validation pictures. Every trial is a run" +
        " of its own. Ctrl-C stops it; the same command goes on, and trains nothing twice.",
    )
    .argument("<file>", "a pupil.json file, or the folder that it is in")
    .addHelpText(
      "after",
      '\nExample of "sweep" in pupil.json:\n' +
        '  "sweep": { "search": "grid", "settings": { "learningRate": [1e-4, 1e-3] } }\n' +
        '  "sweep": { "search": "random", "trials": 20, "settings":\n' +
        '    { "learningRate": { "min": 1e-5, "max": 1e-2, "scale": "log" } } }',
    )
    .action(async (file: string, options: CommonOptions) => {
      await session.answer(options, async ({ service, context }) => {
        const value = await service.runSweep(await requestOf(file), context);
        return { value, text: sweepText(value), exitCode: value.ranking.length > 0 ? 0 : 1 };
      });
    });

  common(program.command("sweeps").summary("list the sweeps of a data set"))
    .description("Lists the sweeps of a data set, newest first, or the trials of one.")
    .argument("<dir>", "folder of pictures")
    .argument("[id]", "name of a sweep")
    .action(async (dir: string, id: string | undefined, options: CommonOptions) => {
      await session.answer(options, async ({ service, context }) => {
        const directory = existingPath(dir);
        if (id === undefined) {
          const value = await service.sweeps({ directory }, context);
          return { value, text: sweepsText(value) };
        }
        const value = await service.sweep({ directory, id }, context);
        return { value, text: sweepText(value) };
      });
    });

  common(program.command("train-on-all").summary("train a run's settings on all pictures"))
    .description(
      "Trains the settings of a run again on training and validation pictures together, for as" +
        " many epochs as the run's best one and without early stop. Nothing is validated then;" +
        " the test pictures stay out, and `pupil evaluate` measures the new run on them.",
    )
    .argument("<run>", "folder of the run, such as a sweep's best")
    .action(async (run: string, options: CommonOptions) => {
      await session.answer(options, (tools) =>
        withEpochs(tools, () => tools.service.trainOnAll({ run }, tools.context)),
      );
    });
}
