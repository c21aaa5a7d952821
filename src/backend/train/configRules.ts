/** Settings that do not go together, each with a sentence that says what to do. */
import { NO_AUGMENTATION } from "../../protocol/augment";
import { UserError } from "../../protocol/errors";
import type { TrainConfig, WholeTrainConfig } from "../../protocol/training";
import { findNetwork } from "../nn/registry";

type Config = Omit<WholeTrainConfig, "balance">;

/** A rule: the sentence for a configuration that breaks it, undefined for the others. */
type Rule = (config: Config) => string | undefined;

const targets: Rule = ({ target, secondTarget }) =>
  target === secondTarget
    ? `secondTarget must be another label than target, which is "${target}" already.`
    : undefined;

const normalisation: Rule = (config) =>
  config.normalisation === "weights" && config.weights === undefined && config.method === "full"
    ? "normalisation can be that of the weights only where weights are given."
    : undefined;

const validation: Rule = ({ validation: isHeldOut, earlyStop }) =>
  !isHeldOut && earlyStop > 0
    ? "earlyStop needs validation: leave it at 0 where all pictures are learned from."
    : undefined;

const warmup: Rule = ({ warmup: length, epochs, schedule }) => {
  if (length > 0 && schedule === "oneCycle") {
    return "oneCycle has a warm-up of its own: leave warmup at 0.";
  }
  return length > epochs ? `warmup must not be longer than the ${epochs} epochs.` : undefined;
};

const fineTune: Rule = ({ fineTune: own, method, epochs, network }) => {
  if (own === undefined) return undefined;
  if (method !== "fineTune") return `fineTune is for the method fineTune, not for ${method}.`;
  const { length } = findNetwork(network).stages;
  if (own.stages > length) return `${network} has ${length} stages: fineTune.stages is too high.`;
  return own.headEpochs >= epochs
    ? `fineTune.headEpochs must be lower than epochs, which is ${epochs}: some must be left to tune.`
    : undefined;
};

/** Which changes of pixels a configuration asks for, beside mirroring. */
function pixelChanges({ augmentation = NO_AUGMENTATION }: Pick<TrainConfig, "augmentation">) {
  return Object.entries(augmentation).flatMap(([name, strength]) =>
    name === "horizontalFlip" || strength === 0 ? [] : name,
  );
}

const augmentation: Rule = (config) => {
  const [change] = config.method === "frozen" ? pixelChanges(config) : [];
  return change === undefined
    ? undefined
    : `augmentation.${change} cannot be used with the method frozen, whose features are computed` +
        " once for each picture: only horizontalFlip can.";
};

const RULES: readonly Rule[] = [targets, normalisation, validation, warmup, fineTune, augmentation];

/** Throws "invalid-config" for settings that do not go together. */
export function assertConsistent(config: Config): void {
  for (const rule of RULES) {
    const message = rule(config);
    if (message !== undefined) throw new UserError("invalid-config", message);
  }
}
