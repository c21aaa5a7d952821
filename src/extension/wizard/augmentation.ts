/** How a new run augments its training pictures: a strength each, all of them off at first. */
import { l10n, QuickPickItemKind } from "vscode";
import {
  type AugmentConfig,
  AUGMENTATION_TITLES,
  NO_AUGMENTATION,
  USUAL_AUGMENTATION,
} from "../../protocol/augment";
import { parseNumber, type StrengthField, STRENGTH_FIELDS } from "./fields";
import { ask, BACK, type Choice, pick } from "./pick";

type Entry = StrengthField | "done" | "usual" | "off";

const FIELDS = Object.keys(STRENGTH_FIELDS) as StrengthField[];

/** What the settings' row says: what is on. */
export function augmentationText(augmentation: AugmentConfig | undefined): string {
  if (augmentation === undefined) return l10n.t("off");
  const on = FIELDS.filter((field) => augmentation[field] !== 0);
  return on.map((field) => `${strengthName(field)} ${augmentation[field]}`).join(", ");
}

/** Lets the person change strengths until done; undefined when all are off. */
export async function askAugmentation(
  first: AugmentConfig | undefined,
  title: string,
): Promise<AugmentConfig | undefined> {
  let config = first ?? NO_AUGMENTATION;
  let active: Entry = "done";
  for (;;) {
    const placeholder = l10n.t("Changes training pictures anew in each epoch; 0 is off");
    const question = { title, placeholder, canGoBack: true };
    const chosen: Entry | typeof BACK = await pick(question, entries(config), active);
    if (chosen === BACK || chosen === "done") break;
    active = chosen;
    if (chosen === "usual") config = USUAL_AUGMENTATION;
    else if (chosen === "off") config = NO_AUGMENTATION;
    else config = { ...config, ...(await askStrength(config, chosen, title)) };
  }
  return FIELDS.every((field) => config[field] === 0) ? undefined : config;
}

async function askStrength(
  config: AugmentConfig,
  field: StrengthField,
  title: string,
): Promise<Partial<AugmentConfig>> {
  const limits = STRENGTH_FIELDS[field];
  const { minimum, maximum } = limits;
  const text = await ask({
    title: `${title}: ${strengthName(field)}`,
    placeholder: strengthHelp(field),
    value: String(config[field]),
    canGoBack: true,
    check: (typed) =>
      parseNumber(typed, limits) === undefined
        ? l10n.t("A number from {0} to {1}", minimum, maximum)
        : undefined,
  });
  return text === BACK ? {} : { [field]: parseNumber(text, limits) ?? config[field] };
}

function entries(config: AugmentConfig): readonly Choice<Entry>[] {
  return [
    { label: `$(check) ${l10n.t("Done")}`, value: "done" },
    { label: l10n.t("Usual strengths"), value: "usual" },
    { label: l10n.t("All off"), value: "off" },
    { label: l10n.t("Strengths"), kind: QuickPickItemKind.Separator, value: "done" },
    ...FIELDS.map((field) => ({
      label: strengthName(field),
      description: String(config[field]),
      detail: strengthHelp(field),
      value: field,
    })),
  ];
}

function strengthName(field: StrengthField): string {
  return l10n.t(AUGMENTATION_TITLES[field]);
}

function strengthHelp(field: StrengthField): string {
  switch (field) {
    case "horizontalFlip":
      return l10n.t("Share of pictures that are mirrored left and right; 0.5 is usual");
    case "randomResizedCrop":
      return l10n.t("1 minus the smallest share of the picture that a crop keeps");
    case "rotation":
      return l10n.t("Largest angle to either side, in degrees");
    case "colourJitter":
      return l10n.t("Brightness, contrast and saturation change by up to this share");
    case "cutout":
      return l10n.t("Side of a square that is painted over, as a share of the picture's side");
    case "mixup":
      return l10n.t("Alpha of the distribution by which two pictures and their labels are mixed");
  }
}
