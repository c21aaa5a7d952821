/** How a new run augments its training pictures: a strength each, the method's own at first. */
import { l10n, QuickPickItemKind } from "vscode";
import {
  type AugmentConfig,
  AUGMENTATION_TITLES,
  NO_AUGMENTATION,
  USUAL_AUGMENTATION,
} from "../../protocol/augment";
import type { TrainingMethod } from "../../protocol/training";
import { fittingAugmentation, usualAugmentation } from "./draft";
import { parseNumber, type StrengthField, STRENGTH_FIELDS } from "./fields";
import { ask, BACK, type Choice, pick } from "./pick";

type Entry = StrengthField | "done" | "usual" | "off";

const FIELDS = Object.keys(STRENGTH_FIELDS) as StrengthField[];

/** What the settings' row says: what is on. */
export function augmentationText(augmentation: AugmentConfig): string {
  const on = FIELDS.filter((field) => augmentation[field] !== 0);
  if (on.length === 0) return l10n.t("off");
  return on.map((field) => `${strengthName(field)} ${augmentation[field]}`).join(", ");
}

/** Lets the person change strengths until done; undefined where they are the method's own. */
export async function askAugmentation(
  first: AugmentConfig | undefined,
  { title, method }: { readonly title: string; readonly method: TrainingMethod },
): Promise<AugmentConfig | undefined> {
  const usual = usualAugmentation(method);
  const fields = fieldsFor(method);
  let config = first ?? usual;
  let active: Entry = "done";
  for (;;) {
    const placeholder = l10n.t("Changes training pictures anew in each epoch; 0 is off");
    const question = { title, placeholder, canGoBack: true };
    const chosen: Entry | typeof BACK = await pick(question, entries(config, fields), active);
    if (chosen === BACK || chosen === "done") break;
    active = chosen;
    if (chosen === "usual") config = fittingAugmentation(USUAL_AUGMENTATION, method);
    else if (chosen === "off") config = NO_AUGMENTATION;
    else config = { ...config, ...(await askStrength(config, chosen, title)) };
  }
  return FIELDS.every((field) => config[field] === usual[field]) ? undefined : config;
}

/** Those that the method can do: others would change a picture that is looked at only once. */
function fieldsFor(method: TrainingMethod): readonly StrengthField[] {
  return method === "frozen" ? ["horizontalFlip"] : FIELDS;
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

function entries(
  config: AugmentConfig,
  fields: readonly StrengthField[],
): readonly Choice<Entry>[] {
  return [
    { label: `$(check) ${l10n.t("Done")}`, value: "done" },
    { label: l10n.t("Usual strengths"), value: "usual" },
    { label: l10n.t("All off"), value: "off" },
    { label: l10n.t("Strengths"), kind: QuickPickItemKind.Separator, value: "done" },
    ...fields.map((field) => ({
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
