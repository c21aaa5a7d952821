/** A new run while it is being asked for: what was answered, and the configuration that it makes. */
import { NO_AUGMENTATION, type AugmentConfig } from "../../protocol/augment";
import { DEFAULTS } from "../../protocol/defaults";
import type { NetworkName } from "../../protocol/network";
import type { RequestedConfig, TrainingMethod } from "../../protocol/training";
import type { WeightsEntry } from "../../protocol/weights";
import type { TrainSettings } from "../settings";
import { type NumberField, NUMBER_FIELDS, parseNumber } from "./fields";

/** What is done with the settings in the end. */
export type Answer =
  | { readonly kind: "start" | "find" | "save" }
  | { readonly kind: "crossValidate"; readonly folds: number };

/** What the last step is about; what is left out is the method's default, or the data set's. */
export type Settings = Omit<RequestedConfig, "network" | "target" | "weights" | "method">;

export interface Draft {
  readonly directory?: string;
  readonly target?: string;
  readonly network?: NetworkName;
  /** Null: from scratch; absent: not asked, since there are none for the network. */
  readonly weights?: WeightsEntry | null;
  readonly method?: TrainingMethod;
  readonly settings?: Settings;
  /** Which method the settings were made for. */
  readonly settledMethod?: TrainingMethod;
  readonly answer?: Answer;
  /** Whether pictures must be generated first. */
  readonly generates?: boolean;
}

/** Without weights there is one method only. */
export function methodOf({ weights, method = "full" }: Draft): TrainingMethod {
  return weights ? method : "full";
}

/**
 * What the last step begins with. What a person said in an earlier visit stays, but for the numbers
 * of another method; the window's settings are those of `full`, beside what all methods share.
 */
export function settingsOf(
  draft: Draft,
  window: TrainSettings,
  augmentation?: AugmentConfig,
): Settings {
  const method = methodOf(draft);
  const { settings: before, target, settledMethod } = draft;
  const secondTarget = before?.secondTarget === target ? undefined : before?.secondTarget;
  if (before !== undefined && settledMethod === method) return { ...before, secondTarget };
  const { seed, earlyStop, engine } = { ...window, ...before };
  const numbers = method === "full" ? window : {};
  const changes = augmentation && fittingAugmentation(augmentation, method);
  const kept = { seed, earlyStop, engine, balance: before?.balance };
  return { ...numbers, ...kept, secondTarget, augmentation: changes };
}

/** Features of frozen backbones are computed once a picture: of all changes only mirroring is left. */
export function fittingAugmentation(
  augmentation: AugmentConfig,
  method: TrainingMethod,
): AugmentConfig {
  if (method !== "frozen") return augmentation;
  return { ...NO_AUGMENTATION, horizontalFlip: augmentation.horizontalFlip };
}

/** How training pictures are changed if nothing is said of it. */
export function usualAugmentation(method: TrainingMethod): AugmentConfig {
  return DEFAULTS[method].augmentation ?? NO_AUGMENTATION;
}

/** A number as the run will have it: chosen, else of the weights, else the method's default. */
export function numberOf(draft: Draft, settings: Settings, field: NumberField): number {
  const method = methodOf(draft);
  const given = settings[field];
  if (given !== undefined) return given;
  const ofWeights =
    field === "imageSize" && method !== "full" ? draft.weights?.imageSize : undefined;
  return parseNumber(String(ofWeights), NUMBER_FIELDS[field]) ?? DEFAULTS[method][field];
}

/** What the backend is asked for. */
export function configOf(draft: Draft, settings: Settings): RequestedConfig {
  const { network, target, weights } = draft;
  if (network === undefined || target === undefined) throw new Error("the wizard is not through");
  return {
    network,
    target,
    ...(weights && { method: methodOf(draft), weights: weights.name }),
    ...settings,
  };
}
