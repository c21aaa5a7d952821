/** Asks, step by step, for a new training run: data set, target, network, settings. */
import { l10n } from "vscode";
import type { AugmentConfig, BalanceState } from "../../protocol/augment";
import type { TargetSummary } from "../../protocol/dataset";
import { UserError } from "../../protocol/errors";
import { NETWORK_NAMES, type NetworkName } from "../../protocol/network";
import type { TrainConfig } from "../../protocol/training";
import { datasetChoices } from "../actions/subjects";
import type { App } from "../app";
import { trainSettings, type TrainSettings } from "../settings";
import { format } from "../text";
import { needsPictures } from "./balancing";
import { BACK, type Choice, pick } from "./pick";
import { editSettings } from "./runSettings";
import { type Position, type Step, type StepResult, walk } from "./steps";

/** What the wizard ends with. */
export interface NewRun {
  readonly directory: string;
  readonly config: TrainConfig;
  readonly answer: "start" | "save";
  /** Whether pictures must be generated before it can start. */
  readonly generates: boolean;
}

/** What is asked for in the last step. */
type Settings = TrainSettings & Pick<TrainConfig, "balance" | "augmentation">;

/** What need not be asked. */
export interface GivenRun {
  readonly directory?: string;
  readonly augmentation?: AugmentConfig;
}

interface Draft {
  readonly directory?: string;
  readonly target?: string;
  readonly network?: NetworkName;
  readonly settings?: Settings;
  readonly answer: "start" | "save";
  readonly generates?: boolean;
}

/** Asks all that is not given; with one data set only, which one is no question. */
export async function askNewRun(app: App, given: GivenRun = {}): Promise<NewRun> {
  await app.store.load();
  const directories = app.store.datasets.map(({ directory }) => directory);
  const directory = given.directory ?? (directories.length === 1 ? directories[0] : undefined);
  const first: Draft = { answer: "start", ...(directory !== undefined && { directory }) };
  const steps: Step<Draft>[] = [
    (draft, position) => chooseTarget(app, draft, position),
    (draft, position) => chooseNetwork(app, draft, position),
    (draft, position) => chooseSettings(app, { draft, given }, position),
  ];
  if (directory === undefined)
    steps.unshift((draft, position) => chooseDataset(app, draft, position));
  const draft = await walk(first, steps);
  return {
    directory: chosen(draft.directory),
    config: {
      ...chosen(draft.settings),
      network: chosen(draft.network),
      target: chosen(draft.target),
    },
    answer: draft.answer,
    generates: draft.generates === true,
  };
}

const title = (): string => l10n.t("New Training Run");

async function chooseDataset(
  app: App,
  draft: Draft,
  position: Position,
): Promise<StepResult<Draft>> {
  const choices = datasetChoices(app);
  if (choices.length === 0) {
    throw new UserError(
      "not-found",
      l10n.t("There is no data set yet: add a folder of pictures first."),
    );
  }
  const placeholder = l10n.t("Which pictures to learn from");
  const directory = await pick({ title: title(), position, placeholder }, choices, draft.directory);
  return directory === BACK ? back(draft) : next({ ...draft, directory });
}

async function chooseTarget(
  app: App,
  draft: Draft,
  position: Position,
): Promise<StepResult<Draft>> {
  const choices = (await targetsOf(app, chosen(draft.directory))).map(({ target, classes }) => ({
    label: target,
    description: l10n.t("Classes: {0}", classes.length),
    detail: shortList(classes.map(({ name }) => name)),
    value: target,
  }));
  const placeholder = l10n.t("What to tell apart");
  const target = await pick({ title: title(), position, placeholder }, choices, draft.target);
  return target === BACK ? back(draft) : next({ ...draft, target });
}

async function chooseNetwork(
  app: App,
  draft: Draft,
  position: Position,
): Promise<StepResult<Draft>> {
  const targets = await targetsOf(app, chosen(draft.directory));
  const classes = targets.find(({ target }) => target === draft.target)?.classes.length ?? 2;
  const { imageSize } = trainSettings(chosen(draft.directory));
  const choices = await Promise.all(
    NETWORK_NAMES.map(async (network): Promise<Choice<NetworkName>> => {
      const { parameters } = await app.backend.describe({ network, classes, imageSize });
      const description = l10n.t("Parameters: {0}", format.count(parameters));
      return { label: network, description, detail: networkHelp(network), value: network };
    }),
  );
  const placeholder = l10n.t("Which network to train");
  const network = await pick({ title: title(), position, placeholder }, choices, draft.network);
  return network === BACK ? back(draft) : next({ ...draft, network });
}

async function chooseSettings(
  app: App,
  { draft, given }: { readonly draft: Draft; readonly given: GivenRun },
  position: Position,
): Promise<StepResult<Draft>> {
  const directory = chosen(draft.directory);
  const target = chosen(draft.target);
  const { augmentation } = given;
  const settings: Settings = draft.settings ?? { ...trainSettings(directory), augmentation };
  const first = { ...settings, network: chosen(draft.network), target };
  const state = await balanceOf(app, { directory, target });
  const { config, answer } = await editSettings(first, { title: title(), position, state });
  const kept = { ...draft, settings: config };
  if (answer === BACK) return back(kept);
  return next({ ...kept, answer, generates: needsPictures(config, state) });
}

/** Undefined for a target that cannot be split: training it will say why. */
async function balanceOf(
  app: App,
  request: { readonly directory: string; readonly target: string },
): Promise<BalanceState | undefined> {
  try {
    return await app.backend.balance(request);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** The targets that can be learnt: with two classes at least. */
export async function targetsOf(app: App, directory: string): Promise<readonly TargetSummary[]> {
  const summary =
    app.store.dataset(directory)?.summary ?? (await app.backend.dataset({ directory }));
  if (summary === null) {
    throw new UserError(
      "not-found",
      l10n.t("{0} has not been scanned yet: scan it first.", directory),
    );
  }
  const targets = summary.targets.filter(({ classes }) => classes.length > 1);
  if (targets.length > 0) return targets;
  throw new UserError("one-class-only", l10n.t("{0} has no two classes to tell apart.", directory));
}

function networkHelp(network: NetworkName): string {
  switch (network) {
    case "catDogNet":
      return l10n.t("Four convolution blocks and two linear layers: small pictures, few classes");
    case "mobileNetV2":
      return l10n.t("MobileNetV2: small and quick; made for pretrained weights");
    case "resnet34":
      return l10n.t("ResNet-34: deeper, with fewer parameters");
    case "resnet50":
      return l10n.t("ResNet-50: deepest; for many classes and larger pictures");
  }
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 6).join(", ");
  return names.length > 6 ? `${shown}, …` : shown;
}

function chosen<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("a step of the wizard left no answer");
  return value;
}

const next = (draft: Draft): StepResult<Draft> => ({ draft, move: "next" });
const back = (draft: Draft): StepResult<Draft> => ({ draft, move: "back" });
