/** Looks for labels that are probably wrong; the data set's dashboard lists them. */
import { l10n } from "vscode";
import type { FindMistakesRequest } from "../../protocol/labels";
import type { App } from "../app";
import { notify } from "../messages";
import { trainSettings } from "../settings";
import { format } from "../text";
import { targetsOf } from "../wizard/newRun";
import { BACK, pick } from "../wizard/pick";
import { type Step, walk } from "../wizard/steps";
import { chooseWeights } from "../wizard/weights";
import { withWork } from "../work";
import { assertIdle } from "./idle";
import { needDataset } from "./subjects";

/** Of one network, since weights decide how well it sees; its weights are the smallest download. */
const NETWORK = "mobileNetV2";

type Draft = Partial<Pick<FindMistakesRequest["config"], "target" | "network">> &
  Pick<FindMistakesRequest["config"], "weights">;

/** Asks what is not given: whose labels, which label, and by which weights to judge them. */
export async function findMistakes(app: App, argument?: unknown): Promise<void> {
  const directory = await needDataset(app, argument);
  assertIdle(app);
  const targets = (await targetsOf(app, directory)).map(({ target }) => target);
  const given = targetOf(argument, targets) ?? (targets.length === 1 ? targets[0] : undefined);
  const draft = await ask(app, targets, given);
  const request = { directory, config: configOf(directory, draft) };
  const title = l10n.t("Looking for wrong labels of {0}", request.config.target);
  const { suspects, pictures } = await withWork(
    app.store,
    { title, subject: directory },
    (options) => app.backend.findMistakes(request, options),
  );
  const counts = [format.count(suspects.length), format.count(pictures)] as const;
  notify(l10n.t("{0} of {1} labels may be wrong.", ...counts), {
    [l10n.t("Open Dashboard")]: () => {
      app.panels.open({ kind: "dataset", directory });
    },
  });
}

async function ask(app: App, targets: readonly string[], given?: string): Promise<Draft> {
  const title = l10n.t("Find Label Mistakes");
  const askTarget: Step<Draft> = async (draft, position) => {
    const placeholder = l10n.t("Which label to check");
    const choices = targets.map((target) => ({ label: target, value: target }));
    const target = await pick({ title, position, placeholder }, choices, draft.target);
    return target === BACK
      ? { draft, move: "back" }
      : { draft: { ...draft, target }, move: "next" };
  };
  const askWeights: Step<Draft> = async (draft, position) => {
    const placeholder = l10n.t("Pretrained weights to judge by: with them it takes a minute or so");
    const question = { title, position, placeholder, chosen: undefined };
    const weights = await chooseWeights(app, NETWORK, question);
    if (weights === BACK) return { draft, move: "back" };
    const config =
      weights === null
        ? { network: "catDogNet" as const }
        : { network: weights.network, weights: weights.name };
    return { draft: { target: draft.target, ...config }, move: "next" };
  };
  const steps = given === undefined ? [askTarget, askWeights] : [askWeights];
  return walk<Draft>({ target: given }, steps);
}

/** Frozen, where there are weights; else as the settings say, without holding pictures out. */
function configOf(
  directory: string,
  { target = "", network = "catDogNet", weights }: Draft,
): FindMistakesRequest["config"] {
  if (weights !== undefined) return { network, target, weights, method: "frozen" };
  return { ...trainSettings(directory), network, target, method: "full", earlyStop: 0 };
}

function targetOf(argument: unknown, targets: readonly string[]): string | undefined {
  if (typeof argument !== "object" || argument === null) return undefined;
  const target: unknown = Reflect.get(argument, "target");
  return targets.find((each) => each === target);
}
