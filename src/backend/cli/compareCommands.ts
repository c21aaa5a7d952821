/** The command about several trained networks: compare. */
import { type Command, Option } from "commander";
import { SPLIT_NAMES, type SplitName } from "../../protocol/dataset";
import { comparisonText } from "./comparisonText";
import { common } from "./options";
import type { CommonOptions, Session } from "./session";

interface CompareFlags extends CommonOptions {
  readonly split: SplitName;
  readonly target?: string;
}

/** Adds the command. */
export function addCompareCommands(program: Command, session: Session): void {
  const splits = new Option("--split <name>", "whose evaluations").choices(SPLIT_NAMES);
  common(program.command("compare").summary("compare trained runs"))
    .description(
      "Puts two to eight runs side by side: accuracy, loss and time with the best marked (*)," +
        " errors of each class, McNemar's exact test of each pair on the pictures that all were" +
        " tested on, and the settings that differ. It reads what `pupil evaluate` saved; what" +
        " keeps the numbers from being compared is said.",
    )
    .argument("<run...>", "folders of the runs")
    .addOption(splits.default("test"))
    .option("--target <name>", "by what they learned (default: what most of them did)")
    .addHelpText("after", "\nExample:\n  $ pupil compare pets/.pupil/runs/species-*")
    .action(async (runs: string[], { split, target, ...options }: CompareFlags) => {
      await session.answer(options, async ({ service, context }) => {
        const value = await service.compare({ runs, split, target }, context);
        return { value, text: comparisonText(value) };
      });
    });
}
