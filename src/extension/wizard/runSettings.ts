/** The last step of a new run: its settings, each to be edited, then what is done with them. */
import { l10n, QuickPickItemKind } from "vscode";
import type { BalanceState } from "../../protocol/augment";
import { ENGINE_IDS } from "../../protocol/training";
import { askAugmentation, augmentationText } from "./augmentation";
import { askBalance, balanceText } from "./balancing";
import {
  type Answer,
  type Draft,
  methodOf,
  numberOf,
  type Settings,
  usualAugmentation,
} from "./draft";
import { type NumberField, NUMBER_FIELDS, parseNumber } from "./fields";
import { fieldHelp, fieldName, limitText } from "./fieldTexts";
import { ask, BACK, type Choice, pick } from "./pick";
import type { Position } from "./steps";

type Field = NumberField | "secondTarget" | "engine" | "balance" | "augmentation";
type Entry = Field | Answer["kind"];

/** What is asked about. */
export interface SettingsContext {
  readonly title: string;
  readonly position: Position;
  /** What was answered before. */
  readonly draft: Draft;
  /** What the person came for: it is offered first. */
  readonly purpose: Exclude<Answer["kind"], "save">;
  /** Labels that could be learned at once with the target. */
  readonly others: readonly string[];
  /** How the target is balanced in the data set; undefined when that cannot be said. */
  readonly state: BalanceState | undefined;
}

export interface SettingsResult {
  readonly settings: Settings;
  readonly answer: Answer | typeof BACK;
}

/** Folds that cross-validation takes; the backend's limits. */
const FOLDS = { minimum: 2, maximum: 20, isWhole: true, usual: 5 } as const;

/** Shows the settings until the person says what to do with them, or goes back. */
export async function editSettings(
  first: Settings,
  context: SettingsContext,
): Promise<SettingsResult> {
  const { title, position, purpose } = context;
  let settings = first;
  let active: Entry = purpose;
  for (;;) {
    const placeholder = l10n.t("Start with these settings, or choose one to change it");
    const chosen: Entry | typeof BACK = await pick(
      { title, position, placeholder },
      entries(settings, context),
      active,
    );
    if (chosen === BACK) return { settings, answer: BACK };
    active = chosen;
    if (chosen === "start" || chosen === "find" || chosen === "save") {
      return { settings, answer: { kind: chosen } };
    }
    if (chosen === "crossValidate") {
      const folds = await askFolds(title);
      if (folds !== undefined) return { settings, answer: { kind: "crossValidate", folds } };
    } else {
      settings = { ...settings, ...(await edit(settings, chosen, context)) };
    }
  }
}

/** Undefined when the person went back. */
async function askFolds(title: string): Promise<number | undefined> {
  const { minimum, maximum, usual } = FOLDS;
  const text = await ask({
    title: `${title}: ${l10n.t("Cross-Validate")}`,
    placeholder: l10n.t("Folds: so many trainings, each tested on what the others learn from"),
    value: String(usual),
    canGoBack: true,
    check: (typed) =>
      parseNumber(typed, FOLDS) === undefined
        ? l10n.t("A whole number from {0} to {1}", minimum, maximum)
        : undefined,
  });
  return text === BACK ? undefined : parseNumber(text, FOLDS);
}

/** The changed setting; nothing when the person went back. */
async function edit(
  settings: Settings,
  field: Field,
  context: SettingsContext,
): Promise<Partial<Settings>> {
  const { title, state, draft } = context;
  if (field === "secondTarget") return editSecondTarget(settings, context);
  if (field === "balance") {
    const about = { title: `${title}: ${l10n.t("Balance")}`, state };
    return { balance: await askBalance(settings.balance, about) };
  }
  if (field === "augmentation") {
    const about = { title: `${title}: ${l10n.t("Augmentation")}`, method: methodOf(draft) };
    return { augmentation: await askAugmentation(settings.augmentation, about) };
  }
  if (field === "engine") {
    const engines = ["auto", ...ENGINE_IDS] as const;
    const choices = engines.map((value) => ({ label: value, value }));
    const placeholder = l10n.t("What computes; auto takes the fastest that works");
    const question = { title: `${title}: ${l10n.t("Engine")}`, placeholder, canGoBack: true };
    const engine = await pick(question, choices, settings.engine);
    return engine === BACK ? {} : { engine };
  }
  const limits = NUMBER_FIELDS[field];
  const text = await ask({
    title: `${title}: ${fieldName(field)}`,
    placeholder: fieldHelp(field),
    value: String(numberOf(draft, settings, field)),
    canGoBack: true,
    check: (typed) => (parseNumber(typed, limits) === undefined ? limitText(field) : undefined),
  });
  return text === BACK ? {} : { [field]: parseNumber(text, limits) ?? settings[field] };
}

async function editSecondTarget(
  { secondTarget }: Settings,
  { title, others }: SettingsContext,
): Promise<Partial<Settings>> {
  const none: Choice<string | undefined> = { label: l10n.t("None"), value: undefined };
  const choices = [none, ...others.map((value) => ({ label: value, value }))];
  const placeholder = l10n.t("A second label, learned at once by a head of its own");
  const question = {
    title: `${title}: ${l10n.t("Second target")}`,
    placeholder,
    canGoBack: true,
  };
  const chosen = await pick(question, choices, secondTarget);
  return chosen === BACK ? {} : { secondTarget: chosen };
}

function actions({ purpose }: SettingsContext): readonly Choice<Entry>[] {
  const all: readonly Choice<Entry>[] = [
    { label: `$(play) ${l10n.t("Start Training")}`, value: "start" },
    {
      label: `$(graph-line) ${l10n.t("Find the Learning Rate")}`,
      description: l10n.t("tries growing ones for some steps"),
      value: "find",
    },
    {
      label: `$(layers) ${l10n.t("Cross-Validate...")}`,
      description: l10n.t("every picture is tested once"),
      value: "crossValidate",
    },
    { label: `$(save) ${l10n.t("Save as pupil.json...")}`, value: "save" },
  ];
  const isFirst = ({ value }: Choice<Entry>): boolean => value === purpose;
  return [...all.filter(isFirst), ...all.filter((each) => !isFirst(each))];
}

function entries(settings: Settings, context: SettingsContext): readonly Choice<Entry>[] {
  const { draft, state, others } = context;
  const fields = Object.keys(NUMBER_FIELDS) as NumberField[];
  return [
    ...actions(context),
    { label: l10n.t("Settings"), kind: QuickPickItemKind.Separator, value: "start" },
    ...fields.map((field) => ({
      label: fieldName(field),
      description: String(numberOf(draft, settings, field)),
      detail: fieldHelp(field),
      value: field,
    })),
    ...(others.length === 0
      ? []
      : [
          {
            label: l10n.t("Second target"),
            description: settings.secondTarget ?? l10n.t("none"),
            detail: l10n.t("A second label, learned at once by a head of its own"),
            value: "secondTarget" as const,
          },
        ]),
    {
      label: l10n.t("Balance"),
      description: balanceText(settings.balance, state),
      detail: l10n.t("What to do about classes of unequal size"),
      value: "balance",
    },
    {
      label: l10n.t("Augmentation"),
      description: augmentationText(settings.augmentation ?? usualAugmentation(methodOf(draft))),
      detail: l10n.t("Changes training pictures anew in each epoch"),
      value: "augmentation",
    },
    {
      label: l10n.t("Engine"),
      description: settings.engine ?? "auto",
      detail: l10n.t("What computes; auto takes the fastest that works"),
      value: "engine",
    },
  ];
}
