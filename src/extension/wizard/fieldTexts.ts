/** What the numbers of a run are called, what they do, and what they may be, in the window's language. */
import { l10n } from "vscode";
import { type NumberField, NUMBER_FIELDS } from "./fields";

export function fieldName(field: NumberField): string {
  switch (field) {
    case "epochs":
      return l10n.t("Epochs");
    case "batch":
      return l10n.t("Batch size");
    case "learningRate":
      return l10n.t("Learning rate");
    case "seed":
      return l10n.t("Seed");
    case "imageSize":
      return l10n.t("Image size");
    case "earlyStop":
      return l10n.t("Early stop");
  }
}

export function fieldHelp(field: NumberField): string {
  switch (field) {
    case "epochs":
      return l10n.t("How many times the training pictures are gone through");
    case "batch":
      return l10n.t("Pictures a training step; fewer need less memory");
    case "learningRate":
      return l10n.t("Adam's step size");
    case "seed":
      return l10n.t("Of the split, the first weights, the order of pictures and dropout");
    case "imageSize":
      return l10n.t("Pixels a side that pictures are resized to");
    case "earlyStop":
      return l10n.t("Stop after this many epochs without a lower validation loss; 0 is never");
  }
}

export function limitText(field: NumberField): string {
  const { minimum, maximum, isWhole, multipleOf } = NUMBER_FIELDS[field];
  if (!isWhole) return l10n.t("A number above 0, and {0} at most", maximum);
  if (multipleOf !== undefined) {
    return l10n.t("A multiple of {0} from {1} to {2}", multipleOf, minimum, maximum);
  }
  return l10n.t("A whole number from {0} to {1}", minimum, maximum);
}
