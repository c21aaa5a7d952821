/** What settings are called, and how their values are written; what this page has no words for is shown as run.json says it. */
import * as l10n from "@vscode/l10n";
import type { ComparedSetting, SettingGroup, SettingValue } from "../../src/protocol/comparison";
import { AUGMENT_KINDS, augmentName } from "./augmentationWords";
import { element, type Child } from "./dom";
import { shownPath } from "./folders";
import * as format from "./format";

/** Characters of a checksum that are enough to tell two apart. */
const CHECKSUM = 12;

export function groupName(group: SettingGroup): string {
  switch (group) {
    case "configuration":
      return l10n.t("Settings");
    case "data":
      return l10n.t("Data");
    case "software":
      return l10n.t("Device and versions");
  }
}

/** The words of a key; undefined for one that came after this page. */
function knownName(key: string): string | undefined {
  switch (key) {
    case "network":
      return l10n.t("Network");
    case "target":
      return l10n.t("Target");
    case "epochs":
      return l10n.t("Epochs");
    case "batch":
      return l10n.t("Pictures a batch");
    case "learningRate":
      return l10n.t("Learning rate");
    case "seed":
      return l10n.t("Seed");
    case "imageSize":
      return l10n.t("Picture size");
    case "earlyStop":
      return l10n.t("Early stop");
    case "engine":
      return l10n.t("Engine");
    case "balance":
      return l10n.t("Balance");
    case "method":
      return l10n.t("Method");
    case "weights":
      return l10n.t("Pretrained weights");
    case "normalisation":
      return l10n.t("Normalisation");
    case "schedule":
      return l10n.t("Schedule");
    case "warmup":
      return l10n.t("Warm-up epochs");
    case "weightDecay":
      return l10n.t("Weight decay");
    case "labelSmoothing":
      return l10n.t("Label smoothing");
    case "gradientClipping":
      return l10n.t("Gradient clipping");
    case "flipAveraging":
      return l10n.t("Flip averaging");
    case "validation":
      return l10n.t("Validation");
    case "secondTarget":
      return l10n.t("Second target");
    case "dataset":
      return l10n.t("Data set");
    case "fingerprint":
      return l10n.t("Fingerprint");
    case "pictures.train":
      return l10n.t("Training pictures");
    case "pictures.validation":
      return l10n.t("Validation pictures");
    case "pictures.test":
      return l10n.t("Test pictures");
    case "split.seed":
      return l10n.t("Seed of the split");
    case "split.groupsKeptTogether":
      return l10n.t("Groups kept together");
    case "split.leaked":
      return l10n.t("Held out with a copy in training");
    case "split.leftOut":
      return l10n.t("Left out to balance");
    case "device":
      return l10n.t("Device");
    default:
      return augmentationName(key);
  }
}

/** The words of a key in `augmentation`. */
function augmentationName(key: string): string | undefined {
  const kind = AUGMENT_KINDS.find((each) => key === `augmentation.${each}`);
  return kind && augmentName(kind);
}

export function settingName({ key }: ComparedSetting): Child {
  return knownName(key) ?? element("code", {}, key);
}

/** The name as text. */
export function settingText({ key }: Pick<ComparedSetting, "key">): string {
  return knownName(key) ?? key;
}

export function valueText(value: SettingValue | null): string {
  if (value === null) return "–";
  if (typeof value === "number") return format.rate(value);
  if (typeof value === "string") return value;
  return value ? l10n.t("yes") : l10n.t("no");
}

/** A value in a table; a checksum is shortened. */
export function valueCell({ key }: ComparedSetting, value: SettingValue | null): Child {
  const text = valueText(value);
  if (key === "dataset") return shownPath(text);
  if (key !== "fingerprint" || value === null) return text;
  return element("code", { attributes: { title: text } }, text.slice(0, CHECKSUM));
}
