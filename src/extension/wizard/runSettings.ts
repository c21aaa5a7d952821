/** The last step of a new run: its settings, each to be edited, then start or save. */
import { l10n, QuickPickItemKind } from "vscode";
import type { BalanceState } from "../../protocol/augment";
import { ENGINE_IDS, type TrainConfig } from "../../protocol/training";
import { askAugmentation, augmentationText } from "./augmentation";
import { askBalance, balanceText } from "./balancing";
import { type NumberField, NUMBER_FIELDS, parseNumber } from "./fields";
import { ask, BACK, type Choice, pick } from "./pick";
import type { Position } from "./steps";

/** What the person wants done with the settings. */
export type SettingsAnswer = "start" | "save" | typeof BACK;

type Field = NumberField | "engine" | "balance" | "augmentation";
type Entry = Field | "start" | "save";

/** What is asked about. */
interface Context {
  readonly title: string;
  readonly position: Position;
  /** How the target is balanced in the data set; undefined when that cannot be said. */
  readonly state: BalanceState | undefined;
}

export interface SettingsResult {
  readonly config: TrainConfig;
  readonly answer: SettingsAnswer;
}

/** Shows the settings until the person starts, saves or goes back. */
export async function editSettings(first: TrainConfig, context: Context): Promise<SettingsResult> {
  const { title, position } = context;
  let config = first;
  let active: Entry | undefined = "start";
  for (;;) {
    const placeholder = l10n.t("Start with these settings, or choose one to change it");
    const chosen: Entry | typeof BACK = await pick(
      { title, position, placeholder },
      entries(config, context),
      active,
    );
    if (chosen === BACK || chosen === "start" || chosen === "save") {
      return { config, answer: chosen };
    }
    active = chosen;
    config = { ...config, ...(await edit(config, chosen, context)) };
  }
}

/** The changed setting; nothing when the person went back. */
async function edit(
  config: TrainConfig,
  field: Field,
  { title, state }: Context,
): Promise<Partial<TrainConfig>> {
  if (field === "balance") {
    const about = { title: `${title}: ${l10n.t("Balance")}`, state };
    return { balance: await askBalance(config.balance, about) };
  }
  if (field === "augmentation") {
    const about = `${title}: ${l10n.t("Augmentation")}`;
    return { augmentation: await askAugmentation(config.augmentation, about) };
  }
  if (field === "engine") {
    const engines = ["auto", ...ENGINE_IDS] as const;
    const choices = engines.map((value) => ({ label: value, value }));
    const placeholder = l10n.t("What computes; auto takes the fastest that works");
    const question = { title: `${title}: ${l10n.t("Engine")}`, placeholder, canGoBack: true };
    const engine = await pick(question, choices, config.engine);
    return engine === BACK ? {} : { engine };
  }
  const limits = NUMBER_FIELDS[field];
  const text = await ask({
    title: `${title}: ${fieldName(field)}`,
    placeholder: fieldHelp(field),
    value: String(config[field]),
    canGoBack: true,
    check: (typed) => (parseNumber(typed, limits) === undefined ? limitText(field) : undefined),
  });
  if (text === BACK) return {};
  return { [field]: parseNumber(text, limits) ?? config[field] };
}

function entries(config: TrainConfig, { state }: Context): readonly Choice<Entry>[] {
  const fields = Object.keys(NUMBER_FIELDS) as NumberField[];
  const separator: Choice<Entry> = {
    label: l10n.t("Settings"),
    kind: QuickPickItemKind.Separator,
    value: "start",
  };
  return [
    { label: `$(play) ${l10n.t("Start Training")}`, value: "start" },
    { label: `$(save) ${l10n.t("Save as pupil.json...")}`, value: "save" },
    separator,
    ...fields.map((field) => ({
      label: fieldName(field),
      description: String(config[field]),
      detail: fieldHelp(field),
      value: field,
    })),
    {
      label: l10n.t("Balance"),
      description: balanceText(config.balance, state),
      detail: l10n.t("What to do about classes of unequal size"),
      value: "balance",
    },
    {
      label: l10n.t("Augmentation"),
      description: augmentationText(config.augmentation),
      detail: l10n.t("Changes training pictures anew in each epoch"),
      value: "augmentation",
    },
    {
      label: l10n.t("Engine"),
      description: config.engine,
      detail: l10n.t("What computes; auto takes the fastest that works"),
      value: "engine",
    },
  ];
}

function fieldName(field: NumberField): string {
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

function fieldHelp(field: NumberField): string {
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

function limitText(field: NumberField): string {
  const { minimum, maximum, isWhole, multipleOf } = NUMBER_FIELDS[field];
  if (!isWhole) return l10n.t("A number above 0, and {0} at most", maximum);
  if (multipleOf !== undefined) {
    return l10n.t("A multiple of {0} from {1} to {2}", multipleOf, minimum, maximum);
  }
  return l10n.t("A whole number from {0} to {1}", minimum, maximum);
}
