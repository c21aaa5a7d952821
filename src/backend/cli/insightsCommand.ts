/** The command that says why a trained network errs: insights. */
import { type Command, Option } from "commander";
import { SPLIT_NAMES, type SplitName } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import type { EvaluateRequest } from "../../protocol/evaluation";
import { insightsText } from "./insightsText";
import { common } from "./options";
import type { CommonOptions, Session, Tools } from "./session";

interface InsightsFlags extends CommonOptions {
  readonly split: SplitName;
  readonly target?: string;
}

/** Evaluates the run on pictures that it has not been evaluated on. */
async function needEvaluation(
  { service, context }: Tools,
  request: EvaluateRequest,
): Promise<void> {
  const saved = await service.evaluation(request, context);
  if (saved === null) await service.evaluate(request, context);
}

/** A run that learned from its validation pictures has no temperature; any other failure is one. */
function withoutPictures(error: unknown): void {
  if (!(error instanceof UserError) || error.code !== "no-pictures") throw error;
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
    .option("--target <name>", "which of two targets (default: the first)")
    .addHelpText("after", "\nExample:\n  $ pupil insights pets/.pupil/runs/species-catDogNet-...")
    .action(async (run: string, { split, target, ...options }: InsightsFlags) => {
      await session.answer(options, async (tools) => {
        const request = { run, split, target };
        await needEvaluation(tools, request);
        await needEvaluation(tools, { ...request, split: "validation" }).catch(withoutPictures);
        const value = await tools.service.insights(request, tools.context);
        return { value, text: value ? insightsText(value) : "" };
      });
    });
}
