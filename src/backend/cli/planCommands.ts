/** The commands that plan a training: find-learning-rate, estimate. */
import type { Command } from "commander";
import type { LearningRateRange, TrainingEstimate } from "../../protocol/planning";
import { type AugmentFlags, augmentSettings } from "./augmentOptions";
import { common, number } from "./options";
import { requestOf } from "./runCommands";
import type { CommonOptions, Session } from "./session";
import { columns, counted, duration, percent, table } from "./table";
import { type TrainFlags, trainSettings } from "./trainOptions";

interface Flags extends CommonOptions, TrainFlags, AugmentFlags {
  readonly config?: string;
}

interface FindFlags extends Flags {
  readonly steps?: number;
}

/** So many of a range's points are listed. */
const POINTS_SHOWN = 20;
const BAR_WIDTH = 40;

/** Every few points with a bar as long as the loss is high. */
function rangeText({ points, suggestion, config }: LearningRateRange): string {
  const every = Math.max(1, Math.ceil(points.length / POINTS_SHOWN));
  const shown = points.filter((_, index) => index % every === 0);
  const highest = Math.max(...shown.map(({ smoothedLoss }) => smoothedLoss));
  const rows = shown.map(({ learningRate, smoothedLoss }) => [
    learningRate.toExponential(1),
    smoothedLoss.toFixed(4),
    "\u2588".repeat(Math.round((smoothedLoss / highest) * BAR_WIDTH)),
  ]);
  const advice =
    suggestion === null
      ? "The loss never fell: no learning rate can be recommended."
      : `Suggested for ${config.method}: --lr ${suggestion.toExponential(1)} (fastai's rule "valley")`;
  return [table(columns(">Learning rate", ">Loss", ""), rows), "", advice].join("\n");
}

function estimateText({ device, pictures, methods }: TrainingEstimate): string {
  const rows = methods.map(({ method, epochs, imageSize, seconds, secondsOnce, memoryBytes }) => [
    method,
    epochs,
    imageSize,
    duration(seconds),
    percent(secondsOnce / seconds),
    `${(memoryBytes / 1e9).toFixed(1)} GB`,
  ]);
  const head = columns("Method", ">Epochs", ">Pixels", ">Time", ">Once", ">Memory");
  return [
    `About, for ${counted(pictures, "training picture")} on ${device}:`,
    "",
    table(head, rows),
    "",
    "Once: decoding and features, which are kept for the next run.",
  ].join("\n");
}

/** Adds the commands. */
export function addPlanCommands(program: Command, session: Session): void {
  const withSettings = (name: string, summary: string) =>
    augmentSettings(trainSettings(common(program.command(name).summary(summary))))
      .argument("[dir]", "folder of pictures; may be left out with --config")
      .option("--config <file>", "take data set and settings from a pupil.json file");

  withSettings("find-learning-rate", "try learning rates")
    .description(
      "A learning-rate range test (Smith, 2017): trains a few steps, each faster than the one" +
        " before, from 1e-7 to 1 or until the loss diverges, and suggests a rate. No run is made.",
    )
    .option("--steps <n>", "steps of the test (default: 100)", number)
    .action(async (dir: string | undefined, flags: FindFlags) => {
      await session.answer(flags, async ({ service, context }) => {
        const { directory, config } = await requestOf(dir, flags);
        const request = { directory, config, steps: flags.steps };
        const value = await service.findLearningRate(request, context);
        return { value, text: rangeText(value) };
      });
    });

  withSettings("estimate", "say what a training would cost")
    .description(
      "Says about how long each method would take on this machine and how much memory it would" +
        " need, from a short measurement.",
    )
    .action(async (dir: string | undefined, flags: Flags) => {
      await session.answer(flags, async ({ service, context }) => {
        const { directory, config } = await requestOf(dir, flags);
        const value = await service.estimateTraining({ directory, config }, context);
        return { value, text: estimateText(value) };
      });
    });
}
