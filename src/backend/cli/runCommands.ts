/** The commands about training: train, resume, runs. */
import type { Command } from "commander";
import type { RequestedConfig, RunSummary, TrainRequest } from "../../protocol/training";
import { UserError } from "../../protocol/errors";
import { type AugmentFlags, augmentSettings } from "./augmentOptions";
import { crossValidationText } from "./foldsText";
import { common, number } from "./options";
import { datasetPath, existingPath } from "./paths";
import { epochHead, epochRow, runsText, trainedText } from "./runText";
import type { Answer, CommonOptions, Session, Tools } from "./session";
import { givenSettings, type TrainFlags, trainSettings } from "./trainOptions";

interface Flags extends CommonOptions, TrainFlags, AugmentFlags {
  readonly config?: string;
  readonly again?: boolean;
  readonly resume?: string;
  readonly folds?: number;
}

/** Writes a row an epoch while a training runs, then how it ended. */
export async function withEpochs(tools: Tools, work: () => Promise<RunSummary>): Promise<Answer> {
  let rows = 0;
  tools.listen({
    epochEnd: (metrics) => {
      if (rows++ === 0) tools.say(epochHead(metrics));
      tools.say(epochRow(metrics));
    },
  });
  const value = await work();
  return { value, text: trainedText(value) };
}

async function crossValidate(
  { directory, config }: TrainRequest,
  folds: number,
  { service, context }: Tools,
): Promise<Answer> {
  const value = await service.crossValidate({ directory, config, folds }, context);
  return { value, text: crossValidationText(value) };
}

async function resume(run: string, tools: Tools): Promise<Answer> {
  return await withEpochs(tools, () => tools.service.resume({ run }, tools.context));
}

/** The network, where none was named. */
function defaultNetwork({ method = "full", weights }: Partial<RequestedConfig>) {
  return method === "full" && weights === undefined ? "catDogNet" : "mobileNetV2";
}

/** What to train on what: options go before the file's settings. */
export async function requestOf(
  dir: string | undefined,
  flags: Pick<Flags, "config" | "again"> & TrainFlags & AugmentFlags,
): Promise<TrainRequest> {
  const given = givenSettings(flags);
  const again = flags.again;
  if (flags.config === undefined) {
    if (dir === undefined) {
      const message = "Which pictures? Give their folder, or --config with a pupil.json file.";
      throw new UserError("invalid-argument", message);
    }
    // Completed, and refused where it does not fit, by the training itself.
    const config = { network: defaultNetwork(given), ...given } as RequestedConfig;
    return { directory: datasetPath(dir), config, again };
  }
  const { readPupilFile } = await import("../train/pupilFile");
  const file = await readPupilFile(flags.config);
  const directory = dir === undefined ? file.dataset : datasetPath(dir);
  const fineTune = given.fineTune && { ...file.config.fineTune, ...given.fineTune };
  return { directory, config: { ...file.config, ...given, ...(fineTune && { fineTune }) }, again };
}

/** Adds the commands. */
export function addRunCommands(program: Command, session: Session): void {
  const settings = trainSettings(common(program.command("train").summary("train a network")));
  augmentSettings(settings)
    .description(
      "Trains a network on a folder of pictures and keeps all of it in DIR/.pupil/runs. The" +
        " folder is scanned first if that is needed. Ctrl-C stops after the current batch; the" +
        " run can be resumed. A run with the same settings and pictures is not trained again.",
    )
    .argument("[dir]", "folder of pictures; may be left out with --config or --resume")
    .option("--config <file>", "take data set and settings from a pupil.json file")
    .option("--again", "train although the same was trained before")
    .option(
      "--folds <n>",
      "cross-validate instead: train on all folds but one, predict that one, n times",
      number,
    )
    .option("--resume <run>", "go on with a run that was stopped; takes no other settings")
    .addHelpText(
      "after",
      "\nExamples:\n  $ pupil train pets --target species --lr 1e-3 --epochs 5\n" +
        "  $ pupil train pets --target species --balance weights --flip 0.5 --rotate 15\n" +
        "  $ pupil train pets --target breed --method frozen --weights imagenet.pth --folds 5\n" +
        "  $ pupil train --config pupil.json\n" +
        "  $ pupil train --resume pets/.pupil/runs/species-catDogNet-20261124-153012",
    )
    .action(async (dir: string | undefined, flags: Flags) => {
      await session.answer(flags, async (tools) => {
        if (flags.resume !== undefined) return await resume(flags.resume, tools);
        const request = await requestOf(dir, flags);
        if (flags.folds !== undefined) return await crossValidate(request, flags.folds, tools);
        return await withEpochs(tools, () => tools.service.train(request, tools.context));
      });
    });

  common(program.command("resume").summary("go on with a stopped training"))
    .description(
      "Goes on with a run that was stopped, interrupted or failed, from its last finished epoch." +
        " Its numbers become those of a run that was never stopped.",
    )
    .argument("<run>", "folder of the run")
    .action(async (run: string, options: CommonOptions) => {
      await session.answer(options, (tools) => resume(run, tools));
    });

  common(program.command("runs").summary("list the runs of a data set"))
    .description("Lists the runs of a data set, newest first, with state and accuracy.")
    .argument("<dir>", "folder of pictures")
    .action(async (dir: string, options: CommonOptions) => {
      await session.answer(options, async ({ service, context }) => {
        const value = await service.runs({ directory: existingPath(dir) }, context);
        return { value, text: runsText(value) };
      });
    });
}
