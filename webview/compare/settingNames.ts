/** What settings are called, and how their values are written; what this page has no words for is shown as run.json says it. */
import * as l10n from "@vscode/l10n";
import type { ComparedSetting, SettingGroup, SettingValue } from "../../src/protocol/comparison";
import { element, type Child } from "../lib/dom";
import * as format from "../lib/format";

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
    case "device":
      return l10n.t("Device");
    default:
      return undefined;
  }
}

export function settingName({ key }: ComparedSetting): Child {
  return knownName(key) ?? element("code", {}, key);
}

/** The name as text. */
export function settingText({ key }: ComparedSetting): string {
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
  if (key !== "fingerprint" || value === null) return text;
  return element("code", { attributes: { title: text } }, text.slice(0, CHECKSUM));
}
