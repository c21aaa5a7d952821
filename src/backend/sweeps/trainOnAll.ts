/** Trains the settings of a run again on all pictures but the test's, for as long as was best. */
import { UserError } from "../../protocol/errors";
import type { RequestedConfig, RunDetail, RunSummary } from "../../protocol/training";
import { runDirectory } from "../runs/folder";
import { describeRun } from "../runs/summary";
import type { TrainTools } from "../train/conduct";
import { train } from "../train/train";
import type { TaskContext } from "../util/context";

/**
 * The run's settings without validation: nothing tells when to stop, so it stops after as many
 * epochs as the run's best one. Throws "run-unfinished" for a run without an epoch.
 */
export function configForAll({ config, bestEpoch, directory }: RunDetail): RequestedConfig {
  if (bestEpoch === undefined) {
    const message = `The run ${directory} has finished no epoch yet, so nobody knows how many to train.`;
    throw new UserError("run-unfinished", message);
  }
  if (config.validation === false) {
    const message = `The run ${directory} has learned from all pictures but the test's already.`;
    throw new UserError("invalid-argument", message);
  }
  const { fineTune, warmup = 0 } = config;
  return {
    ...config,
    validation: false,
    epochs: bestEpoch,
    earlyStop: 0,
    warmup: Math.min(warmup, bestEpoch),
    // the last epoch, at least, is one of tuning
    ...(fineTune && {
      fineTune: { ...fineTune, headEpochs: Math.min(fineTune.headEpochs, bestEpoch - 1) },
    }),
  };
}

/** Trains it; what `train` gives. */
export async function trainOnAll(
  request: { readonly run: string },
  tools: TrainTools,
  context: TaskContext,
): Promise<RunSummary> {
  const run = await describeRun(runDirectory(request.run));
  return await train({ directory: run.dataset, config: configForAll(run) }, tools, context);
}
