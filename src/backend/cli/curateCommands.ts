/** The commands about looking after a data set: download, exclude, copies, outliers. */
import { type Command, Argument } from "commander";
import { PUBLISHED_DATASETS, type PublishedDataset } from "../../protocol/download";
import { copiesText, downloadText, excludedText, outliersText } from "./curationText";
import { common } from "./options";
import { datasetPath, picturePath } from "./paths";
import type { CommonOptions, Session } from "./session";

interface ExcludeFlags extends CommonOptions {
  readonly undo?: boolean;
}

/** Adds the commands. */
export function addCurateCommands(program: Command, session: Session): void {
  common(program.command("download").summary("fetch a published data set"))
    .description(
      "Fetches the official archives of a data set, checks and unpacks them. When it was stopped," +
        " the same command goes on; files that are there already are never written over.",
    )
    .addArgument(new Argument("<name>", "which one").choices(PUBLISHED_DATASETS))
    .argument("[dir]", "folder for it, made when missing (default: its name)")
    .addHelpText("after", "\nExample:\n  $ pupil download oxford-iiit-pet pets  (about 811 MB)")
    .action(async (dataset: PublishedDataset, dir: string | undefined, options: CommonOptions) => {
      await session.answer(options, async ({ service, context }) => {
        const request = { dataset, directory: datasetPath(dir ?? dataset) };
        const value = await service.download(request, context);
        return { value, text: downloadText(value) };
      });
    });

  common(program.command("exclude").summary("take pictures out of training"))
    .description(
      "Takes pictures out of training, validation, test and statistics. The files stay where they" +
        " are; the list is DIR/.pupil/excluded.json.",
    )
    .argument("<dir>", "folder of pictures, scanned before")
    .argument("<picture...>", "pictures of it")
    .option("--undo", "take them back in")
    .addHelpText(
      "after",
      "\nExamples:\n  $ pupil exclude pets images/beagle_7.jpg\n" +
        "  $ pupil exclude pets images/beagle_7.jpg --undo",
    )
    .action(async (dir: string, pictures: string[], { undo, ...options }: ExcludeFlags) => {
      await session.answer(options, async ({ service, context }) => {
        const directory = datasetPath(dir);
        const paths = pictures.map((path) => picturePath(directory, path));
        const value = await service.exclude({ directory, paths, excluded: undo !== true }, context);
        return { value, text: excludedText(value) };
      });
    });

  common(program.command("copies").summary("list pictures that are copies of one another"))
    .description(
      "Lists groups of pictures that are equal to the byte or look the same. A split never tears" +
        " such a group apart.",
    )
    .argument("<dir>", "folder of pictures, scanned before")
    .addHelpText("after", "\nExample:\n  $ pupil copies pets")
    .action(async (dir: string, options: CommonOptions) => {
      await session.answer(options, async ({ service, context }) => {
        const value = await service.copies({ directory: datasetPath(dir) }, context);
        return { value, text: copiesText(value) };
      });
    });

  common(program.command("outliers").summary("list pictures of unusual size or shape"))
    .description("Lists pictures whose size or shape is far from the others', the oddest first.")
    .argument("<dir>", "folder of pictures, scanned before")
    .addHelpText("after", "\nExample:\n  $ pupil outliers pets")
    .action(async (dir: string, options: CommonOptions) => {
      await session.answer(options, async ({ service, context }) => {
        const value = await service.outliers({ directory: datasetPath(dir) }, context);
        return { value, text: outliersText(value) };
      });
    });
}
