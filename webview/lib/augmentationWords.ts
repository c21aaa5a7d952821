/** Balancing and augmentation in words, for the data set's dashboard and a run's. */
import * as l10n from "@vscode/l10n";
import {
  type AugmentConfig,
  AUGMENTATION_TITLES,
  type Manipulation,
} from "../../src/protocol/augment";
import { BALANCE_TITLES, type TrainingBalance } from "../../src/protocol/training";
import * as format from "./format";

/** A kind of augmentation while training. */
export type AugmentKind = keyof AugmentConfig;

/** What is done about classes of unequal size. */
export function balanceName(balance: TrainingBalance): string {
  return l10n.t(BALANCE_TITLES[balance]);
}

/** What a run did about classes of unequal size, as a whole clause. */
export function balanceSentence(balance: TrainingBalance): string {
  switch (balance) {
    case "none":
      return l10n.t("none: classes as they are");
    case "upsample":
      return l10n.t("generated pictures of the smaller classes");
    case "downsample":
      return l10n.t("pictures of the larger classes left out");
    case "weights":
      return l10n.t("loss weighed by how rare a class is");
  }
}

export function augmentName(kind: AugmentKind): string {
  return l10n.t(AUGMENTATION_TITLES[kind]);
}

/** What a strength means; 0 is off. */
export function augmentText(kind: AugmentKind, strength: number): string {
  if (strength === 0) return l10n.t("off");
  switch (kind) {
    case "horizontalFlip":
      return l10n.t("{0} of the pictures", format.wholePercent(strength));
    case "randomResizedCrop":
      return l10n.t("keeps at least {0}", format.wholePercent(1 - strength));
    case "rotation":
      return l10n.t("up to {0}° either way", strength);
    case "colourJitter":
      return l10n.t("up to {0} more or less", format.wholePercent(strength));
    case "cutout":
      return l10n.t("a square of {0} of the side", format.wholePercent(strength));
    case "mixup":
      return l10n.t("alpha {0}", format.axisNumber(strength));
  }
}

/** Names and strengths of what is on. */
export function augmentEntries(config: AugmentConfig): (readonly [string, string])[] {
  return AUGMENT_KINDS.filter((kind) => config[kind] !== 0).map((kind) => [
    augmentName(kind),
    augmentText(kind, config[kind]),
  ]);
}

/** In the order in which they are applied. */
export const AUGMENT_KINDS = Object.keys(AUGMENTATION_TITLES) as readonly AugmentKind[];

/** One of the five manipulations with its parameter. */
export function manipulationText(manipulation: Manipulation): string {
  switch (manipulation.kind) {
    case "rotation":
      return l10n.t("rotated by {0}°", format.count(manipulation.degrees));
    case "salt-and-pepper":
      return l10n.t("salt and pepper {0}", format.wholePercent(manipulation.amount));
    case "gaussian-noise":
      return l10n.t("noise of variance {0}", format.axisNumber(manipulation.variance));
    case "turn":
      return l10n.t("turned about");
    case "gaussian-blur":
      return l10n.t("blurred by {0} px", format.axisNumber(manipulation.sigma));
  }
}
