/** The step that chooses what of a pretrained network learns, each way with what it costs on this machine. */
import { type CancellationToken, l10n } from "vscode";
import { UserError } from "../../protocol/errors";
import type { EstimateRequest, MethodEstimate } from "../../protocol/planning";
import type { TrainingMethod } from "../../protocol/training";
import type { App } from "../app";
import { format } from "../text";
import { type BACK, type Choice, pick, type Question } from "./pick";

/** The quickest first. */
const METHODS: readonly TrainingMethod[] = ["frozen", "fineTune", "full"];

export interface MethodQuestion extends Question {
  readonly chosen: TrainingMethod | undefined;
  /** What a run by that method would be asked for as things stand. */
  readonly request: (method: TrainingMethod) => EstimateRequest;
}

type Estimates = ReadonlyMap<TrainingMethod, MethodEstimate>;

/** Asks at once; what each way costs is measured meanwhile, unless a training would disturb that. */
export async function chooseMethod(
  app: App,
  { chosen = "frozen", request, ...question }: MethodQuestion,
): Promise<TrainingMethod | typeof BACK> {
  const measures = app.trainer.active === undefined;
  const later = async (token: CancellationToken): Promise<readonly Choice<TrainingMethod>[]> => {
    try {
      return choicesOf(await estimates(app, request, token));
    } catch (error) {
      if (!(error instanceof UserError)) app.logBug(error);
      return choicesOf(new Map()); // training itself will say what is wrong
    }
  };
  const first = choicesOf(measures ? undefined : new Map());
  return pick({ ...question, ...(measures && { later }) }, first, chosen);
}

/** Asked for each method apart, since each has numbers of its own; the first call measures the machine. */
async function estimates(
  app: App,
  request: MethodQuestion["request"],
  token: CancellationToken,
): Promise<Estimates> {
  const found = new Map<TrainingMethod, MethodEstimate>();
  for (const method of METHODS) {
    const { methods } = await app.backend.estimateTraining(request(method), { token });
    for (const each of methods) if (each.method === method) found.set(method, each);
  }
  return found;
}

/** Undefined estimates are still to come; of a method that has none, nothing is said. */
function choicesOf(known: Estimates | undefined): readonly Choice<TrainingMethod>[] {
  return METHODS.map((method) => {
    const estimate = known?.get(method);
    return {
      label: methodName(method),
      description: known === undefined ? l10n.t("measuring…") : estimate && timeText(estimate),
      detail: [methodHelp(method), ...(estimate ? sizeTexts(estimate) : [])].join(" · "),
      value: method,
    };
  });
}

function timeText({ seconds, secondsOnce }: MethodEstimate): string {
  const whole = format.duration(seconds);
  return secondsOnce < 1
    ? l10n.t("about {0}", whole)
    : l10n.t("about {0}, {1} of it only the first time", whole, format.duration(secondsOnce));
}

function sizeTexts({ epochs, imageSize, memoryBytes }: MethodEstimate): readonly string[] {
  const course = l10n.t("{0} epochs at {1} pixels", format.count(epochs), imageSize);
  return [course, format.bytes(memoryBytes)];
}

function methodName(method: TrainingMethod): string {
  switch (method) {
    case "frozen":
      return l10n.t("Frozen");
    case "fineTune":
      return l10n.t("Fine-tune");
    case "full":
      return l10n.t("Full");
  }
}

function methodHelp(method: TrainingMethod): string {
  switch (method) {
    case "frozen":
      return l10n.t("Only the head, from features computed once");
    case "fineTune":
      return l10n.t("The head first, then the last stages, more slowly");
    case "full":
      return l10n.t("Everything, at one learning rate");
  }
}
