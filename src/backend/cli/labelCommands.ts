/** The commands about labels: mistakes, relabel. */
import { type Command } from "commander";
import { UserError } from "../../protocol/errors";
import type { LabelMistakes } from "../../protocol/labels";
import { mistakesText, relabelledText } from "./labelText";
import { common, number } from "./options";
import { datasetPath, picturePath } from "./paths";
import { requestOf } from "./runCommands";
import type { CommonOptions, Session, Tools } from "./session";
import { type TrainFlags, trainSettings } from "./trainOptions";

interface MistakesFlags extends CommonOptions, TrainFlags {
  readonly config?: string;
  readonly folds?: number;
  readonly last?: boolean;
  readonly show?: number;
}

interface RelabelFlags extends CommonOptions {
  readonly target: string;
  readonly label?: string;
  readonly undo?: boolean;
}

/** Of the newest cross-validation, or of one that is made now. */
async function mistakes(
  dir: string | undefined,
  flags: MistakesFlags,
  { service, context }: Tools,
): Promise<LabelMistakes> {
  if (flags.last !== true) {
    const { directory, config } = await requestOf(dir, flags);
    return await service.findMistakes({ directory, config, folds: flags.folds }, context);
  }
  const directory = datasetPath(dir ?? ".");
  const found = await service.mistakes({ directory, target: flags.target }, context);
  if (found !== null) return found;
  const message = `${directory} has no cross-validation to tell mistakes by: leave --last out.`;
  throw new UserError("not-found", message);
}

/** Adds the commands. */
export function addLabelCommands(program: Command, session: Session): void {
  const settings = trainSettings(common(program.command("mistakes").summary("find wrong labels")));
  settings
    .description(
      "Lists pictures whose label is probably wrong, the worst first, by confident learning" +
        " (Northcutt, Jiang, Chuang, 2021): the data set is cross-validated, so that every picture" +
        " is judged by a network that has not seen it. With --weights and the method frozen, which" +
        " is then the default, that takes seconds once the features are there. No file and no label" +
        " is changed.",
    )
    .argument("[dir]", "folder of pictures; may be left out with --config")
    .option("--config <file>", "take data set and settings from a pupil.json file")
    .option("--folds <n>", "how many parts the pictures are divided into (default: 5)", number)
    .option("--last", "do not train: look at the newest cross-validation again")
    .option("--show <n>", "list so many of them (default: 50); --json lists all", number)
    .addHelpText(
      "after",
      "\nExamples:\n  $ pupil mistakes pets --target breed --weights imagenet.pth\n" +
        "  $ pupil relabel pets images/beagle_7.jpg --target breed --label pug\n" +
        "  $ pupil mistakes pets --target breed --last",
    )
    .action(async (dir: string | undefined, flags: MistakesFlags) => {
      await session.answer(flags, async (tools) => {
        const { show } = flags;
        if (show !== undefined && !(Number.isInteger(show) && show >= 0)) {
          const message = "--show must be a whole number of at least 0.";
          throw new UserError("invalid-argument", message);
        }
        const value = await mistakes(dir, flags, tools);
        return { value, text: mistakesText(value, show) };
      });
    });

  common(program.command("relabel").summary("correct labels"))
    .description(
      "Says what pictures show, whatever the labelling rule says of them; coarser labels follow." +
        " Files stay as they are: the list is DIR/.pupil/labels.json, and every scan honours it." +
        " A picture's own class says that its label is right, so that it is no longer listed by" +
        " `pupil mistakes`. Where the file or the rule's label changes later, the decision no" +
        " longer applies, and a scan says so.",
    )
    .argument("<dir>", "folder of pictures, scanned before")
    .argument("<picture...>", "pictures of it")
    .requiredOption("--target <name>", "which label: species, breed, class, ...")
    .option("--label <class>", "what they are")
    .option("--undo", "take the rule's label again")
    .addHelpText(
      "after",
      "\nExamples:\n  $ pupil relabel pets images/beagle_7.jpg --target breed --label pug\n" +
        "  $ pupil relabel pets images/beagle_7.jpg --target breed --undo",
    )
    .action(async (dir: string, pictures: string[], flags: RelabelFlags) => {
      await session.answer(flags, async ({ service, context }) => {
        const { target, label, undo } = flags;
        if ((undo === true) === (label !== undefined)) {
          const message = "Say either what the pictures are, by --label, or --undo.";
          throw new UserError("invalid-argument", message);
        }
        const directory = datasetPath(dir);
        const paths = pictures.map((path) => picturePath(directory, path));
        const request = { directory, paths, target, label: label ?? null };
        const value = await service.relabel(request, context);
        return { value, text: relabelledText(value, request) };
      });
    });
}
