/** The commands about networks: evaluate, describe. */
import { type Command, Option } from "commander";
import { SPLIT_NAMES, type SplitName } from "../../protocol/dataset";
import { NETWORK_NAMES, type NetworkName } from "../../protocol/network";
import { evaluationText } from "./evaluationText";
import { networkText } from "./networkText";
import { common, number } from "./options";
import type { CommonOptions, Session } from "./session";

interface EvaluateFlags extends CommonOptions {
  readonly split: SplitName;
  readonly target?: string;
}

interface DescribeFlags extends CommonOptions {
  readonly network: NetworkName;
  readonly classes: number;
  readonly imageSize?: number;
}

/** Adds the commands. */
export function addUseCommands(program: Command, session: Session): void {
  const splits = new Option("--split <name>", "which pictures").choices(SPLIT_NAMES);
  common(program.command("evaluate").summary("measure a trained run"))
    .description(
      "Classifies the run's test pictures with its best checkpoint: accuracy, loss, precision," +
        " recall and F1 of each class, and the confusion matrix. The result is kept in the run.",
    )
    .argument("<run>", "folder of the run")
    .addOption(splits.default("test"))
    .option("--target <name>", "which of two targets (default: the first)")
    .addHelpText("after", "\nExample:\n  $ pupil evaluate pets/.pupil/runs/species-catDogNet-...")
    .action(async (run: string, { split, target, ...options }: EvaluateFlags) => {
      await session.answer(options, async ({ service, context }) => {
        const value = await service.evaluate({ run, split, target }, context);
        return { value, text: evaluationText(value) };
      });
    });

  const networks = new Option("--network <name>", "which network").choices(NETWORK_NAMES);
  common(program.command("describe").summary("show a network's layers"))
    .description("Lists a network's layers with output shapes, parameters and operations.")
    .addOption(networks.default("catDogNet"))
    .option("--classes <n>", "number of classes", number, 2)
    .option("--image-size <n>", "pixels a side, a multiple of 32 (default: 128)", number)
    .addHelpText("after", "\nExample:\n  $ pupil describe --network resnet50 --classes 37")
    .action(async ({ network, classes, imageSize, ...options }: DescribeFlags) => {
      await session.answer(options, async ({ service, context }) => {
        const value = await service.describe({ network, classes, imageSize }, context);
        return { value, text: networkText(value) };
      });
    });
}
