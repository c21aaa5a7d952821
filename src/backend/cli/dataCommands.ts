/** The commands about pictures: sample, scan, split. */
import type { Command } from "commander";
import { Option } from "commander";
import type { RuleKind } from "../../protocol/dataset";
import { datasetPath } from "./paths";
import { UserError } from "../../protocol/errors";
import { rulePreviewText } from "./curationText";
import { drawText, scanText, splitText } from "./datasetText";
import { common, number } from "./options";
import type { CommonOptions, Session } from "./session";

const RULES: readonly RuleKind[] = ["oxford-pet", "folder-per-class", "csv", "regex"];

interface SampleFlags extends CommonOptions {
  readonly images?: number;
  readonly seed?: number;
  readonly blemishes?: boolean;
}

interface ScanFlags extends CommonOptions {
  readonly rule?: RuleKind;
  readonly csvFile?: string;
  readonly pathColumn?: string;
  readonly pattern?: string;
  readonly onlyJpg?: boolean;
  readonly statistics: boolean;
  readonly preview?: number;
}

interface SplitFlags extends CommonOptions {
  readonly target: string;
  readonly seed?: number;
}

/** Adds the commands. */
export function addDataCommands(program: Command, session: Session): void {
  common(program.command("sample").summary("draw the cartoon pets, a data set to try with"))
    .description(
      "Draws cartoon cats and dogs in the layout of Oxford-IIIT Pet: pictures, head boxes and" +
        " trimaps. The same number and seed give the same files.",
    )
    .argument("<dir>", "folder to draw into; made when missing")
    .option("--images <n>", "how many pictures (default: 1200)", number)
    .option("--seed <n>", "another seed draws other animals (default: 27)", number)
    .option("--blemishes", "add broken, mislabelled and duplicate files")
    .addHelpText("after", "\nExample:\n  $ pupil sample pets --images 300")
    .action(async (dir: string, { images, seed, blemishes, ...options }: SampleFlags) => {
      await session.answer(options, async ({ service, context }) => {
        const request = { directory: datasetPath(dir), images, seed, blemishes };
        const value = await service.draw(request, context);
        return { value, text: drawText(value) };
      });
    });

  common(program.command("scan").summary("look through a folder of pictures"))
    .description(
      "Counts pictures and classes, measures sizes and colours, and names what is unreadable," +
        " duplicate or wrongly named. A second scan reads only files that changed.",
    )
    .argument("<dir>", "folder of pictures")
    .addOption(new Option("--rule <kind>", "how labels are read (default: guessed)").choices(RULES))
    .option("--csv-file <file>", "rule csv: the table, relative to the folder")
    .option("--path-column <name>", "rule csv: the column of picture paths")
    .option("--pattern <regex>", "rule regex: each named group is a label")
    .option("--preview <n>", "only show what the rule would match, n pictures of it", number)
    .option("--only-jpg", "take only .jpg files")
    .option("--no-statistics", "leave out the channels' mean and deviation")
    .addHelpText(
      "after",
      "\nExamples:\n  $ pupil scan pets\n" +
        "  $ pupil scan photos --rule regex --pattern '^(?<class>[a-z]+)_' --preview 10",
    )
    .action(async (dir: string, flags: ScanFlags) => {
      const { rule: kind, csvFile, pathColumn, pattern, onlyJpg, statistics, preview } = flags;
      const rule = kind && { kind, csvFile, pathColumn, pattern };
      await session.answer(flags, async ({ service, context }) => {
        const directory = datasetPath(dir);
        if (preview !== undefined) {
          if (rule === undefined) {
            const message = "--preview shows what a rule would match: give --rule, too.";
            throw new UserError("invalid-argument", message);
          }
          const value = await service.previewRule({ directory, rule, limit: preview }, context);
          const exitCode = value.error === undefined ? 0 : 1;
          return { value, text: rulePreviewText(value), exitCode };
        }
        const request = { directory, rule, onlyJpg, statistics };
        const value = await service.scan(request, context);
        return { value, text: scanText(value) };
      });
    });

  common(program.command("split").summary("show how training would divide the pictures"))
    .description(
      "Divides a scanned data set 70/15/15 into training, validation and test pictures," +
        " stratified by the target's classes, copies kept together.",
    )
    .argument("<dir>", "folder of pictures")
    .requiredOption("--target <name>", "the label to divide by")
    .option("--seed <n>", "of the division (default: 27)", number)
    .addHelpText("after", "\nExample:\n  $ pupil split pets --target breed")
    .action(async (dir: string, { target, seed, ...options }: SplitFlags) => {
      await session.answer(options, async ({ service, context }) => {
        const value = await service.split({ directory: datasetPath(dir), target, seed }, context);
        return { value, text: splitText(value) };
      });
    });
}
