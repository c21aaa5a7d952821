/** The command that says what pictures show: predict. */
import type { Command } from "commander";
import type { WrittenPredictions } from "../../protocol/batch";
import { predictionText } from "./evaluationText";
import { common, number } from "./options";
import type { Answer, CommonOptions, Session, Tools } from "./session";
import { columns, counted, duration, grouped, percent, table } from "./table";

interface PredictFlags extends CommonOptions {
  readonly top?: number;
  readonly output?: string;
  readonly force?: boolean;
}

/** What was written, how many pictures each class got, and which could not be read. */
export function writtenText(written: WrittenPredictions): string {
  const { network, file, pictures, unreadable, problems, counts, seconds } = written;
  const readable = pictures - unreadable;
  const rate = Math.round(pictures / Math.max(seconds, 1e-3));
  const tables = Object.entries(counts).map(([target, classes]) => {
    const rows = Object.entries(classes)
      .sort(([, a], [, b]) => b - a) // an object has names that are numbers first
      .map(([name, count]) => [name, grouped(count), percent(count / readable)]);
    return `\n${table(columns(target, ">Pictures", ">Share"), rows)}`;
  });
  const more = unreadable - problems.length;
  return [
    `${network} classified ${counted(readable, "picture")} in ${duration(seconds)}` +
      ` (${grouped(rate)} a second).`,
    `Wrote ${file}.`,
    ...tables,
    ...(unreadable > 0 ? [`\n${counted(unreadable, "picture")} could not be read:`] : []),
    ...problems,
    ...(more > 0 ? [`... and ${grouped(more)} more; the file names them all.`] : []),
  ].join("\n");
}

/** Answers here, for as many pictures as can be read by a person. */
async function answerHere(
  run: string,
  paths: readonly string[],
  { top, tools }: { readonly top?: number; readonly tools: Tools },
): Promise<Answer> {
  const { service, context } = tools;
  const { picturePaths } = await import("../dataset/picturePaths");
  const pictures: string[] = [];
  for await (const path of picturePaths(paths, context.signal)) pictures.push(path);
  const value = await service.predict({ run, pictures, top }, context);
  const failed = value.predictions.some(({ error }) => error !== undefined);
  return { value, text: predictionText(value), exitCode: failed ? 1 : 0 };
}

/** Adds the command. */
export function addPredictCommand(program: Command, session: Session): void {
  common(program.command("predict").summary("classify pictures"))
    .description(
      "Says what pictures show, by a trained run: here or, with --output, in a .csv or .json file," +
        " for any number of pictures. Pictures that cannot be read are named; the others are" +
        " answered, and the exit code is 1. The file is written whole, or not at all when stopped." +
        " In a .csv file, a class name that a spreadsheet would take for a formula gets an" +
        " apostrophe before it.",
    )
    .argument("<run>", "folder of the run")
    .argument("<picture...>", "pictures, and folders of pictures with their subfolders")
    .option("--top <n>", "how many classes to name (default: 5)", number)
    .option("-o, --output <file>", "the .csv or .json file to write")
    .option("--force", "replace a file that exists")
    .addHelpText(
      "after",
      "\nExamples:\n  $ pupil predict RUN holiday/*.jpg --top 3\n" +
        "  $ pupil predict RUN archive --output archive.csv",
    )
    .action(async (run: string, pictures: string[], flags: PredictFlags) => {
      const { top, output, force, ...options } = flags;
      await session.answer(options, async (tools) => {
        if (output === undefined) return await answerHere(run, pictures, { top, tools });
        const request = { run, pictures, output, top, replace: force };
        const value = await tools.service.predictToFile(request, tools.context);
        return { value, text: writtenText(value), exitCode: value.unreadable > 0 ? 1 : 0 };
      });
    });
}
