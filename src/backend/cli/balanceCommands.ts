/** The commands about balancing: augment, clean, preview. */
import { copyFile, mkdir } from "node:fs/promises";
import { join, parse, resolve } from "node:path";
import { type Command, Option } from "commander";
import type { BalanceStrategy, PreviewResult } from "../../protocol/augment";
import { toUserError } from "../util/files";
import { type AugmentFlags, augmentSettings, givenAugmentation } from "./augmentOptions";
import { balanceText, cleanText, previewText } from "./balanceText";
import { common, number } from "./options";
import { datasetPath, picturePath } from "./paths";
import type { CommonOptions, Session } from "./session";

const STRATEGIES: readonly BalanceStrategy[] = ["upsample", "downsample", "weights"];

interface BalanceFlags extends CommonOptions {
  readonly target: string;
  readonly strategy: BalanceStrategy;
  readonly seed?: number;
  readonly notebookOrder?: boolean;
}

interface PreviewFlags extends CommonOptions, AugmentFlags {
  readonly to?: string;
  readonly count?: number;
  readonly seed?: number;
  readonly size?: number;
}

/** Copies the variants into a folder, under names that say of what they are. */
async function copyTo(folder: string, { pictures }: PreviewResult): Promise<PreviewResult> {
  try {
    await mkdir(folder, { recursive: true });
    const copied: PreviewResult["pictures"][number][] = [];
    for (const { path, variants } of pictures) {
      const files = variants.map((_, index) =>
        join(folder, `${parse(path).name}-${index + 1}.jpg`),
      );
      for (const [index, { file }] of variants.entries()) await copyFile(file, files[index] ?? "");
      const named = variants.map((variant, index) => ({ ...variant, file: files[index] ?? "" }));
      copied.push({ path, variants: named });
    }
    return { pictures: copied };
  } catch (error) {
    throw toUserError(error, folder);
  }
}

function addAugment(program: Command, session: Session): void {
  const strategies = new Option("--strategy <way>", "how").choices(STRATEGIES).default("upsample");
  common(program.command("augment").summary("bring classes of unequal size level"))
    .description(
      "Brings the classes of a target level. upsample generates pictures of the smaller ones by" +
        " rotation, noise, blur and turning, from training pictures alone, and lists them in" +
        " DIR/.pupil/generated.json; downsample leaves training pictures of the larger ones out," +
        " without deleting a file; weights weighs the loss. `pupil train` then does so.",
    )
    .argument("<dir>", "folder of pictures")
    .requiredOption("--target <name>", "the label whose classes are brought level")
    .addOption(strategies)
    .option("--seed <n>", "of the split and of what is generated (default: 27)", number)
    .option("--notebook-order", "generate before the split: copies will leak into the test")
    .addHelpText(
      "after",
      "\nExamples:\n  $ pupil augment pets --target species\n" +
        "  $ pupil augment pets --target breed --strategy weights\n" +
        "  $ pupil clean pets",
    )
    .action(
      async (dir: string, { target, strategy, seed, notebookOrder, ...flags }: BalanceFlags) => {
        await session.answer(flags, async ({ service, context }) => {
          const request = { directory: datasetPath(dir), target, strategy, seed, notebookOrder };
          const value = await service.augment(request, context);
          const exitCode = value.skipped.length > 0 ? 1 : 0;
          return { value, text: balanceText(value), exitCode };
        });
      },
    );
}

function addPreview(program: Command, session: Session): void {
  const preview = common(program.command("preview").summary("show what augmentation does"))
    .description(
      "Writes variants of pictures: by the manipulations of `augment`, or, with one of the" +
        " strengths below, as `train` with the same ones would see them in its first epochs.",
    )
    .argument("<dir>", "folder of pictures")
    .argument("<picture...>", "pictures of it; mixup mixes them with one another")
    .option("--to <folder>", "where to write (default: DIR/.pupil/preview)")
    .option("--count <n>", "variants of each picture (default: 4)", number)
    .option("--seed <n>", "another seed is another roll (default: 27)", number)
    .option("--size <n>", "pixels a side of training's variants (default: 160)", number);
  augmentSettings(preview)
    .addHelpText(
      "after",
      "\nExamples:\n  $ pupil preview pets images/beagle_1.jpg --to roll\n" +
        "  $ pupil preview pets images/beagle_1.jpg --to roll --flip 0.5 --crop 0.5 --rotate 15",
    )
    .action(async (dir: string, pictures: string[], flags: PreviewFlags) => {
      await session.answer(flags, async ({ service, context }) => {
        const directory = datasetPath(dir);
        const { to, count, seed, size } = flags;
        const paths = pictures.map((path) => picturePath(directory, path));
        const config = givenAugmentation(flags);
        const request = { directory, paths, count, seed, size, config };
        const made = await service.previewAugmentation(request, context);
        const value = to === undefined ? made : await copyTo(resolve(to), made);
        return { value, text: previewText(value) };
      });
    });
}

/** Adds the commands. */
export function addBalanceCommands(program: Command, session: Session): void {
  addAugment(program, session);
  common(program.command("clean").summary("remove generated pictures"))
    .description(
      "Removes exactly the pictures that `pupil augment` generated and that nobody changed since," +
        " and forgets another strategy. Files of any other origin are never touched.",
    )
    .argument("<dir>", "folder of pictures")
    .addHelpText("after", "\nExample:\n  $ pupil clean pets")
    .action(async (dir: string, options: CommonOptions) => {
      await session.answer(options, async ({ service, context }) => {
        const value = await service.clean({ directory: datasetPath(dir) }, context);
        return { value, text: cleanText(value) };
      });
    });
  addPreview(program, session);
}
