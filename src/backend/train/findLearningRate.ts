/** Finds a learning rate: trains a few steps, each faster than the one before, and forgets them again. */
import { UserError } from "../../protocol/errors";
import type { FindLearningRateRequest, LearningRateRange } from "../../protocol/planning";
import { type TaskContext, throwIfCancelled } from "../util/context";
import { ProgressMeter } from "../util/progress";
import type { TrainTools } from "./conduct";
import { type OpenPhase, withCourse } from "./course";
import { phasesOf } from "./phases";
import { RangeTest, suggestRate } from "./rangeTest";
import { settle } from "./train";

const DEFAULT_STEPS = 100;
const LEAST_STEPS = 20;
const MOST_STEPS = 10_000;

function checkedSteps(steps: number): number {
  if (Number.isInteger(steps) && steps >= LEAST_STEPS && steps <= MOST_STEPS) return steps;
  const message = `steps must be a whole number from ${LEAST_STEPS} to ${MOST_STEPS}, not ${steps}.`;
  throw new UserError("invalid-argument", message);
}

/** Goes through the training pictures, again if need be, until the test is over. */
async function runTest(
  { session, data, phase }: OpenPhase,
  steps: number,
  context: TaskContext,
): Promise<RangeTest> {
  const test = new RangeTest(steps);
  const meter = new ProgressMeter("train", steps, "batches", context.progress);
  for (let epoch = phase.firstEpoch; ; epoch++) {
    for await (const batch of data.training(epoch)) {
      throwIfCancelled(context.signal);
      const rate = test.rate;
      const { loss } = await session.step(batch, rate);
      meter.tick(1, `learning rate ${rate.toExponential(1)}`);
      if (test.add(loss)) return test;
    }
  }
}

/**
 * A range test of the settings' learning rate; of fine-tuning that is the second phase's, tried with
 * a head that has learned nothing yet. Nothing is kept but features.
 */
export async function findLearningRate(
  request: FindLearningRateRequest,
  tools: Pick<TrainTools, "chooseEngine" | "emit">,
  context: TaskContext,
): Promise<LearningRateRange> {
  const startedAt = performance.now();
  const steps = checkedSteps(request.steps ?? DEFAULT_STEPS);
  const { work } = await settle(request, tools, context);
  const last = phasesOf(work.config).at(-1);
  const standing = { epochsDone: (last?.firstEpoch ?? 1) - 1 };
  const { points } = await withCourse({ work, standing }, context, (course) =>
    runTest(course.current, steps, context),
  );
  return {
    config: work.config,
    points,
    suggestion: suggestRate(points, steps),
    rule: "valley",
    seconds: (performance.now() - startedAt) / 1000,
  };
}
