/** The command that says why a trained network errs: insights. */
import { type Command, Option } from "commander";
import { SPLIT_NAMES, type SplitName } from "../../protocol/dataset";
import { insightsText } from "./insightsText";
import { common } from "./options";
import type { CommonOptions, Session, Tools } from "./session";

interface InsightsFlags extends CommonOptions {
  readonly split: SplitName;
}

/** Evaluates the run on pictures that it has not been evaluated on. */
async function needEvaluation(
  { service, context }: Tools,
  request: { readonly run: string; readonly split: SplitName },
): Promise<void> {
  const saved = await service.evaluation(request, context);
  if (saved === null) await service.evaluate(request, context);
}

/** Adds the command. */
export function addInsightsCommand(program: Command, session: Session): void {
  const splits = new Option("--split <name>", "which pictures").choices(SPLIT_NAMES);
  common(program.command("insights").summary("see why a trained run errs"))
    .description(
      "Says more of a run's evaluation: metrics with 95 % bootstrap intervals, areas under the" +
        " ROC and precision-recall curves of each class, calibration and the temperature that" +
        " mends it, the most confused pairs of classes, and generated pictures apart from real" +
        " ones. It reads what `pupil evaluate` saved, and evaluates first where nothing was;" +
        " the temperature is fitted on the validation pictures. --json has all points.",
    )
    .argument("<run>", "folder of the run")
    .addOption(splits.default("test"))
    .addHelpText("after", "\nExample:\n  $ pupil insights pets/.pupil/runs/species-catDogNet-...")
    .action(async (run: string, { split, ...options }: InsightsFlags) => {
      await session.answer(options, async (tools) => {
        await needEvaluation(tools, { run, split });
        await needEvaluation(tools, { run, split: "validation" });
        const value = await tools.service.insights({ run, split }, tools.context);
        return { value, text: value ? insightsText(value) : "" };
      });
    });
}
