/** The commands about pretrained weights: weights list, add, download, remove. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { common } from "./options";
import type { CommonOptions, Session } from "./session";
import { addedText, removedText, weightsText } from "./weightsText";

interface AddFlags extends CommonOptions {
  readonly name?: string;
  readonly licence?: string;
}

/** An address as it is; a path from here. */
function sourceOf(source: string): string {
  const isPath = existsSync(source) || !/^[a-z][a-z0-9+.-]+:\/\//i.test(source);
  return isPath ? resolve(source) : source;
}

/** Adds the commands. */
export function addWeightsCommands(program: Command, session: Session): void {
  const weights = program
    .command("weights")
    .summary("keep pretrained weights to begin with")
    .description(
      "Pretrained weights are kept once for all data sets, in a folder of yours; the variable" +
        " PUPIL_WEIGHTS_FOLDER says where instead.",
    );

  common(weights.command("list").summary("list stored and published weights"))
    .description("Lists the weights that are stored, and published ones that can be downloaded.")
    .action(async (options: CommonOptions) => {
      await session.answer(options, async ({ service, context }) => {
        const value = await service.weights({}, context);
        return { value, text: weightsText(value) };
      });
    });

  common(weights.command("add").summary("add a file, an address or a run"))
    .description(
      "Adds the weights of a file (.pth, .safetensors or .onnx), of an address, or of a run's best" +
        " checkpoint. They are read as data: nothing in them is run, and what is not weights is refused.",
    )
    .argument("<source>", "path of a file or of a run's folder, or an http(s) address")
    .option("--name <name>", "what to call them (default: the file's name)")
    .option("--licence <name>", "their licence, as SPDX names it")
    .addHelpText(
      "after",
      "\nExamples:\n  $ pupil weights add resnet50-11ad3fa6.pth\n" +
        "  $ pupil weights add pets/.pupil/runs/NAME --name my-cats",
    )
    .action(async (source: string, { name, licence, ...options }: AddFlags) => {
      await session.answer(options, async ({ service, context }) => {
        const request = { source: sourceOf(source), name, licence };
        const value = await service.addWeights(request, context);
        return { value, text: addedText(value) };
      });
    });

  common(weights.command("download").summary("download published weights"))
    .description(
      "Downloads weights that torchvision or timm publish, and checks them. When it was stopped," +
        " the same command goes on.",
    )
    .argument("<name>", "one that `pupil weights list` names")
    .addHelpText("after", "\nExample:\n  $ pupil weights download mobilenet_v2-imagenet-v2")
    .action(async (name: string, options: CommonOptions) => {
      await session.answer(options, async ({ service, context }) => {
        const value = await service.downloadWeights({ name }, context);
        return { value, text: addedText(value) };
      });
    });

  common(weights.command("remove").summary("remove stored weights"))
    .description("Removes weights from the store; runs that began with them stay as they are.")
    .argument("<name>", "name, or the first digits of the checksum")
    .addHelpText("after", "\nExample:\n  $ pupil weights remove my-cats")
    .action(async (name: string, options: CommonOptions) => {
      await session.answer(options, async ({ service, context }) => {
        const value = await service.removeWeights({ name }, context);
        return { value, text: removedText(name, value) };
      });
    });
}
