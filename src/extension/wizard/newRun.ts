/** Asks, step by step, for a new training run: data set, target, network, weights, method, settings. */
import { l10n } from "vscode";
import type { AugmentConfig, BalanceState } from "../../protocol/augment";
import type { TargetSummary } from "../../protocol/dataset";
import { DEFAULT_SEED } from "../../protocol/defaults";
import { UserError } from "../../protocol/errors";
import { NETWORK_NAMES, type NetworkName } from "../../protocol/network";
import type { RequestedConfig } from "../../protocol/training";
import type { WeightsList } from "../../protocol/weights";
import { datasetChoices } from "../actions/subjects";
import type { App } from "../app";
import { trainSettings } from "../settings";
import { format } from "../text";
import { needsPictures } from "./balancing";
import { type Answer, configOf, type Draft, methodOf, settingsOf } from "./draft";
import { chooseMethod } from "./method";
import { BACK, type Choice, pick } from "./pick";
import { editSettings, type SettingsContext } from "./runSettings";
import { type OptionalStep, type Position, type Step, type StepResult, walk } from "./steps";
import { chooseWeights, hasWeights } from "./weights";

/** What the wizard ends with. */
export interface NewRun {
  readonly directory: string;
  readonly config: RequestedConfig;
  readonly answer: Answer;
  /** Whether pictures must be generated before it can start. */
  readonly generates: boolean;
}

/** What need not be asked. */
export interface GivenRun {
  readonly directory?: string;
  readonly augmentation?: AugmentConfig;
  /** What the person came for. Default: to start a training. */
  readonly purpose?: SettingsContext["purpose"];
}

/** Asks all that is not given; with one data set only, which one is no question. */
export async function askNewRun(app: App, given: GivenRun = {}): Promise<NewRun> {
  const [weights] = await Promise.all([weightsOf(app), app.store.load()]);
  const directories = app.store.datasets.map(({ directory }) => directory);
  const directory = given.directory ?? (directories.length === 1 ? directories[0] : undefined);
  const steps: (Step<Draft> | OptionalStep<Draft>)[] = [
    (draft, position) => askTarget(app, draft, position),
    (draft, position) => askNetwork(app, draft, position),
    {
      applies: ({ network }) => network !== undefined && hasWeights(weights, network),
      ask: (draft, position) => askWeights(app, draft, position),
    },
    {
      applies: (draft) => Boolean(draft.weights),
      ask: (draft, position) => askMethod(app, draft, position),
    },
    (draft, position) => askSettings(app, { draft, given }, position),
  ];
  if (directory === undefined) steps.unshift((draft, position) => askDataset(app, draft, position));
  const draft = await walk<Draft>({ directory }, steps);
  return {
    directory: chosen(draft.directory),
    config: configOf(draft, chosen(draft.settings)),
    answer: chosen(draft.answer),
    generates: draft.generates === true,
  };
}

/** A store that cannot be read is no reason not to train from scratch; its view says what is wrong. */
async function weightsOf(app: App): Promise<Pick<WeightsList, "stored" | "published">> {
  try {
    return await app.backend.weights({});
  } catch (error) {
    if (error instanceof UserError) return { stored: [], published: [] };
    throw error;
  }
}

const title = (): string => l10n.t("New Training Run");

async function askDataset(app: App, draft: Draft, position: Position): Promise<StepResult<Draft>> {
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

async function askTarget(app: App, draft: Draft, position: Position): Promise<StepResult<Draft>> {
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

async function askNetwork(app: App, draft: Draft, position: Position): Promise<StepResult<Draft>> {
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
  if (network === BACK) return back(draft);
  const weights = network === draft.network ? draft.weights : undefined;
  return next({ ...draft, network, weights });
}

async function askWeights(app: App, draft: Draft, position: Position): Promise<StepResult<Draft>> {
  const placeholder = l10n.t("Pretrained weights to begin with: minutes instead of hours");
  const question = { title: title(), position, placeholder, chosen: draft.weights };
  const weights = await chooseWeights(app, chosen(draft.network), question);
  return weights === BACK ? back(draft) : next({ ...draft, weights });
}

async function askMethod(app: App, draft: Draft, position: Position): Promise<StepResult<Draft>> {
  const directory = chosen(draft.directory);
  const method = await chooseMethod(app, {
    title: title(),
    position,
    placeholder: l10n.t("What learns; times are estimates for this machine"),
    chosen: draft.method,
    request: (each) => {
      const asked = { ...draft, method: each };
      const config = configOf(asked, settingsOf(asked, trainSettings(directory)));
      return { directory, config };
    },
  });
  return method === BACK ? back(draft) : next({ ...draft, method });
}

async function askSettings(
  app: App,
  { draft, given }: { readonly draft: Draft; readonly given: GivenRun },
  position: Position,
): Promise<StepResult<Draft>> {
  const directory = chosen(draft.directory);
  const target = chosen(draft.target);
  const first = settingsOf(draft, trainSettings(directory), given.augmentation);
  const [state, targets] = await Promise.all([
    balanceOf(app, { directory, target }),
    targetsOf(app, directory),
  ]);
  const { settings, answer } = await editSettings(first, {
    title: title(),
    position,
    draft,
    purpose: given.purpose ?? "start",
    others: targets.map((each) => each.target).filter((name) => name !== target),
    state,
  });
  const kept = { ...draft, settings, settledMethod: methodOf(draft) };
  if (answer === BACK) return back(kept);
  const seed = settings.seed ?? DEFAULT_SEED;
  const generates = needsPictures({ balance: settings.balance, seed }, state);
  return next({ ...kept, answer, generates });
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
